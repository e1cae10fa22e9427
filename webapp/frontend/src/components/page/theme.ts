/** Light or dark: the system's choice until the reader makes one. */
import { useEffect, useState } from "react";
import { remember, remembered } from "../../lib/memory";

type Theme = "light" | "dark";

const MEMORY_KEY = "limelight.theme";
const darkSystem = window.matchMedia("(prefers-color-scheme: dark)");

/** Put the remembered choice into force; called before the first paint. */
export function applyTheme(theme = remembered(MEMORY_KEY)): void {
  if (theme) document.documentElement.dataset["theme"] = theme;
  else delete document.documentElement.dataset["theme"];
}

/** The theme in force, and a switch to the other one. */
export function useTheme(): [Theme, () => void] {
  const [chosen, setChosen] = useState(() => remembered(MEMORY_KEY));
  const [systemIsDark, setSystemIsDark] = useState(darkSystem.matches);

  useEffect(() => {
    const follow = () => setSystemIsDark(darkSystem.matches);
    darkSystem.addEventListener("change", follow);
    return () => darkSystem.removeEventListener("change", follow);
  }, []);

  const theme = (chosen ?? (systemIsDark ? "dark" : "light")) as Theme;
  const toggle = () => {
    const next = theme === "dark" ? "light" : "dark";
    // back at the system's own choice: follow the system again
    const kept = next === (systemIsDark ? "dark" : "light") ? null : next;
    remember(MEMORY_KEY, kept);
    setChosen(kept);
    applyTheme(kept);
  };
  return [theme, toggle];
}
