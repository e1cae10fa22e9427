// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LiveRegion } from "../../../src/components/ui/LiveRegion";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test("speaks at once, then at most every five seconds, and never an outdated text", () => {
  const { rerender } = render(<LiveRegion text="5% started" />);
  const spoken: string[] = [];
  const listen = () => {
    const text = screen.getByRole("status").textContent ?? "";
    if (text !== spoken.at(-1)) spoken.push(text);
  };
  const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

  pass(0);
  listen();
  for (const percent of [10, 15, 20, 25]) {
    rerender(<LiveRegion text={`${percent}%`} />);
    pass(1000);
    listen();
  }
  pass(1000);
  listen();

  expect(spoken).toEqual(["5% started", "25%"]);
});
