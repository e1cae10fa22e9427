/** Opens the brand that clips are dressed in. */
import { useState } from "react";
import { useI18n } from "../../i18n/I18n";
import { BrandDialog } from "./BrandDialog";

export function BrandButton() {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {t("brand.title")}
      </button>
      {open && <BrandDialog onClose={() => setOpen(false)} />}
    </>
  );
}
