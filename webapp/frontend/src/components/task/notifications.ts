/** Browser notifications for tasks that end while the page is hidden; only if the user asked for them. */
import { useSyncExternalStore } from "react";
import { remember, remembered } from "../../lib/memory";

const MEMORY_KEY = "limelight.notify";
const listeners = new Set<() => void>();

/** `possible`: permission can be requested; `blocked`: it was denied; `impossible`: not supported. */
export type NotifyState = "impossible" | "blocked" | "possible" | "on";

export function useNotifyState(): NotifyState {
  return useSyncExternalStore(subscribe, notifyState);
}

export function notifyState(): NotifyState {
  if (typeof Notification === "undefined" || !isSecureContext) return "impossible";
  if (Notification.permission === "denied") return "blocked";
  return Notification.permission === "granted" && remembered(MEMORY_KEY) === "on" ? "on" : "possible";
}

/** Ask for it; the browser asks its user when it has not yet. */
export async function turnOn(): Promise<void> {
  remember(MEMORY_KEY, "on");
  if (Notification.permission === "default") await Notification.requestPermission();
  tell();
}

export function turnOff(): void {
  remember(MEMORY_KEY, null);
  tell();
}

/** Say it if it was asked for and the page is hidden; `tag`: the same news from several tabs is shown once. */
export function notifyIfHidden(text: string, tag: string): void {
  if (document.visibilityState !== "hidden" || notifyState() !== "on") return;
  try {
    const notification = new Notification("Limelight", { body: text, tag, icon: "/static/favicon.svg" });
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
  } catch {
    // Android allows it only from service workers
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of [...listeners]) listener();
}
