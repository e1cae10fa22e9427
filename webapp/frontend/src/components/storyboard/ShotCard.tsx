/** One shot: its frame, its time, its words, and the ways to change them. */
import { useId, type KeyboardEvent } from "react";
import { useI18n } from "../../i18n/I18n";
import type { Task, VideoFormat, VideoTemplate } from "../../lib/api/types";
import { Icon } from "../ui/Icon";
import type { Card } from "./board";
import { ShotFrame } from "./ShotFrame";
import { ShotLength } from "./ShotLength";
import { isTooLong, spokenSeconds } from "./speech";
import "./ShotCard.css";

interface ShotCardProps {
  task: Task;
  shape: VideoFormat;
  template: VideoTemplate;
  card: Card;
  /** From 1 on. */
  number: number;
  count: number;
  times: readonly [start: number, end: number];
  /** Of the whole clip, in seconds. */
  duration: number;
  onWords: (field: "voice_over" | "on_screen_text", text: string) => void;
  onMove: (by: -1 | 1) => void;
  onDelete: () => void;
  onLength: (seconds: number) => void;
}

const CHARACTERS_MAX = { on_screen_text: 240, voice_over: 500 } as const;
export function ShotCard({ task, shape, template, card, number, count, times, duration, ...on }: ShotCardProps) {
  const { t } = useI18n();
  const id = useId();
  const [start, end] = times;
  const tooLong = isTooLong(card.voice_over, times, duration);

  const moveByKey = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    on.onMove(event.key === "ArrowUp" ? -1 : 1);
  };

  return (
    <li className="shot" data-key={card.key} aria-labelledby={`${id}-title`} onKeyDown={moveByKey}>
      <ShotFrame task={task} shape={shape} template={template} text={card.on_screen_text} />
      <div className="shot__head">
        <div className="shot__title">
          <h4 id={`${id}-title`}>{t("board.shot", { number })}</h4>
          <span className="soft small numbers">{t("board.times", { start: start.toFixed(1), end: end.toFixed(1) })}</span>
        </div>
        <span className="shot__buttons">
          <button
            type="button"
            className="button button--plain"
            data-part="earlier"
            aria-label={t("board.earlier", { number })}
            aria-keyshortcuts="Alt+ArrowUp"
            aria-disabled={number === 1}
            onClick={() => on.onMove(-1)}
          >
            <Icon name="earlier" size={18} />
          </button>
          <button
            type="button"
            className="button button--plain"
            data-part="later"
            aria-label={t("board.later", { number })}
            aria-keyshortcuts="Alt+ArrowDown"
            aria-disabled={number === count}
            onClick={() => on.onMove(1)}
          >
            <Icon name="later" size={18} />
          </button>
          <button
            type="button"
            className="button button--plain"
            aria-label={t("board.delete", { number })}
            aria-disabled={count === 1}
            onClick={on.onDelete}
          >
            <Icon name="trash" size={18} />
          </button>
        </span>
      </div>
      {(["on_screen_text", "voice_over"] as const).map((field) => (
        <div key={field} className="field shot__field">
          <label className="small soft" htmlFor={`${id}-${field}`}>
            {t(`board.${field}`)}
          </label>
          <textarea
            id={`${id}-${field}`}
            className="input"
            data-part={field}
            rows={1}
            lang={task.language}
            dir="auto"
            maxLength={CHARACTERS_MAX[field]}
            aria-describedby={field === "voice_over" && tooLong ? `${id}-long` : undefined}
            value={card[field]}
            onChange={(event) => on.onWords(field, event.target.value)}
          />
        </div>
      ))}
      {tooLong && (
        <p id={`${id}-long`} className="shot__warning small">
          {t("board.tooLong", { seconds: spokenSeconds(card.voice_over).toFixed(1), room: (end - start).toFixed(1) })}
        </p>
      )}
      {count > 1 && (
        <ShotLength key={end - start} label={t("board.length", { number })} seconds={end - start} onChange={on.onLength} />
      )}
    </li>
  );
}
