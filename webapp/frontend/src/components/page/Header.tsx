/** The bar on top: the name, the language, light or dark, and who is signed in. */
import { useI18n } from "../../i18n/I18n";
import { LANGUAGES, type Language } from "../../i18n/languages";
import type { Account } from "../../lib/api/types";
import { accountName } from "../account/accountName";
import { Icon } from "../ui/Icon";
import { useToast } from "../ui/Toasts";
import "./Header.css";
import { useTheme } from "./theme";

interface HeaderProps {
  account: Account | null;
  onAccount: () => void;
  onHome: () => void;
}

export function Header({ account, onAccount, onHome }: HeaderProps) {
  const { t } = useI18n();
  const name = account && accountName(t, account);
  return (
    <header className="header">
      <a
        className="header__brand"
        href={window.location.pathname}
        onClick={(event) => {
          event.preventDefault();
          onHome();
        }}
      >
        <span className="header__mark" aria-hidden="true" />
        Limelight
      </a>
      <LanguageSwitch />
      <ThemeSwitch />
      <button
        type="button"
        className="button button--plain header__account"
        data-signed-in={account !== null}
        aria-haspopup="dialog"
        aria-label={name ? t("account.menu", { name }) : undefined}
        onClick={onAccount}
      >
        <Icon name="user" />
        <span className="header__name">{name ?? t("account.signIn")}</span>
      </button>
    </header>
  );
}

function LanguageSwitch() {
  const { t, language, setLanguage } = useI18n();
  const toast = useToast();
  const choose = (chosen: Language) => {
    setLanguage(chosen).catch(() => toast(t("error.network_unreachable"), "bad"));
  };
  return (
    <select
      className="header__language"
      aria-label={t("header.language")}
      value={language}
      onChange={(event) => choose(event.target.value as Language)}
    >
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <option key={code} value={code} lang={code}>
          {name}
        </option>
      ))}
    </select>
  );
}

function ThemeSwitch() {
  const { t } = useI18n();
  const [theme, toggle] = useTheme();
  const label = t(theme === "dark" ? "theme.toLight" : "theme.toDark");
  return (
    <button type="button" className="button button--plain" aria-label={label} title={label} onClick={toggle}>
      <Icon name={theme === "dark" ? "sun" : "moon"} />
    </button>
  );
}
