/** A clip's last seconds as the brand dresses them, small. */
import { useI18n } from "../../i18n/I18n";
import type { Brand } from "../../lib/api/types";
import { inkOn } from "./ink";

export function EndCard({ brand }: { brand: Brand }) {
  const { t } = useI18n();
  const backdrop = brand.colour ?? undefined;
  const accent = brand.accent_colour ?? undefined;
  return (
    <figure
      className="end-card"
      aria-label={t("brand.preview")}
      style={{ background: backdrop, color: backdrop && inkOn(backdrop) }}
    >
      {brand.logo_url && <img className="end-card__logo" src={brand.logo_url} alt="" />}
      <strong className="end-card__name">{brand.shop_name || t("brand.shopName")}</strong>
      <span className="end-card__address" style={{ background: accent, color: accent && inkOn(accent) }}>
        {brand.address || t("brand.addressHint")}
      </span>
    </figure>
  );
}
