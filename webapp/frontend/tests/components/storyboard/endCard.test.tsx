// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { boardOf } from "../../../src/components/storyboard/board";
import { StoryboardPreview } from "../../../src/components/storyboard/StoryboardPreview";
import { en } from "../../../src/i18n/en";
import { I18nProvider } from "../../../src/i18n/I18n";
import type { VideoTemplate } from "../../../src/lib/api/types";
import { aTask } from "../../support/factories";
import { PATIENT } from "../../support/patience";

const SHOP = { shop_name: "Lumi", address: "lumi.example", colour: null, accent_colour: null };
const LOGO = "data:image/png;base64,AAAA";
const shot = (start_seconds: number, end_seconds: number, on_screen_text: string) => ({
  ...{ start_seconds, end_seconds, on_screen_text },
  ...{ visual: "", voice_over: "" },
});
const BOARD = boardOf({
  title: "Mug",
  shots: [shot(0, 2.4, "Good morning"), shot(2.4, 4, "Come and see")],
  offer: "",
  call_to_action: "",
});

afterEach(cleanup);

/** The texts of the shots at the preview's beginning and end. */
async function textsOf(template: VideoTemplate | undefined, logo_url: string | null): Promise<string[]> {
  vi.stubGlobal("fetch", async () => Response.json({ ...SHOP, logo_url }));
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  render(
    <I18nProvider first={{ language: "en", dictionary: en }}>
      <StoryboardPreview task={aTask()} shape="portrait" template={template} board={BOARD} onClose={() => undefined} />
    </I18nProvider>,
  );
  const shown = () => document.querySelector(".shot-frame__text")!.textContent;
  const first = shown();
  now = 4000;
  await screen.findByText("Play again", {}, PATIENT);
  return [first, shown()];
}

test("in a preview the end card has the shop's name, or its logo, and its address around the last words", async () => {
  expect(await textsOf("calm", null)).toEqual(["Good morning", "LumiCome and seelumi.example"]);
  cleanup();
  expect(await textsOf("bold", LOGO)).toEqual(["Good morning", "Come and seeLumi\u00a0· lumi.example"]);
  expect(document.querySelector(".shot-frame__logo")?.getAttribute("src")).toBe(LOGO);
});

test("a service films no end card", async () => {
  expect(await textsOf(undefined, LOGO)).toEqual(["Good morning", "Come and see"]);
});
