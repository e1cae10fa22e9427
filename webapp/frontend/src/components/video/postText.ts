/** The words to post a clip with: its hook, what is sold and where, and hashtags of the product and the shop. */
import type { Brand, Task } from "../../lib/api/types";

const TAG_CHARACTERS_MAX = 30;

type Said = Pick<Task, "storyboard" | "product_name" | "offer" | "call_to_action" | "language">;

/** In the words of the ad, so in its language. */
export function postText(task: Said, brand: Pick<Brand, "shop_name" | "address"> | null): string {
  const { title = "", shots = [], offer = "", call_to_action = "" } = task.storyboard ?? {};
  const hook = shots[0]?.on_screen_text || shots[0]?.voice_over || "";
  const product = task.product_name || (isShown(title, task) ? title : "");
  const price = offer || task.offer;
  const place = call_to_action || task.call_to_action || brand?.address || "";
  const news = [product, price].filter((part) => part && !contains(hook, part));
  const lines = [
    hook,
    news.join(/^(zh|ja)\b/.test(task.language) ? "：" : ": "),
    place && !contains(hook, place) ? `👉 ${place}` : "",
    [...new Set([product, brand?.shop_name ?? ""].map(hashtag))].filter(Boolean).join(" "),
  ];
  return lines.filter(Boolean).join("\n");
}

/** "Morning Mug" is #MorningMug; a name without letters has none. */
export function hashtag(name: string): string {
  let tag = "";
  for (const word of name.replace(/['’.]/gu, "").match(/[\p{L}\p{N}\p{M}]+/gu) ?? []) {
    if ([...(tag + word)].length > TAG_CHARACTERS_MAX) break;
    // "iPhone" is written as it is
    tag += /^\p{Ll}+$/u.test(word) ? word[0]!.toUpperCase() + word.slice(1) : word;
  }
  return /\p{L}/u.test(tag) ? `#${tag}` : "";
}

/** Whether the title is the product's name, which the ad shows, or only says what kind of ad it is. */
function isShown(title: string, { storyboard }: Said): boolean {
  return title !== "" && (storyboard?.shots.some((shot) => contains(shot.on_screen_text ?? "", title)) ?? false);
}

function contains(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}
