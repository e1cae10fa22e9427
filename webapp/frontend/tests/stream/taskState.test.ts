import { expect, test } from "vitest";
import { aged } from "../../src/lib/stream/eta";
import { patched } from "../../src/lib/stream/taskState";

test.each([
  ["grows", "Buy", { offset: 3, text: " this" }, "Buy this"],
  ["is changed from the offset on", "Buy thas", { offset: 6, text: "is cup" }, "Buy this cup"],
  ["may get shorter", "Buy this", { offset: 3, text: "" }, "Buy"],
  ["begins anew", "Buy this", { offset: 0, text: "Hot" }, "Hot"],
  ["counts an emoji as one", "🔥☕ Hot", { offset: 3, text: "Cold" }, "🔥☕ Cold"],
  ["counts rare characters as one", "𠮷野家", { offset: 1, text: "祥" }, "𠮷祥"],
])("the script %s", (_, before, change, after) => {
  expect(patched(before, change)).toBe(after);
});

test("an estimate counts down, and owns up when it has run out", () => {
  const eta = { low: 10, high: 20, longer_than_usual: false };

  expect(aged(eta, 5)).toEqual({ low: 5, high: 15, longer_than_usual: false });
  expect(aged(eta, 15)).toEqual({ low: 0, high: 5, longer_than_usual: false });
  expect(aged(eta, 20)).toEqual({ low: 0, high: 0, longer_than_usual: true });
});
