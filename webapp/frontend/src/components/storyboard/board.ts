/** A storyboard as cards that can be moved: each has a length, and the times follow from their order. */
import type { Storyboard } from "../../lib/api/types";
import { DURATIONS, type Duration } from "../task/durations";

export interface Card {
  /** The same for as long as the page shows the card, wherever it is moved. */
  key: number;
  seconds: number;
  picture: string;
  voice_over: string;
  on_screen_text: string;
}

export interface Board {
  duration: Duration;
  title: string;
  offer: string;
  call_to_action: string;
  cards: readonly Card[];
}

type Words = Partial<Pick<Card, "voice_over" | "on_screen_text">>;

/** A shorter shot cannot be read. */
export const SHOT_SECONDS_MIN = 1;
const ROUNDING_SECONDS = 0.001;

let lastKey = 0;

/** The cards of a storyboard; its last shot is held to the end of the video. */
export function boardOf({ shots, ...rest }: Storyboard, duration = lengthOf({ shots })): Board {
  const starts = shots.map((shot, number) => (number ? shot.start_seconds : 0));
  const cards = shots.map(({ picture, voice_over, on_screen_text }, number) => ({
    key: ++lastKey,
    seconds: rounded((starts[number + 1] ?? duration) - starts[number]!),
    picture: picture ?? "",
    voice_over: voice_over ?? "",
    on_screen_text: on_screen_text ?? "",
  }));
  const { title = "", offer = "", call_to_action = "" } = rest;
  return { duration, title, offer, call_to_action, cards };
}

export function storyboardOf({ title, offer, call_to_action, ...board }: Board): Storyboard {
  const shots = timesOf(board).map(([start_seconds, end_seconds], number) => {
    const { picture, voice_over, on_screen_text } = board.cards[number]!;
    return { start_seconds, end_seconds, picture, voice_over, on_screen_text };
  });
  return { title, shots, offer, call_to_action };
}

/** The shortest video that a storyboard fits into. */
export function lengthOf({ shots }: Pick<Storyboard, "shots">): Duration {
  const end = shots.at(-1)?.end_seconds ?? 0;
  return DURATIONS.find((duration) => end <= duration + ROUNDING_SECONDS) ?? DURATIONS[2];
}

/** Start and end of each card: one after the other, the last to the end of the video. */
export function timesOf({ cards, duration }: Pick<Board, "cards" | "duration">): [start: number, end: number][] {
  let end = 0;
  return cards.map(({ seconds }, number) => {
    const start = end;
    end = number === cards.length - 1 ? duration : rounded(start + seconds);
    return [start, end];
  });
}

export function hasRoom({ cards, duration }: Board): boolean {
  return cards.length < roomOf(duration);
}

/** How many shots a video has room for. */
export function roomOf(duration: Duration): number {
  return Math.floor(duration / SHOT_SECONDS_MIN);
}

/** With other words on a card; the offer and the call to action follow the words they are shown in. */
export function reworded(board: Board, key: number, words: Words): Board {
  const before = board.cards.find((card) => card.key === key);
  const follow = (text: string) =>
    words.on_screen_text !== undefined && text !== "" && text === before?.on_screen_text ? words.on_screen_text : text;
  return {
    ...board,
    offer: follow(board.offer),
    call_to_action: follow(board.call_to_action),
    cards: board.cards.map((card) => (card.key === key ? { ...card, ...words } : card)),
  };
}

/** With a card one place earlier (-1) or later (1), if there is one; every card keeps its length. */
export function moved(board: Board, key: number, by: -1 | 1): Board {
  const from = board.cards.findIndex((card) => card.key === key);
  const to = from + by;
  if (from < 0 || to < 0 || to >= board.cards.length) return board;
  const cards = [...board.cards];
  [cards[from], cards[to]] = [cards[to]!, cards[from]!];
  return { ...board, cards };
}

/** Without a card; the others share its time. */
export function without(board: Board, key: number): Board {
  return filled({ ...board, cards: board.cards.filter((card) => card.key !== key) });
}

/** With an empty card at the end, and its key; the others make room for it. */
export function extended(board: Board): [Board, key: number] {
  const card = { key: ++lastKey, picture: "", voice_over: "", on_screen_text: "" };
  const seconds = board.duration / Math.max(1, board.cards.length);
  return [filled({ ...board, cards: [...board.cards, { ...card, seconds }] }), card.key];
}

/** With a card of another length, at the cost of the next one, or of the one before the last. */
export function resized(board: Board, key: number, seconds: number): Board {
  const number = board.cards.findIndex((card) => card.key === key);
  const neighbour = number + 1 < board.cards.length ? number + 1 : number - 1;
  const [card, other] = [board.cards[number], board.cards[neighbour]];
  if (!card || !other || !Number.isFinite(seconds)) return board;
  const both = card.seconds + other.seconds;
  const least = Math.min(SHOT_SECONDS_MIN, both / 2);
  const asked = rounded(Math.min(both - least, Math.max(least, seconds)));
  const lengths = new Map([[card.key, asked], [other.key, rounded(both - asked)]]);
  return { ...board, cards: board.cards.map((one) => ({ ...one, seconds: lengths.get(one.key) ?? one.seconds })) };
}

/** With all lengths in proportion, so that together they fill the video. */
function filled(board: Board): Board {
  const sum = board.cards.reduce((total, { seconds }) => total + seconds, 0);
  const cards = board.cards.map((card) => ({ ...card, seconds: rounded((card.seconds * board.duration) / sum) }));
  return { ...board, cards };
}

function rounded(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
