/** Two pictures over each other and a line between them that can be moved. */
import { useState } from "react";
import { useI18n } from "../../i18n/I18n";
import { Icon } from "../ui/Icon";
import "./BeforeAfter.css";

interface BeforeAfterProps {
  before: string;
  after: string;
  onShape: (width: number, height: number) => void;
  /** The pictures' links have expired, or the pictures are gone. */
  onBroken: () => void;
}

const START_PERCENT = 50;

export function BeforeAfter({ before, after, onShape, onBroken }: BeforeAfterProps) {
  const { t } = useI18n();
  const [percent, setPercent] = useState(START_PERCENT);
  // once both pictures are there, and over the first alone: a new background shows at once
  const [loads, setLoads] = useState(0);
  const [swept, setSwept] = useState(false);
  return (
    <div
      className="compare"
      data-sweep={loads >= 2 && !swept}
      style={{ "--split": `${percent}%` }}
      onAnimationEnd={() => setSwept(true)}
      onPointerDown={() => setSwept(true)}
    >
      <img
        className="frame__picture"
        src={after}
        alt={t("result.alt.after")}
        draggable={false}
        onLoad={({ currentTarget }) => {
          onShape(currentTarget.naturalWidth, currentTarget.naturalHeight);
          setLoads((count) => count + 1);
        }}
        onError={onBroken}
      />
      <img
        className="frame__picture compare__before"
        src={before}
        alt={t("result.alt.before")}
        draggable={false}
        onLoad={() => setLoads((count) => count + 1)}
        onError={onBroken}
      />
      <span className="frame__note compare__label" data-side="before" data-hidden={percent < 15}>
        {t("result.before")}
      </span>
      <span className="frame__note compare__label" data-side="after" data-hidden={percent > 85}>
        {t("result.after")}
      </span>
      <span className="compare__line" aria-hidden="true">
        <span className="compare__handle">
          <Icon name="arrows" size={18} />
        </span>
      </span>
      <input
        className="compare__range"
        type="range"
        min={0}
        max={100}
        value={percent}
        aria-label={t("result.slider")}
        aria-valuetext={t("result.sliderValue", { percent })}
        onChange={(event) => {
          setPercent(Number(event.target.value));
          setSwept(true);
        }}
      />
    </div>
  );
}
