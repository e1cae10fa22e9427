/** The storyboard as cards: edit, move, delete, add; another version, the first one, or one read from a text. */
import { Fragment, useEffect, useId, useRef, useState } from "react";
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import type { Task, VideoFormat, VideoTemplate } from "../../lib/api/types";
import { NoticeList } from "../task/NoticeList";
import { ScriptPanel } from "../task/ScriptPanel";
import { Icon } from "../ui/Icon";
import { extended, hasRoom, moved, resized, reworded, roomOf, timesOf, without, type Board } from "./board";
import type { BoardState, BoardStore } from "./BoardStore";
import { PasteText } from "./PasteText";
import { SavingNote } from "./SavingNote";
import { ShotCard } from "./ShotCard";
import { StoryboardPreview } from "./StoryboardPreview";
import "./StoryboardEditor.css";

interface StoryboardEditorProps {
  task: Task;
  shape: VideoFormat;
  /** undefined where a service films, which knows none */
  template: VideoTemplate | undefined;
  state: BoardState;
  store: BoardStore;
}

/** A control of a card, by the card's key. */
interface Place {
  key: number;
  part: string;
}

export function StoryboardEditor({ task, shape, template, state, store }: StoryboardEditorProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const id = useId();
  const list = useRef<HTMLOListElement>(null);
  const wanted = useRef<Place | null>(null);
  const [deleted, setDeleted] = useState<{ index: number; board: Board } | null>(null);
  const [said, setSaid] = useState("");
  const [pasting, setPasting] = useState(false);
  const [previewing, setPreviewing] = useState(false);
  const { board } = state;
  const writing = state.writingFor !== null;
  const times = timesOf(board);

  // moving a card in the document takes the focus from it
  useEffect(() => {
    const place = wanted.current;
    wanted.current = null;
    if (place) list.current?.querySelector<HTMLElement>(`[data-key="${place.key}"] [data-part="${place.part}"]`)?.focus();
  }, [board]);

  const move = (key: number, number: number, by: -1 | 1) => {
    const next = moved(board, key, by);
    if (next === board) return;
    const part = document.activeElement?.getAttribute("data-part") ?? (by < 0 ? "earlier" : "later");
    wanted.current = { key, part };
    store.change(next);
    setSaid(t("board.moved", { number, place: number + by }));
  };
  const remove = (key: number, index: number) => {
    if (board.cards.length === 1) return;
    const next = without(board, key);
    store.change(next);
    setDeleted({ index, board: next });
  };
  const add = () => {
    const [next, key] = extended(board);
    wanted.current = { key, part: "on_screen_text" };
    store.change(next);
  };
  const gap = deleted?.board === board && (
    <li className="shots__gap small">
      <span role="status">{t("board.deleted", { number: deleted.index + 1 })}</span>
      <button type="button" className="button button--plain" autoFocus onClick={() => store.undo()}>
        <Icon name="undo" size={18} />
        {t("board.undo")}
      </button>
    </li>
  );

  return (
    <section className="storyboard" aria-labelledby={`${id}-title`} aria-busy={writing}>
      <div className="storyboard__head">
        <h3 id={`${id}-title`}>{t("board.title")}</h3>
        <SavingNote saving={state.saving} onRetry={() => store.flush()} />
      </div>
      <div className="row storyboard__tools">
        <button
          type="button"
          className="button button--plain"
          aria-haspopup="dialog"
          disabled={!board.cards.length}
          onClick={() => setPreviewing(true)}
        >
          <Icon name="play" size={18} />
          {t("preview.play")}
        </button>
        <button type="button" className="button button--plain" disabled={!state.canUndo} onClick={() => store.undo()}>
          <Icon name="undo" size={18} />
          {t("board.undo")}
        </button>
        <button type="button" className="button button--plain" aria-disabled={writing} onClick={() => void store.rewrite()}>
          <Icon name="rewrite" size={18} />
          {t(writing ? "board.writing" : "board.rewrite")}
        </button>
        <button type="button" className="button button--plain" aria-disabled={writing} onClick={() => void store.original()}>
          {t("board.original")}
        </button>
        <button type="button" className="button button--plain" onClick={() => setPasting(true)}>
          {t("board.paste")}
        </button>
      </div>
      <NoticeList notices={state.notices} />
      {state.error !== null && (
        <p className="problem small" role="alert">
          {errorText(i18n, state.error)}
        </p>
      )}
      <ol ref={list} className="shots">
        {board.cards.map((card, index) => (
          <Fragment key={card.key}>
            {index === deleted?.index && gap}
            <ShotCard
              task={task}
              shape={shape}
              template={template ?? "calm"}
              card={card}
              number={index + 1}
              count={board.cards.length}
              times={times[index]!}
              duration={board.duration}
              onWords={(field, text) => store.change(reworded(board, card.key, { [field]: text }), `${card.key} ${field}`)}
              onMove={(by) => move(card.key, index + 1, by)}
              onDelete={() => remove(card.key, index)}
              onLength={(seconds) => store.change(resized(board, card.key, seconds))}
            />
          </Fragment>
        ))}
        {deleted?.index === board.cards.length && gap}
      </ol>
      {hasRoom(board) ? (
        <button type="button" className="button storyboard__add" onClick={add}>
          <Icon name="plus" size={18} />
          {t("board.add")}
        </button>
      ) : (
        <p className="soft small">{t("board.full", { seconds: board.duration, count: roomOf(board.duration) })}</p>
      )}
      <p className="visually-hidden" role="status">
        {said}
      </p>
      {state.script && (
        <details>
          <summary>{t("board.details")}</summary>
          <ScriptPanel script={state.script} language={task.language} />
        </details>
      )}
      {previewing && (
        <StoryboardPreview
          task={task}
          shape={shape}
          template={template}
          board={board}
          onClose={() => setPreviewing(false)}
        />
      )}
      {pasting && <PasteText state={state} store={store} onClose={() => setPasting(false)} />}
    </section>
  );
}
