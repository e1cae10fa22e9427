/** A bar that says how far something is, to eyes and to screen readers. */
import "./ProgressBar.css";

export function ProgressBar({ label, percent }: { label: string; percent: number }) {
  return (
    <div
      className="bar"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
    >
      <div className="bar__fill" style={{ transform: `scaleX(${percent / 100})` }} />
    </div>
  );
}
