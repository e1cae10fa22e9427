/** Offers a word from the browser for those who will look elsewhere meanwhile. */
import { useI18n } from "../../i18n/I18n";
import { turnOff, turnOn, useNotifyState } from "../task/notifications";
import { Icon } from "../ui/Icon";
import "./NotifyButton.css";

export function NotifyButton() {
  const { t } = useI18n();
  const state = useNotifyState();
  if (state === "impossible") return null;
  if (state === "blocked") return <p className="soft small">{t("notify.blocked")}</p>;
  const isOn = state === "on";
  return (
    <button
      type="button"
      className="button button--plain notify"
      aria-pressed={isOn}
      onClick={() => (isOn ? turnOff() : void turnOn())}
    >
      <Icon name={isOn ? "check" : "bell"} size={18} />
      {t(isOn ? "notify.on" : "notify.ask")}
    </button>
  );
}
