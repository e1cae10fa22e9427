import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { etaText } from "../src/i18n/etaText";
import { translator } from "../src/i18n/I18n";
import { en } from "../src/i18n/en";
import { estimateText, leftToday, money, purchaseText, spentText, usedText } from "../src/i18n/moneyText";
import { failureTitle, taskErrorText } from "../src/i18n/messageText";
import { zh } from "../src/i18n/zh";
import type { Estimate, Purchase } from "../src/lib/api/types";

const EN = { language: "en", dictionary: en } as const;
const ZH = { language: "zh", dictionary: zh } as const;
const i18n = translator(EN);

/** What the server's own source says it may send. */
function codesIn(file: string, pattern: RegExp): string[] {
  const source = readFileSync(new URL(`../../../tasks/${file}`, import.meta.url), "utf8");
  return [...source.matchAll(pattern)].map(([, code]) => code!);
}

test("every message, notice and error of the server has a text", () => {
  const messages = codesIn("messages.py", /^ {4}"([a-z_.]+)": /gm);
  // without the page, nobody reads its texts
  const errors = codesIn("errors.py", /"([a-z_]+)": /g).filter((code) => code !== "page_missing");
  expect(messages.length).toBeGreaterThan(20);
  expect(errors.length).toBeGreaterThan(40);

  // only a notice has no dot
  const keys = messages.map((code) => (code.includes(".") ? `progress.${code}` : `notice.${code}`));
  const missing = [...keys, ...errors.map((code) => `error.${code}`)].filter((key) => !(key in en));

  expect(missing).toEqual([]);
});

test("index.html begins with the page's own words", () => {
  const html = readFileSync(new URL("../index.html", import.meta.url), "utf8");

  for (const { language, dictionary } of [EN, ZH]) {
    for (const key of ["hero.title", "hero.lead"] as const) {
      expect(html).toContain(`<span lang="${language}">${dictionary[key]}</span>`);
    }
  }
});

test.each([
  [12.4, 18.1, 0, "about 12–19 s left"],
  [12.4, 18.1, 10, "about 2–9 s left"],
  [3, 3, 0, "about 3 s left"],
  [3, 8, 4, "up to 4 s left"],
  [3, 8, 8, "longer than usual"],
  [130, 250, 0, "about 2–5 min left"],
  [20, 130, 0, "up to 3 min left"],
])("%f to %f s, told %i s ago, is %s", (low, high, secondsAgo, text) => {
  expect(etaText(i18n.t, { low, high, longer_than_usual: false }, secondsAgo)).toBe(text);
});

test("a stage that takes longer than it usually does is said to, whatever the range", () => {
  expect(etaText(i18n.t, { low: 2, high: 9, longer_than_usual: true }, 0)).toBe("longer than usual");
});

test.each([
  [0.0521, "$0.052"],
  [0.5, "$0.50"],
  [12.345, "$12.35"],
  [0.0002, "< $0.001"],
])("%f dollars are %s", (usd, text) => {
  expect(money(usd, "en")).toBe(text);
  expect(money(usd, "zh")).toBe(text);
});

function anEstimate(overrides: Partial<Estimate>): Estimate {
  return {
    total_usd: 0.05,
    items: [],
    spent_today_usd: 0.5,
    daily_limit_usd: null,
    prices_date: "2026-11-01",
    ...overrides,
  };
}

test("an estimate is an amount, free, or not known, and says what is left where there is a limit", () => {
  expect(estimateText(i18n, anEstimate({}))).toBe("About $0.05");
  expect(estimateText(i18n, anEstimate({ total_usd: 0 }))).toBe("Free");
  expect(estimateText(i18n, anEstimate({ total_usd: null }))).toBe("Price unknown");
  expect(leftToday(anEstimate({}))).toBeNull();
  expect(leftToday(anEstimate({ daily_limit_usd: 2 }))).toBe(1.5);
  expect(leftToday(anEstimate({ daily_limit_usd: 0.4 }))).toBe(0);
});

function aPurchase(overrides: Partial<Purchase>): Purchase {
  return {
    stage: "enhance",
    provider: "openai",
    model: "image-model",
    state: "confirmed",
    estimated_usd: 0.04,
    cost_usd: 0.052,
    usage: { total_tokens: 1234 },
    ...overrides,
  };
}

const UNKNOWN = aPurchase({ state: "unknown", cost_usd: null, usage: null });
const FAILED = aPurchase({ state: "failed", cost_usd: null, usage: null });
const UNPRICED = aPurchase({ cost_usd: null, estimated_usd: null });

test.each([
  ["nothing", [], null],
  ["only what failed", [FAILED], null],
  ["what is confirmed", [aPurchase({}), FAILED], "Cost $0.052"],
  ["what may have been bought", [aPurchase({}), UNKNOWN], "Cost $0.052, possibly $0.04 more"],
  ["what has no known price", [UNPRICED], "Price unknown"],
  ["some of each", [aPurchase({}), UNPRICED], "Cost $0.052, plus something with no listed price"],
])("what %s cost", (_, usage, text) => {
  expect(spentText(i18n, usage)).toBe(text);
});

test("each purchase says what it came to", () => {
  expect([aPurchase({}), UNKNOWN, FAILED, UNPRICED].map((one) => purchaseText(i18n, one))).toEqual([
    "$0.052",
    "possibly charged, about $0.04",
    "not charged",
    "Price unknown",
  ]);
  expect(usedText(i18n, aPurchase({}))).toBe("1,234 tokens");
  expect(usedText(i18n, aPurchase({ usage: { credits: 40 } }))).toBe("40 credits");
  expect(usedText(i18n, FAILED)).toBeNull();
});

test("a failure says whose it is, and a refusal what to change", () => {
  const refused = { code: "moderation_refused", message: "no", retryable: false };

  expect(failureTitle("provider_key_wrong")).toBe("failed.title.operator");
  expect(failureTitle("engine_failed")).toBe("failed.title");
  expect(taskErrorText(translator(ZH), { ...refused, stage: "enhance" })).toBe(zh["error.moderation_refused"]);
  expect(taskErrorText(translator(ZH), { ...refused, stage: "render" })).toBe(zh["error.moderation_refused.render"]);
});
