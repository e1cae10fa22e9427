/** Translates the server's messages and errors, by `code`, into the reader's language. */
import { ApiError } from "../lib/api/errors";
import type { Notice, ProgressEvent, TaskError } from "../lib/api/types";
import type { TextKey } from "./dictionary";
import type { useI18n } from "./I18n";

type I18n = Pick<ReturnType<typeof useI18n>, "language" | "t" | "translated">;

/** A progress message; one whose code or values are unknown stays as the server wrote it. */
export function progressText(i18n: I18n, row: ProgressEvent): string {
  const { orientation, ...params } = row.params;
  if (typeof orientation === "string") {
    params["orientation"] = i18n.translated(`orientation.${orientation}`, orientation);
  }
  if (row.error) params["reason"] = taskErrorText(i18n, row.error);
  return i18n.translated(`progress.${row.code}`, row.message, params);
}

/** What is going on, in a shop owner's words; the message itself where there are none. */
export function stepText(i18n: I18n, row: ProgressEvent): string {
  return i18n.translated(`step.${row.code}`, progressText(i18n, row), row.params);
}

/** A notice; one whose code or values are unknown stays as the server wrote it. */
export function noticeText({ translated }: I18n, { code, message, params }: Notice): string {
  return translated(`notice.${code}`, message, params);
}

/** An error in the reader's language: what happened, and what to do next. */
export function errorText({ language, t, translated }: I18n, error: unknown): string {
  if (!(error instanceof ApiError)) return t("error.unexpected");
  // for a field the server's message is meant for developers
  if (error.code === "input_invalid") {
    return translated(`error.input_invalid.${String(error.details["field"])}`, t("error.input_invalid"));
  }
  // the server's English may say more than the code; errors of this page have only a code
  return language === "en" && error.status !== 0 ? error.message : translated(`error.${error.code}`, error.message);
}

const OPERATORS_FAULTS = new Set(["provider_key_wrong", "provider_forbidden", "provider_quota_used_up", "model_gone"]);

/** The heading of a failure, by who can fix it. */
export function failureTitle(code: string | undefined): TextKey {
  if (code && OPERATORS_FAULTS.has(code)) return "failed.title.operator";
  if (code === "moderation_refused") return "failed.title.refused";
  return code === "spend_limit_reached" ? "failed.title.limit" : "failed.title";
}

/** Why a task failed. */
export function taskErrorText({ language, translated }: I18n, { code, stage, message }: TaskError): string {
  if (language === "en") return message;
  // what to change depends on what was being made
  return translated(`error.${code}.${stage}`, translated(`error.${code}`, message));
}
