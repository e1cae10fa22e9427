import { expect, test } from "vitest";
import { renderedPercent } from "../../../src/components/video/Stepper";
import { aRow } from "../../support/factories";

const rendering = (seq: number, percent: number) => aRow(seq, { code: "video.rendering", step: 6, params: { percent } });

test("the engine's percent is the newest of this try", () => {
  const retried = aRow(4, { code: "task.retried", step: 6 });

  expect(renderedPercent([])).toBeNull();
  expect(renderedPercent([rendering(1, 10), rendering(2, 51), aRow(3, { code: "provider.waiting" })])).toBe(51);
  expect(renderedPercent([rendering(2, 51), retried])).toBeNull();
  expect(renderedPercent([rendering(2, 51), retried, rendering(5, 8)])).toBe(8);
});
