/** A shot as the clip shows it: the product, and the text where the clip sets it (`video/child/layout.py`, `templates.py`). */
import type { Brand, Task, VideoFormat, VideoTemplate } from "../../lib/api/types";
import "./ShotFrame.css";

interface ShotFrameProps {
  task: Task;
  shape: VideoFormat;
  template: VideoTemplate;
  text: string;
  /** Whose logo or name, and address, stand around the text: on the end card. */
  brand?: Brand | null;
}

/** The room for texts, width and height, and the largest letters, in hundredths of the frame's width. */
const ROOMS = { portrait: [83, 49, 10.5], feed: [84, 34, 10.5], square: [84, 27, 10.5], landscape: [36, 41, 5.9] } as const;
/** How wide a Latin letter is in parts of its size, and how much larger than a calm one it may be. */
const TYPES = { calm: [0.64, 1], bold: [0.6, 1.4], editorial: [0.57, 1.35] } as const;
const CJK_WIDTH = 1;
/** From line to line, in parts of the letters' size. */
const LEADING = 1.2;
/** A word of wide letters, in a system's widest font, is this much longer than others. */
const WIDE_WORD = 1.2;
/** Letters are so much smaller where the brand takes some of the room. */
const BESIDE_BRAND = 0.7;
/** Lines are never quite full. */
const FILLED = 0.72;

export function ShotFrame({ task, shape, template, text, brand = null }: ShotFrameProps) {
  const isCutOut = task.cutout_url !== null && task.background !== "original";
  const { logo, shop, place } = aroundWords(brand);
  const size = letters(text, shape, template) * (logo || shop || place ? BESIDE_BRAND : 1);
  const picture = isCutOut ? task.cutout_url : (task.enhanced_image_url ?? task.video_frame_url);
  return (
    <div
      className="shot-frame"
      data-shape={shape}
      data-template={template}
      data-background={task.background ?? "original"}
      data-cut-out={isCutOut}
      aria-hidden="true"
    >
      {picture && <img className="shot-frame__picture" src={picture} alt="" loading="lazy" />}
      <div className="shot-frame__text" lang={task.language}>
        {logo && <img className="shot-frame__logo" src={logo} alt="" />}
        {shop && (
          <p className="shot-frame__shop" dir="auto">
            {shop}
          </p>
        )}
        <p dir="auto" style={{ fontSize: `${size}cqw` }}>
          {text}
        </p>
        {place && (
          <p className="shot-frame__shop" dir="auto">
            {place}
          </p>
        )}
      </div>
    </div>
  );
}

/** What of a brand stands above and below the end card's words; each may be empty. */
export function aroundWords(brand: Brand | null): { logo: string; shop: string; place: string } {
  if (!brand) return { logo: "", shop: "", place: "" };
  const { logo_url, shop_name, address } = brand;
  if (!logo_url) return { logo: "", shop: shop_name, place: address };
  return { logo: logo_url, shop: "", place: [shop_name, address].filter(Boolean).join("\u00a0· ") };
}

/** The largest letters in which the text fits, in hundredths of the frame's width. */
export function letters(text: string, shape: VideoFormat, template: VideoTemplate): number {
  const [width, height, largest] = ROOMS[shape];
  const [latinWidth, larger] = TYPES[template];
  const wide = text.match(/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/gu)?.length ?? 0;
  const length = wide * CJK_WIDTH + ([...text].length - wide) * latinWidth;
  const longest = wide ? 0 : Math.max(...text.split(/\s/u).map((word) => [...word].length)) * latinWidth;
  const fitting = Math.sqrt((FILLED * width * height) / (Math.max(1, length) * LEADING));
  return Math.round(Math.min(largest * larger, fitting, width / Math.max(1, WIDE_WORD * longest)) * 100) / 100;
}
