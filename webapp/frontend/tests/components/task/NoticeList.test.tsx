// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { NoticeList } from "../../../src/components/task/NoticeList";
import { I18nProvider } from "../../../src/i18n/I18n";
import { zh } from "../../../src/i18n/zh";
import type { Notice } from "../../../src/lib/api/types";

afterEach(cleanup);

const show = (notices: Notice[]) =>
  render(
    <I18nProvider first={{ language: "zh", dictionary: zh }}>
      <NoticeList notices={notices} />
    </I18nProvider>,
  );

test("notices are in the reader's language, unknown ones as the server wrote them", () => {
  show([
    { code: "storyboard_left_out", message: "Left out: Music", params: { lines: "Music" } },
    { code: "quite_new", message: "Quite new.", params: {} },
  ]);
  expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual([
    "视频用不到以下内容，已略去：Music",
    "Quite new.",
  ]);
});

test("without a notice there is no list", () => {
  show([]);
  expect(screen.queryByRole("list")).toBeNull();
});
