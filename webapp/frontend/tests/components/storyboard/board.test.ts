import { expect, test } from "vitest";
import {
  boardOf,
  extended,
  hasRoom,
  lengthOf,
  moved,
  resized,
  reworded,
  storyboardOf,
  timesOf,
  without,
  type Board,
} from "../../../src/components/storyboard/board";
import { letters } from "../../../src/components/storyboard/ShotFrame";
import { spokenSeconds } from "../../../src/components/storyboard/speech";
import type { Storyboard } from "../../../src/lib/api/types";

function aStoryboard(...ends: number[]): Storyboard {
  const shots = ends.map((end_seconds, number) => ({
    start_seconds: ends[number - 1] ?? 0,
    end_seconds,
    picture: "",
    voice_over: `Voice ${number}.`,
    on_screen_text: `Text ${number}`,
  }));
  return { title: "Mug", shots, offer: "Text 1", call_to_action: "mug.example" };
}

const BOARD = boardOf(aStoryboard(1.4, 2.6, 4));
const key = (number: number) => BOARD.cards[number]!.key;
const texts = (board: Board) => board.cards.map((card) => card.on_screen_text);

test("what is not edited stays as it was", () => {
  expect(storyboardOf(BOARD)).toEqual(aStoryboard(1.4, 2.6, 4));
});

test("gaps are closed, and the last shot goes on to the end of the video", () => {
  const gaps = aStoryboard(1, 3, 7.5);
  gaps.shots[1]!.start_seconds = 2;
  expect(lengthOf(gaps)).toBe(8);
  expect(timesOf(boardOf(gaps))).toEqual([[0, 2], [2, 3], [3, 8]]);
});

test("a shot that is moved keeps its length, and stops at both ends", () => {
  const board = moved(BOARD, key(0), 1);
  expect(texts(board)).toEqual(["Text 1", "Text 0", "Text 2"]);
  expect(timesOf(board)).toEqual([[0, 1.2], [1.2, 2.6], [2.6, 4]]);
  expect(moved(BOARD, key(0), -1)).toBe(BOARD);
  expect(moved(BOARD, key(2), 1)).toBe(BOARD);
});

test("after any change the shots fill the video without a gap", () => {
  let board = BOARD;
  const changes: ((board: Board) => Board)[] = [
    (one) => without(one, one.cards[1]!.key),
    (one) => extended(one)[0],
    (one) => extended(one)[0],
    (one) => resized(one, one.cards[0]!.key, 1.7),
    (one) => resized(one, one.cards.at(-1)!.key, 99),
    (one) => resized(one, one.cards[1]!.key, -5),
    (one) => moved(one, one.cards[0]!.key, 1),
    (one) => without(one, one.cards[0]!.key),
  ];
  for (const change of changes) {
    board = change(board);
    const spans = timesOf(board);
    expect(spans[0]![0]).toBe(0);
    expect(spans.at(-1)![1]).toBe(4);
    spans.forEach(([start, end], number) => {
      expect(end).toBeGreaterThan(start);
      if (number) expect(start).toBe(spans[number - 1]![1]);
    });
  }
});

test("another length is taken from the next shot, never all of it", () => {
  expect(timesOf(resized(BOARD, key(0), 1.6))).toEqual([[0, 1.6], [1.6, 2.6], [2.6, 4]]);
  expect(timesOf(resized(BOARD, key(2), 1.5))).toEqual([[0, 1.4], [1.4, 2.5], [2.5, 4]]);
  expect(timesOf(resized(BOARD, key(0), 60))).toEqual([[0, 1.6], [1.6, 2.6], [2.6, 4]]);
  expect(resized(BOARD, key(0), Number.NaN)).toBe(BOARD);
});

test("a video of 4 seconds has room for 4 shots", () => {
  const [board] = extended(BOARD);
  expect([hasRoom(BOARD), hasRoom(board)]).toEqual([true, false]);
});

test("the offer follows the text that shows it", () => {
  const board = reworded(BOARD, key(1), { on_screen_text: "$19" });
  expect([board.offer, board.call_to_action]).toEqual(["$19", "mug.example"]);
});

// the same as tests/unit/test_script.py expects of the server
test.each([
  ["", 0],
  ["Take a look.", 3 / 2.3],
  ["$24", 2.5 / 2.3],
  ["lumi.co", 2 / 2.3],
  ["Waschmaschinenunterschrank", 2 / 2.3],
  ["一杯好咖啡", 5 / 4.5],
  ["コーヒー", 4 / 6],
  ["珈琲の香り", 3 / 3 + 2 / 6],
  ["모닝 머그", 4 / 5],
])("%s takes %f seconds to say", (text, seconds) => {
  expect(spokenSeconds(text)).toBeCloseTo(seconds, 5);
});

test("letters are the smaller the longer the text or its longest word", () => {
  expect(letters("Mug", "portrait", "calm")).toBe(10.5);
  expect(letters("Mug", "portrait", "bold")).toBeGreaterThan(14);
  expect(letters("Waschmaschinenunterschrank", "portrait", "calm")).toBeLessThan(6);
  expect(letters("x ".repeat(120), "landscape", "calm")).toBeLessThan(letters("x ".repeat(20), "landscape", "calm"));
});
