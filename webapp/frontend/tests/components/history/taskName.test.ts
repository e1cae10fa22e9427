import { expect, test } from "vitest";
import { taskName } from "../../../src/components/history/taskName";
import { en } from "../../../src/i18n/en";
import { translator } from "../../../src/i18n/I18n";
import { aTask } from "../../support/factories";

const { t } = translator({ language: "en", dictionary: en });
const storyboard = { title: "Morning Mug", shots: [], offer: "", call_to_action: "" };
const described = { user_description: "a mug for mornings", storyboard };

test.each([
  [{ ...described, name: "Spring sale", product_name: "Mug" }, "Spring sale"],
  [{ ...described, product_name: "Mug" }, "Mug"],
  [described, "Morning Mug"],
  [{ user_description: "a mug for mornings" }, "a mug for mornings"],
  // nothing is known of the product: its title is "4-second ad" or the like
  [{ storyboard }, "Untitled ad"],
])("%j is called %s", (task, name) => {
  expect(taskName(t, aTask(task), [])).toBe(name);
});

test("a video is called after the picture it was made of", () => {
  const picture = aTask({ id: 1, name: "Spring sale" });
  const video = aTask({ id: 2, kind: "video", enhancement_id: 1, storyboard });
  expect(taskName(t, video, [video, picture])).toBe("Spring sale");
  expect(taskName(t, video, [video])).toBe("Morning Mug");
});
