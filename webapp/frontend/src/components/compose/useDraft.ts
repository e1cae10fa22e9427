/** Brings back what was typed and chosen before a reload, and keeps what is typed and chosen now. */
import { useEffect, useRef, useState } from "react";
import { draftPhoto, draftWishes, keepPhoto, keepWishes } from "./draft";
import type { usePhoto } from "./usePhoto";
import type { Wishes } from "./wishes";

/** `composing`: the form is on the page; a draft is kept for it, not for what it has become. */
export function useDraft(
  { photo, choose }: Pick<ReturnType<typeof usePhoto>, "photo" | "choose">,
  composing: boolean,
): [Wishes, (wishes: Wishes) => void] {
  const [wishes, setWishes] = useState(draftWishes);
  const restoring = useRef(true);
  const chosenHere = useRef(false);
  const file = photo?.file ?? null;

  useEffect(() => {
    if (file) chosenHere.current = true;
  }, [file]);
  useEffect(() => {
    let gone = false;
    void draftPhoto().then((kept) => {
      if (gone) return;
      restoring.current = false;
      // what was chosen meanwhile is newer
      if (kept && !chosenHere.current) choose([kept]);
    });
    return () => {
      gone = true;
    };
  }, [choose]);
  useEffect(() => {
    if (composing) keepWishes(wishes);
  }, [composing, wishes]);
  useEffect(() => {
    // before the kept one is back, "no photo" says nothing
    if (composing && (file || !restoring.current)) void keepPhoto(file);
  }, [composing, file]);

  return [wishes, setWishes];
}
