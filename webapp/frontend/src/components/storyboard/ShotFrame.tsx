/** A shot as the clip shows it: the product, and the text where the clip sets it (`video/child/layout.py`). */
import type { Task, VideoFormat } from "../../lib/api/types";
import "./ShotFrame.css";

interface ShotFrameProps {
  task: Task;
  shape: VideoFormat;
  text: string;
}

/** The room for texts, width and height, and the largest letters, in hundredths of the frame's width. */
const ROOMS = { portrait: [83, 49, 10.5], landscape: [36, 41, 5.9] } as const;
/** How wide a letter is in parts of its size, and how far it is from line to line. */
const LETTER = { latin: 0.64, cjk: 1 } as const;
const LEADING = 1.2;
/** Lines are never quite full. */
const FILLED = 0.72;

export function ShotFrame({ task, shape, text }: ShotFrameProps) {
  const isCutOut = task.cutout_url !== null && task.background !== "original";
  const picture = isCutOut ? task.cutout_url : (task.enhanced_image_url ?? task.video_frame_url);
  return (
    <div
      className="shot-frame"
      data-shape={shape}
      data-background={task.background ?? "original"}
      data-cut-out={isCutOut}
      aria-hidden="true"
    >
      {picture && <img className="shot-frame__picture" src={picture} alt="" loading="lazy" />}
      <p className="shot-frame__text" lang={task.language} dir="auto" style={{ fontSize: `${letters(text, shape)}cqw` }}>
        <span>{text}</span>
      </p>
    </div>
  );
}

/** The largest letters in which the text fits, in hundredths of the frame's width. */
export function letters(text: string, shape: VideoFormat): number {
  const [width, height, largest] = ROOMS[shape];
  const wide = text.match(/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/gu)?.length ?? 0;
  const length = wide * LETTER.cjk + ([...text].length - wide) * LETTER.latin;
  const longest = wide ? 0 : Math.max(...text.split(/\s/u).map((word) => [...word].length)) * LETTER.latin;
  const fitting = Math.sqrt((FILLED * width * height) / (Math.max(1, length) * LEADING));
  return Math.round(Math.min(largest, fitting, width / Math.max(1, longest)) * 100) / 100;
}
