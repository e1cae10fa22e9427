/** One of a few: radio buttons in a row. */
import { useId } from "react";
import "./Segments.css";

interface SegmentsProps<Value> {
  label: string;
  options: readonly (readonly [value: Value, text: string])[];
  value: Value;
  onChange: (value: Value) => void;
}

export function Segments<Value extends string | number | null>({ label, options, value, onChange }: SegmentsProps<Value>) {
  const name = useId();
  return (
    <fieldset className="field segments-field">
      <legend className="field__label">{label}</legend>
      <div className="segments">
        {options.map(([one, text]) => (
          <label key={one} className="segments__one">
            <input type="radio" name={name} checked={value === one} onChange={() => onChange(one)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
