/** One ad's storyboard while it is edited: its versions, the way back, and what is not saved yet. */
import { taskService } from "../../lib/api/taskService";
import type { Notice, Storyboard, Task } from "../../lib/api/types";
import { type Duration } from "../task/durations";
import { boardOf, lengthOf, storyboardOf, type Board } from "./board";
import { draftOf, keepDraft, type Draft } from "./drafts";
import { Saver, type Saving } from "./Saver";

export interface BoardState {
  board: Board;
  canUndo: boolean;
  saving: Saving;
  /** The length of the version that is being fetched; null while none is. */
  writingFor: Duration | null;
  /** Why the last version could not be had. */
  error: unknown;
  notices: readonly Notice[];
  /** As text, as it was saved last. */
  script: string;
}

const VARIANTS_MAX = 1000;
/** So often another version is asked for, should it be the same as the one on the page. */
const TRIES_MAX = 3;
const UNDO_MAX = 100;

export class BoardStore {
  readonly #task: Task;
  readonly #onSaved: (task: Task) => void;
  readonly #saver: Saver<Storyboard | null>;
  readonly #listeners = new Set<() => void>();
  readonly #storyboards: Draft["storyboards"];
  #past: Board[] = [];
  /** What is being typed, so that it is undone as a whole. */
  #field: string | null = null;
  #variant = 0;
  #state: BoardState;

  constructor(task: Task, onSaved: (task: Task) => void) {
    this.#task = task;
    this.#onSaved = onSaved;
    this.#saver = new Saver((storyboard) => this.#save(storyboard), (saving) => this.#tell({ saving }));
    const draft = draftOf(task.id);
    const kept = task.storyboard ?? { shots: [] };
    this.#storyboards = { ...draft?.storyboards, [lengthOf(kept)]: kept };
    const unsaved = draft?.unsaved ? draft.storyboards[draft.duration] : undefined;
    if (draft && unsaved) this.#storyboards[draft.duration] = unsaved;
    this.#state = {
      board: draft && unsaved ? boardOf(unsaved, draft.duration) : boardOf(kept),
      canUndo: false,
      saving: { state: "saved", error: null },
      writingFor: null,
      error: null,
      notices: [],
      script: task.script ?? "",
    };
    if (unsaved) this.#saver.change(unsaved);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): BoardState => this.#state;

  /** Show and keep another board; changes of the same `field` are undone together. */
  change(board: Board, field: string | null = null): void {
    if (board === this.#state.board) return;
    if (field === null || field !== this.#field) this.#past = [...this.#past, this.#state.board].slice(-UNDO_MAX);
    this.#field = field;
    this.#put(board, { notices: [], error: null });
  }

  undo(): void {
    const board = this.#past.pop();
    this.#field = null;
    if (board) this.#put(board, { notices: [], error: null });
  }

  /** Another version of the words. */
  async rewrite(): Promise<void> {
    await this.#write(async () => {
      const { board } = this.#state;
      for (let tries = 1; ; tries++) {
        this.#variant = (this.#variant % VARIANTS_MAX) + 1;
        const answer = await this.#version(board.duration, this.#variant);
        if (tries === TRIES_MAX || text(answer.storyboard) !== text(storyboardOf(board))) return answer;
      }
    });
  }

  /** Back to the version that was written first. */
  async original(): Promise<void> {
    const { duration } = this.#state.board;
    if (duration === this.#task.duration) {
      // the server has it
      this.#saver.change(null);
      this.#saver.flush();
    } else await this.#write(() => this.#version(duration, 0));
  }

  /** A storyboard for a video of this length: the one that was there before, else one that is written for it. */
  async setDuration(duration: Duration): Promise<void> {
    const known = this.#storyboards[duration];
    if (known) this.change(boardOf(known, duration));
    else await this.#write(() => this.#version(duration, 0), duration);
  }

  /** Take what can be read of a text; what cannot is in the notices. Gives whether there was anything. */
  async read(pasted: string): Promise<boolean> {
    const { duration } = this.#state.board;
    return this.#write(() => taskService.readStoryboard(pasted, duration));
  }

  flush(): void {
    this.#saver.flush();
  }

  #version(duration: Duration, variant: number) {
    return taskService.writeStoryboard(this.#task.id, { duration, variant });
  }

  async #write(
    write: () => Promise<{ storyboard: Storyboard; notices: Notice[] }>,
    duration = this.#state.board.duration,
  ): Promise<boolean> {
    if (this.#state.writingFor) return false;
    this.#tell({ writingFor: duration, error: null, notices: [] });
    try {
      const { storyboard, notices } = await write();
      if (storyboard.shots.length) this.change(boardOf(storyboard, duration));
      this.#tell({ notices });
      return storyboard.shots.length > 0;
    } catch (error) {
      this.#tell({ error });
      return false;
    } finally {
      this.#tell({ writingFor: null });
    }
  }

  #put(board: Board, told: Partial<BoardState>): void {
    const storyboard = storyboardOf(board);
    this.#storyboards[board.duration] = storyboard;
    this.#keepDraft(board.duration, true);
    this.#tell({ board, canUndo: this.#past.length > 0, ...told });
    // without shots there is nothing to save
    if (board.cards.length) this.#saver.change(storyboard);
  }

  async #save(storyboard: Storyboard | null): Promise<void> {
    const task = await taskService.changeTask(this.#task.id, { storyboard });
    // what was typed meanwhile is newer
    const isNewest = !this.#saver.isWaiting;
    if (!storyboard && task.storyboard && isNewest) {
      this.#past = [...this.#past, this.#state.board].slice(-UNDO_MAX);
      this.#field = null;
      const board = boardOf(task.storyboard, lengthOf(task.storyboard));
      this.#storyboards[board.duration] = task.storyboard;
      this.#tell({ board, canUndo: true, notices: [] });
    }
    if (isNewest) this.#keepDraft(this.#state.board.duration, false);
    this.#tell({ script: task.script ?? "" });
    this.#onSaved(task);
  }

  #keepDraft(duration: Duration, unsaved: boolean): void {
    keepDraft(this.#task.id, { unsaved, duration, storyboards: this.#storyboards });
  }

  #tell(told: Partial<BoardState>): void {
    this.#state = { ...this.#state, ...told };
    for (const listener of this.#listeners) listener();
  }
}

function text({ shots }: Storyboard): string {
  return JSON.stringify(shots.map(({ voice_over, on_screen_text }) => [voice_over, on_screen_text]));
}
