import { expect, test } from "vitest";
import { languageName, nearestLanguage } from "../../../src/components/compose/scriptLanguages";

const OFFERED = ["en", "zh-Hans", "zh-Hant", "de", "pt-BR"];

test.each([
  ["en", "en"],
  ["zh", "zh-Hans"],
  ["zh-TW", "zh-Hant"],
  ["pt-PT", "pt-BR"],
  ["de-AT", "de"],
  ["sv", "en"],
  ["no tag", "en"],
])("of what is offered, %s is nearest to %s", (wanted, nearest) => {
  expect(nearestLanguage(wanted, OFFERED)).toBe(nearest);
});

test("a language is called what its speakers call it", () => {
  expect(OFFERED.map(languageName)).toEqual(["English", "简体中文", "繁體中文", "Deutsch", "Português (Brasil)"]);
});
