// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { iconWith, titleWith, useTabStatus, type TabStatus } from "../../../src/components/task/tabStatus";

const WORDS = { done: "Done", failed: "Failed" };

beforeEach(() => {
  document.head.innerHTML = '<link rel="icon" href="/plain.svg" />';
});

afterEach(cleanup);

function look(state: DocumentVisibilityState) {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  act(() => void document.dispatchEvent(new Event("visibilitychange")));
}

function icon(): string {
  return document.querySelector<HTMLLinkElement>('link[rel="icon"]')!.href;
}

test("the title has the percent, then the end", () => {
  expect(titleWith({ kind: "running", percent: 42 }, WORDS)).toBe("42 % · Limelight");
  expect(titleWith({ kind: "failed" }, WORDS)).toBe("Failed · Limelight");
  expect(titleWith(null, WORDS)).toBe("Limelight");
  expect(decodeURIComponent(iconWith({ kind: "running", percent: 50 }))).toContain('stroke-dasharray="40.8 81.7"');
});

test("an end that nobody saw stays on the tab until it is seen", () => {
  look("hidden");
  const { rerender, unmount } = renderHook(({ sign }: { sign: TabStatus }) => useTabStatus(sign, WORDS), {
    initialProps: { sign: { kind: "running", percent: 42 } as TabStatus },
  });
  expect(document.title).toBe("42 % · Limelight");
  expect(icon()).toMatch(/^data:image/);

  rerender({ sign: { kind: "done" } });
  expect(document.title).toBe("Done · Limelight");
  look("visible");
  expect(document.title).toBe("Limelight");
  expect(icon()).toMatch(/plain\.svg$/);
  look("hidden");
  expect(document.title).toBe("Limelight");
  unmount();
});
