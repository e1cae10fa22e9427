/** The shop's name, address, colours and logo, with the end card that they make. */
import { useEffect, useState, type FormEvent } from "react";
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import { brandService } from "../../lib/api/brandService";
import type { Brand } from "../../lib/api/types";
import { Dialog } from "../ui/Dialog";
import "./BrandDialog.css";
import { ColourField } from "./ColourField";
import { EndCard } from "./EndCard";
import { LogoField } from "./LogoField";

const SHOP_NAME_CHARACTERS_MAX = 60;
const ADDRESS_CHARACTERS_MAX = 120;

export function BrandDialog({ onClose }: { onClose: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const [brand, setBrand] = useState<Brand | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  useEffect(() => {
    const gone = new AbortController();
    brandService.getBrand({ signal: gone.signal }).then(setBrand, (problem) => {
      if (!gone.signal.aborted) setError(problem);
    });
    return () => gone.abort();
  }, []);

  const attempt = async (call: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    try {
      await call();
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  const change = (changed: Partial<Brand>) => setBrand((now) => now && { ...now, ...changed });
  // the rest of the form stays as it was typed
  const changeLogo = (call: () => Promise<Brand>) =>
    void attempt(async () => change({ logo_url: (await call()).logo_url }));
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!brand) return;
    const { logo_url: _, ...names } = brand;
    void attempt(async () => {
      await brandService.saveBrand(names);
      onClose();
    });
  };

  return (
    <Dialog title={t("brand.title")} onClose={onClose}>
      <p className="soft small">{t("brand.lead")}</p>
      {brand && (
        <form className="brand" onSubmit={save}>
          <EndCard brand={brand} />
          <div className="brand__fields">
            <label className="field">
              <span className="field__label">{t("brand.shopName")}</span>
              <input
                className="input"
                value={brand.shop_name}
                maxLength={SHOP_NAME_CHARACTERS_MAX}
                autoComplete="organization"
                data-first-focus
                onChange={(event) => change({ shop_name: event.target.value })}
              />
            </label>
            <label className="field">
              <span className="field__label">{t("brand.address")}</span>
              <input
                className="input"
                value={brand.address}
                maxLength={ADDRESS_CHARACTERS_MAX}
                placeholder={t("brand.addressHint")}
                onChange={(event) => change({ address: event.target.value })}
              />
            </label>
            <ColourField
              label={t("brand.colour")}
              value={brand.colour}
              onChange={(colour) => change({ colour })}
            />
            <ColourField
              label={t("brand.accentColour")}
              value={brand.accent_colour}
              onChange={(accent_colour) => change({ accent_colour })}
            />
            <LogoField
              shown={brand.logo_url !== null}
              disabled={busy}
              onChoose={(file) => changeLogo(() => brandService.saveLogo(file))}
              onRemove={() => changeLogo(brandService.removeLogo)}
            />
          </div>
          <button type="submit" className="button button--main button--wide" disabled={busy}>
            {t(busy ? "account.working" : "brand.save")}
          </button>
        </form>
      )}
      {error !== null && (
        <p className="problem" role="alert">
          {errorText(i18n, error)}
        </p>
      )}
    </Dialog>
  );
}
