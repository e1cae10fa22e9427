import { expect, test } from "vitest";
import { isTooLong } from "../../../src/components/storyboard/speech";
import { shotAt } from "../../../src/components/storyboard/StoryboardPreview";

test("a preview shows each shot at its time, and the last one to the end", () => {
  const times = [[0, 1.5], [1.5, 4]] as const;
  expect([0, 1.49, 1.5, 3.9, 4].map((seconds) => shotAt(times, seconds))).toEqual([0, 0, 1, 1, 1]);
});

test("a line is too long if it does not fit into its shot even 15 % faster, as the server decides it", () => {
  // 5 words take 2.17 s, said quickly 1.89 s; a shot leaves 0.12 s, at the clip's end 0.2 s
  const line = "One two three four five";
  expect(isTooLong(line, [0, 2.02], 4)).toBe(false);
  expect(isTooLong(line, [0, 2.0], 4)).toBe(true);
  expect(isTooLong(line, [1.95, 4], 4)).toBe(true);
  expect(isTooLong(line, [1.9, 4], 4)).toBe(false);
});
