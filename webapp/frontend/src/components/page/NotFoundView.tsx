/** An address where there is nothing. */
import { useI18n } from "../../i18n/I18n";
import "../task/MissingView.css";

// the page's own address; while developing, Vite serves it elsewhere
const HOMES: readonly string[] = ["/", import.meta.env.BASE_URL];

export function isNowhere(): boolean {
  return !HOMES.includes(window.location.pathname);
}

export function NotFoundView() {
  const { t } = useI18n();
  return (
    <div className="missing card">
      <h1>{t("nowhere.title")}</h1>
      <p>{t("nowhere.text")}</p>
      <div className="row">
        <a className="button button--main" href="/">
          {t("nowhere.home")}
        </a>
      </div>
    </div>
  );
}
