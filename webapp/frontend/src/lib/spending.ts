/** What a task's purchases have cost, as far as that is known. */
import type { Purchase } from "./api/types";

export interface Spending {
  /** US dollars that are surely spent. */
  spentUsd: number;
  /** US dollars that may have been spent besides: calls that were cut off, and calls under way. */
  possibleUsd: number;
  /** Something was bought whose price is not known. */
  unpriced: boolean;
}

/** Add up; null when nothing was ever bought. */
export function spendingOn(usage: readonly Purchase[]): Spending | null {
  const bought = usage.filter(({ state }) => state !== "failed");
  if (!bought.length) return null;
  const sure = bought.filter(({ state }) => state === "confirmed");
  const unsure = bought.filter(({ state }) => state !== "confirmed");
  return {
    spentUsd: sum(sure.map(({ cost_usd: cost }) => cost)),
    possibleUsd: sum(unsure.map(({ cost_usd: cost, estimated_usd: estimated }) => cost ?? estimated)),
    unpriced: sure.some(({ cost_usd: cost }) => cost === null) || unsure.some(isUnpriced),
  };
}

function isUnpriced({ cost_usd: cost, estimated_usd: estimated }: Purchase): boolean {
  return cost === null && estimated === null;
}

function sum(amounts: readonly (number | null)[]): number {
  return amounts.reduce<number>((total, amount) => total + (amount ?? 0), 0);
}
