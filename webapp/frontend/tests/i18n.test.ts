import { expect, test } from "vitest";
import { timeAgo } from "../src/i18n/format";
import { translator } from "../src/i18n/I18n";
import { en } from "../src/i18n/en";
import { errorText, progressText } from "../src/i18n/messageText";
import { zh } from "../src/i18n/zh";
import { ApiError } from "../src/lib/api/errors";
import { aRow, ENGINE_FAILED } from "./support/factories";

const EN = { language: "en", dictionary: en } as const;
const ZH = { language: "zh", dictionary: zh } as const;

function placeholders(text: string): string[] {
  return (text.match(/\{\w+\}/g) ?? []).sort();
}

test("both languages have the same keys, and every text the same values in it", () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  for (const [key, text] of Object.entries(en)) {
    expect([key, placeholders(zh[key as keyof typeof en])]).toEqual([key, placeholders(text)]);
  }
});

test("a progress message is translated by its code, with its values", () => {
  const row = aRow(5, {
    code: "orientation.detected",
    message: "✅ Orientation: landscape (1280x720)",
    params: { orientation: "landscape", size: "1280x720" },
  });

  expect(progressText(translator(EN), row)).toBe("✅ Orientation: landscape (1280x720)");
  expect(progressText(translator(ZH), row)).toBe("✅ 方向：横向（1280x720）");
});

test("a message that is not known, or lacks its values, stays as the server wrote it", () => {
  const newer = aRow(1, { code: "task.polished", message: "Polished" });
  const polled = aRow(3, { code: "image.loaded", message: "✅ Image loaded (2.50MB)", params: {} });

  expect(progressText(translator(ZH), newer)).toBe("Polished");
  expect(progressText(translator(ZH), polled)).toBe("✅ Image loaded (2.50MB)");
});

test("a failure says why in the reader's language", () => {
  const row = aRow(9, { code: "task.failed", message: "❌ Try again.", status: "failed", error: ENGINE_FAILED });

  expect(progressText(translator(ZH), row)).toBe(`❌ ${zh["error.engine_failed"]}`);
});

test("an error is told in the server's English, or translated by its code", () => {
  const heic = new ApiError(415, "picture_unsupported", "This looks like a HEIC picture. Send a JPEG.");
  const dead = new ApiError(0, "network_unreachable", "No answer.");
  const unknown = new ApiError(418, "teapot", "This is a teapot.");

  expect(errorText(translator(EN), heic)).toBe(heic.message);
  expect(errorText(translator(EN), dead)).toBe(en["error.network_unreachable"]);
  expect(errorText(translator(ZH), heic)).toBe(zh["error.picture_unsupported"]);
  expect(errorText(translator(ZH), unknown)).toBe(unknown.message);
  expect(errorText(translator(EN), new TypeError("x is not a function"))).toBe(en["error.unexpected"]);
});

test.each([["en", en], ["zh", zh]] as const)("a field that cannot be used is told in words of ours, in %s", (language, dictionary) => {
  const invalid = (field?: string) => new ApiError(422, "input_invalid", `${field}: is no good`, null, { field });

  expect(errorText(translator({ language, dictionary }), invalid("email"))).toBe(dictionary["error.input_invalid.email"]);
  expect(errorText(translator({ language, dictionary }), invalid("duration"))).toBe(dictionary["error.input_invalid"]);
  expect(errorText(translator({ language, dictionary }), invalid())).toBe(dictionary["error.input_invalid"]);
});

test.each([
  [10, "now"],
  [150, "2 minutes ago"],
  [7200, "2 hours ago"],
  [100_000, "yesterday"],
])("%i seconds ago is %s", (seconds, text) => {
  const now = Date.parse("2026-11-23T12:00:00Z");

  expect(timeAgo(new Date(now - seconds * 1000).toISOString(), now, "en")).toBe(text);
});
