import { expect, test } from "vitest";
import { hashtag, postText } from "../../../src/components/video/postText";
import { aTask } from "../../support/factories";

const SHOP = { shop_name: "Lumi Ceramics", address: "lumi.example" };

function anAd(hook: string, rest: object) {
  const shot = { start_seconds: 0, end_seconds: 4, picture: "", voice_over: "", on_screen_text: hook };
  return aTask({ storyboard: { title: "", shots: [shot], offer: "", call_to_action: "" }, ...rest });
}

test("a post says the hook, the product and its offer, where to buy, and two hashtags", () => {
  const ad = anAd("Mornings, made better", {
    product_name: "Morning Mug",
    offer: "20% off until Sunday",
    call_to_action: "mugs.example",
  });
  expect(postText(ad, SHOP)).toBe(
    "Mornings, made better\nMorning Mug: 20% off until Sunday\n👉 mugs.example\n#MorningMug #LumiCeramics",
  );
});

test("it says nothing twice, and leaves out what is not known", () => {
  expect(postText(anAd("Meet the Morning Mug", { product_name: "Morning Mug" }), null)).toBe(
    "Meet the Morning Mug\n#MorningMug",
  );
  expect(postText(aTask(), null)).toBe("");
});

test("it is Chinese in Chinese", () => {
  const ad = anAd("唤醒每个清晨", { product_name: "晨光马克杯", offer: "周日前八折", language: "zh-Hans" });
  expect(postText(ad, SHOP)).toBe(
    "唤醒每个清晨\n晨光马克杯：周日前八折\n👉 lumi.example\n#晨光马克杯 #LumiCeramics",
  );
});

test.each([
  ["iPhone 15 leather case", "#iPhone15LeatherCase"],
  ["Dr. Martens' boots", "#DrMartensBoots"],
  ["Make-up brush set, 12 soft brushes", "#MakeUpBrushSet12SoftBrushes"],
  ["12", ""],
])("%s has the hashtag %s", (name, tag) => {
  expect(hashtag(name)).toBe(tag);
});
