/** Chooses the logo's file, or removes the logo. */
import { useRef } from "react";
import { useI18n } from "../../i18n/I18n";

interface LogoFieldProps {
  /** Whether there is one now. */
  shown: boolean;
  disabled: boolean;
  onChoose: (file: File) => void;
  onRemove: () => void;
}

export function LogoField({ shown, disabled, onChoose, onRemove }: LogoFieldProps) {
  const { t } = useI18n();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="field">
      <span className="field__label">{t("brand.logo")}</span>
      <div className="row">
        <button type="button" className="button" disabled={disabled} onClick={() => input.current?.click()}>
          {t(shown ? "brand.replaceLogo" : "brand.chooseLogo")}
        </button>
        {shown && (
          <button type="button" className="button button--plain" disabled={disabled} onClick={onRemove}>
            {t("brand.removeLogo")}
          </button>
        )}
      </div>
      <span className="soft small">{t("brand.logoRules")}</span>
      <input
        ref={input}
        type="file"
        accept="image/png,image/webp"
        hidden
        aria-label={t("brand.logo")}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onChoose(file);
          event.target.value = "";
        }}
      />
    </div>
  );
}
