/** A text from elsewhere becomes the storyboard; what a clip cannot use of it is said. */
import { useId, useState } from "react";
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import { NoticeList } from "../task/NoticeList";
import { Dialog } from "../ui/Dialog";
import type { BoardState, BoardStore } from "./BoardStore";

interface PasteTextProps {
  state: BoardState;
  store: BoardStore;
  onClose: () => void;
}

const TEXT_CHARACTERS_MAX = 10_000;

export function PasteText({ state, store, onClose }: PasteTextProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const id = useId();
  const [text, setText] = useState("");
  const read = async () => {
    if (await store.read(text)) onClose();
  };
  return (
    <Dialog title={t("board.paste")} onClose={onClose}>
      <form
        className="field"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) void read();
        }}
      >
        <label htmlFor={id} className="small">
          {t("board.pasteHint")}
        </label>
        <textarea
          id={id}
          className="input"
          rows={10}
          dir="auto"
          data-first-focus
          maxLength={TEXT_CHARACTERS_MAX}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <div role="status">
          <NoticeList notices={state.notices} />
          {state.error !== null && <p className="problem small">{errorText(i18n, state.error)}</p>}
        </div>
        <button type="submit" className="button button--main" aria-disabled={state.writingFor !== null}>
          {t("board.pasteUse")}
        </button>
      </form>
    </Dialog>
  );
}
