/** Speaks to screen readers, politely and at most every few seconds, the newest thing last. */
import { useEffect, useRef, useState } from "react";

const PAUSE_MS = 5000;

export function LiveRegion({ text }: { text: string }) {
  const [spoken, setSpoken] = useState("");
  const lastSpokenAt = useRef(0);

  useEffect(() => {
    const wait = Math.max(0, lastSpokenAt.current + PAUSE_MS - Date.now());
    const timer = setTimeout(() => {
      lastSpokenAt.current = Date.now();
      setSpoken(text);
    }, wait);
    return () => clearTimeout(timer);
  }, [text]);

  return (
    <p className="visually-hidden" role="status">
      {spoken}
    </p>
  );
}
