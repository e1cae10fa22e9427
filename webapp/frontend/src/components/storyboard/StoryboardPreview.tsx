/** The storyboard as stills at their times, before anything is rendered; played once, at a click. */
import { useEffect, useRef, useState } from "react";
import { useI18n } from "../../i18n/I18n";
import type { Task, VideoFormat, VideoTemplate } from "../../lib/api/types";
import { useBrand } from "../brand/useBrand";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { ProgressBar } from "../ui/ProgressBar";
import { timesOf, type Board } from "./board";
import { ShotFrame } from "./ShotFrame";
import "./StoryboardPreview.css";

interface StoryboardPreviewProps {
  task: Task;
  shape: VideoFormat;
  /** undefined where a service films, which knows neither templates nor brands */
  template: VideoTemplate | undefined;
  board: Board;
  onClose: () => void;
}

const TICK_MS = 50;

export function StoryboardPreview({ task, shape, template, board, onClose }: StoryboardPreviewProps) {
  const { t } = useI18n();
  const brand = useBrand(template !== undefined);
  const { duration, cards } = board;
  const [seconds, setSeconds] = useState(0);
  const [playing, setPlaying] = useState(true);
  const reached = useRef(0);

  useEffect(() => {
    if (!playing) return;
    const began = performance.now() - reached.current * 1000;
    const timer = setInterval(() => {
      reached.current = Math.min((performance.now() - began) / 1000, duration);
      setSeconds(reached.current);
      if (reached.current === duration) setPlaying(false);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [playing, duration]);

  const number = shotAt(timesOf(board), seconds);
  const card = cards[number]!;
  const endCard = endCardOf(cards);
  const atEnd = seconds === duration;
  const toggle = () => {
    if (atEnd) reached.current = 0;
    setPlaying(!playing);
  };

  return (
    <Dialog title={t("preview.title")} onClose={onClose}>
      <div className="board-preview" data-shape={shape}>
        <ShotFrame
          task={task}
          shape={shape}
          template={template ?? "calm"}
          text={cards[Math.min(number, endCard)]!.on_screen_text}
          brand={number >= endCard ? brand : null}
        />
        <ProgressBar label={t("preview.position")} percent={(100 * seconds) / duration} />
        <p className="board-preview__said small" lang={task.language} dir="auto">
          {card.voice_over}
        </p>
        <div className="row">
          <button type="button" className="button" data-first-focus onClick={toggle}>
            <Icon name={playing ? "pause" : "play"} size={18} />
            {t(playing ? "player.pause" : atEnd ? "preview.again" : "player.play")}
          </button>
          <span className="soft small numbers">
            {t("board.shot", { number: number + 1 })} · {t("player.positionValue", { seconds: seconds.toFixed(1), duration })}
          </span>
        </div>
      </div>
    </Dialog>
  );
}

/** The place of the shot that is shown at a time; the last stays to the end. */
export function shotAt(times: readonly (readonly [start: number, end: number])[], seconds: number): number {
  const place = times.findIndex(([, end]) => seconds < end);
  return place < 0 ? times.length - 1 : place;
}

/** The place of the shot that is the clip's end card, and stays to its end: the last with a text, if another has one. */
function endCardOf(cards: Board["cards"]): number {
  const told = cards.flatMap(({ on_screen_text }, place) => (on_screen_text.trim() ? [place] : []));
  return told.length > 1 ? told.at(-1)! : Infinity;
}
