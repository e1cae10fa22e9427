// @vitest-environment happy-dom
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { boardOf } from "../../../src/components/storyboard/board";
import { aroundWords } from "../../../src/components/storyboard/ShotFrame";
import { StoryboardPreview } from "../../../src/components/storyboard/StoryboardPreview";
import { en } from "../../../src/i18n/en";
import { I18nProvider } from "../../../src/i18n/I18n";
import type { Brand, VideoTemplate } from "../../../src/lib/api/types";
import { aTask } from "../../support/factories";
import { PATIENT } from "../../support/patience";

const NOTHING: Brand = { shop_name: "", address: "", colour: null, accent_colour: null, logo_url: null };
const SHOP: Brand = { ...NOTHING, shop_name: "Lumi", address: "lumi.example" };
const LOGO = "data:image/png;base64,AAAA";

afterEach(cleanup);

/** The preview of a clip of these texts, at its end. */
async function atTheEnd(texts: string[], brand: Brand, template?: VideoTemplate) {
  const asked = vi.fn(async () => Response.json(brand));
  vi.stubGlobal("fetch", asked);
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const seconds = 4 / texts.length;
  const shots = texts.map((on_screen_text, place) => ({
    ...{ on_screen_text, visual: "", voice_over: "" },
    ...{ start_seconds: place * seconds, end_seconds: (place + 1) * seconds },
  }));
  const board = boardOf({ title: "Mug", shots, offer: "", call_to_action: "" });
  render(
    <I18nProvider first={{ language: "en", dictionary: en }}>
      <StoryboardPreview task={aTask()} shape="portrait" template={template} board={board} onClose={() => undefined} />
    </I18nProvider>,
  );
  expect(lines()).toEqual([texts[0]]);
  now = 4000;
  await screen.findByText("Play again", {}, PATIENT);
  return asked;
}

const lines = () => [...document.querySelectorAll(".shot-frame__text p")].map((line) => line.textContent);

test("the end card has the shop's name and its address around the last words", async () => {
  await atTheEnd(["Good morning", "Come and see"], SHOP, "calm");
  await waitFor(() => expect(lines()).toEqual(["Lumi", "Come and see", "lumi.example"]), PATIENT);
});

test("a logo takes the place of the shop's name, which goes to the address", async () => {
  await atTheEnd(["Good morning", "Come and see"], { ...SHOP, logo_url: LOGO }, "bold");
  await waitFor(() => expect(lines()).toEqual(["Come and see", "Lumi\u00a0· lumi.example"]), PATIENT);
  expect(document.querySelector(".shot-frame__logo")?.getAttribute("src")).toBe(LOGO);
});

test("the end card is the last shot with a text, as in the clip", async () => {
  await atTheEnd(["Good morning", "Come and see", ""], SHOP, "calm");
  await waitFor(() => expect(lines()).toEqual(["Lumi", "Come and see", "lumi.example"]), PATIENT);
});

test("a brand of which nothing is known takes no room", () => {
  expect(aroundWords(NOTHING)).toEqual({ logo: "", shop: "", place: "" });
  expect(aroundWords({ ...NOTHING, logo_url: LOGO })).toEqual({ logo: LOGO, shop: "", place: "" });
});

test("a service films no end card, so nobody asks for the brand", async () => {
  const asked = await atTheEnd(["Good morning", "Come and see"], SHOP);
  expect(lines()).toEqual(["Come and see"]);
  expect(asked).not.toHaveBeenCalled();
});
