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
  return (
    <div className="compare" style={{ "--split": `${percent}%` }}>
      <img
        className="frame__picture"
        src={after}
        alt={t("result.alt.after")}
        draggable={false}
        onLoad={({ currentTarget }) => onShape(currentTarget.naturalWidth, currentTarget.naturalHeight)}
        onError={onBroken}
      />
      <img
        className="frame__picture compare__before"
        src={before}
        alt={t("result.alt.before")}
        draggable={false}
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
        onChange={(event) => setPercent(Number(event.target.value))}
      />
    </div>
  );
}
