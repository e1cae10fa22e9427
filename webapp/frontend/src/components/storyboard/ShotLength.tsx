/** How long a shot is: typed or stepped, taken over when it is left. */
import { useState } from "react";
import { useI18n } from "../../i18n/I18n";
import { SHOT_SECONDS_MIN } from "./board";

interface ShotLengthProps {
  label: string;
  seconds: number;
  onChange: (seconds: number) => void;
}

export function ShotLength({ label, seconds, onChange }: ShotLengthProps) {
  const { t } = useI18n();
  const shown = seconds.toFixed(1);
  const [typed, setTyped] = useState(shown);
  const take = () => {
    if (typed === shown) return;
    const asked = Number(typed);
    setTyped(shown);
    if (asked > 0) onChange(asked);
  };
  return (
    <label className="shot__length small soft">
      {t("board.lengthShort")}
      <input
        className="input numbers"
        type="number"
        inputMode="decimal"
        min={SHOT_SECONDS_MIN}
        step={0.1}
        aria-label={label}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            take();
          }
        }}
      />
      {t("board.seconds")}
    </label>
  );
}
