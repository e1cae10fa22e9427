import { describe, expect, it } from "vitest";
import { inkOn } from "../../../src/components/brand/ink";

describe("inkOn", () => {
  it.each([
    ["#ffd166", "#16161b"],
    ["#7c3aed", "#ffffff"],
    ["#1f4d3a", "#ffffff"],
    ["#00a0ff", "#16161b"],
  ])("writes on %s in %s", (colour, ink) => expect(inkOn(colour)).toBe(ink));
});
