// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { en } from "../src/i18n/en";
import { I18nProvider, useI18n } from "../src/i18n/I18n";
import { firstLanguage, loadTexts } from "../src/i18n/languages";
import { zh } from "../src/i18n/zh";

beforeEach(() => localStorage.clear());

afterEach(() => {
  cleanup();
  vi.doUnmock("../src/i18n/zh");
  vi.resetModules();
});

async function page() {
  const first = await loadTexts(firstLanguage());
  const { result } = renderHook(useI18n, {
    wrapper: ({ children }) => <I18nProvider first={first}>{children}</I18nProvider>,
  });
  return result;
}

test.each([
  [["de-DE", "en-GB", "zh-CN"], "en"],
  [["zh-TW", "en"], "zh"],
  [["de-DE"], "en"],
] as const)("a browser that prefers %j reads %s", (languages, expected) => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(languages);

  expect(firstLanguage()).toBe(expected);
});

test("the language that is chosen is read at once, and the next time", async () => {
  const result = await page();
  expect(result.current.t("history.title")).toBe(en["history.title"]);

  await act(() => result.current.setLanguage("zh"));

  expect(result.current.t("history.title")).toBe(zh["history.title"]);
  expect(document.documentElement.lang).toBe("zh-Hans");
  expect(firstLanguage()).toBe("zh");
});

test("of two choices the last one counts", async () => {
  const result = await page();

  await act(() => Promise.all([result.current.setLanguage("zh"), result.current.setLanguage("en")]));

  expect(result.current.language).toBe("en");
  expect(firstLanguage()).toBe("en");
});

test("a language that cannot be loaded changes nothing", async () => {
  vi.resetModules();
  vi.doMock("../src/i18n/zh", () => {
    throw new Error("offline");
  });
  const result = await page();

  await expect(result.current.setLanguage("zh")).rejects.toThrow();

  expect(result.current.language).toBe("en");
  expect(firstLanguage()).toBe("en");
});
