/** The script while it is being written, in a box that is always there and shows its newest lines. */
import { useLayoutEffect, useRef } from "react";
import { useI18n } from "../../i18n/I18n";
import "./ScriptDraft.css";

// who has scrolled further up than this reads, and is left alone
const NEAR_END_PIXELS = 40;

export function ScriptDraft({ text, language }: { text: string; language: string }) {
  const { t } = useI18n();
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);

  useLayoutEffect(() => {
    if (box.current && follows.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text]);

  return (
    <section className="draft">
      <h3 className="draft__title small soft">{t("draft.title")}</h3>
      <div
        ref={box}
        className="draft__text"
        role="group"
        aria-label={t("draft.title")}
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          follows.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PIXELS;
        }}
      >
        {text ? (
          <span lang={language} dir="auto">
            {text}
            <span className="draft__pen" aria-hidden="true" />
          </span>
        ) : (
          <span className="soft">{t("draft.empty")}</span>
        )}
      </div>
    </section>
  );
}
