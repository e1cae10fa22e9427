/** A colour of the shop's own, or the product's. */
import { useId } from "react";
import { useI18n } from "../../i18n/I18n";

interface ColourFieldProps {
  label: string;
  /** `#rrggbb`; null = taken from the product. */
  value: string | null;
  onChange: (value: string | null) => void;
}

const FIRST_COLOUR = "#7c3aed";

export function ColourField({ label, value, onChange }: ColourFieldProps) {
  const { t } = useI18n();
  const id = useId();
  return (
    <div className="field colour-field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <div className="row">
        <input
          id={id}
          type="color"
          className="colour-field__well"
          data-unset={value === null}
          value={value ?? FIRST_COLOUR}
          onChange={(event) => onChange(event.target.value)}
        />
        {value === null ? (
          <span className="soft small">{t("brand.fromProduct")}</span>
        ) : (
          <button type="button" className="button button--plain" onClick={() => onChange(null)}>
            {t("brand.useProduct")}
          </button>
        )}
      </div>
    </div>
  );
}
