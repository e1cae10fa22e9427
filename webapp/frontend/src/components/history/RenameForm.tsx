/** A task's name in a field: Enter or leaving it keeps the change, Escape does not. */
import { useState, type KeyboardEvent } from "react";
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import { taskService } from "../../lib/api/taskService";
import type { Task } from "../../lib/api/types";

// as the server counts them
const NAME_CHARACTERS_MAX = 80;

interface RenameFormProps {
  task: Task;
  /** What it is called now. */
  name: string;
  /** With the renamed task, or null when nothing was changed. */
  onClose: (task: Task | null) => void;
}

export function RenameForm({ task, name, onClose }: RenameFormProps) {
  const i18n = useI18n();
  const [text, setText] = useState(name);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const save = async () => {
    const wanted = text.trim();
    if (saving) return;
    if (wanted === name) return onClose(null);
    setSaving(true);
    try {
      // without a name of its own it is called after the product again
      onClose(await taskService.changeTask(task.id, { name: wanted }));
    } catch (problem) {
      setError(problem);
      setSaving(false);
    }
  };
  const cancel = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose(null);
  };

  return (
    <form
      className="history-item__rename"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <input
        className="input"
        dir="auto"
        autoComplete="off"
        autoFocus
        aria-label={i18n.t("history.name")}
        maxLength={NAME_CHARACTERS_MAX}
        value={text}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={cancel}
        onBlur={() => void save()}
      />
      {error !== null && (
        <span className="small history-item__problem" role="alert">
          {errorText(i18n, error)}
        </span>
      )}
    </form>
  );
}
