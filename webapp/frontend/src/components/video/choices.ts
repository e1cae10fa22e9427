/** How a video should look and sound, kept in this browser: a shop's next clip goes where its last one went. */
import { useState } from "react";
import type { Features, Task, VideoFormat, VideoMusic, VideoTemplate, VideoVoice } from "../../lib/api/types";
import { remember, remembered } from "../../lib/memory";

/** What a deployment has for videos; a service decides more of it by itself, and makes one format at a time. */
export type VideoOffer = Pick<
  Features,
  "video" | "video_formats" | "video_templates" | "video_voices" | "video_music"
>;

export interface VideoChoices {
  /** The main one first; never empty. */
  formats: readonly VideoFormat[];
  /** These are undefined where a service decides. */
  template: VideoTemplate | undefined;
  voice: VideoVoice | undefined;
  music: VideoMusic | undefined;
}

const STORAGE_KEY = "limelight.video";
const PHONE = "(max-width: 859px)";

export function useVideoChoices(
  task: Task,
  offer: VideoOffer,
): [VideoChoices, (changed: Partial<VideoChoices>) => void] {
  const [kept, setKept] = useState(keptChoices);
  const change = (changed: Partial<VideoChoices>) => {
    const next = { ...kept, ...changed };
    setKept(next);
    remember(STORAGE_KEY, JSON.stringify(next));
  };
  return [choicesFor(kept, task, offer, window.matchMedia(PHONE).matches), change];
}

/** What was chosen before, as far as it is offered, and can be had for this ad; else the default. */
export function choicesFor(
  kept: Partial<VideoChoices>,
  task: Task,
  offer: VideoOffer,
  isPhone: boolean,
): VideoChoices {
  const known = offer.video_formats.filter((format) => kept.formats?.includes(format));
  const formats = isService(offer) ? known.slice(0, 1) : known;
  const voices = voicesOf(task.language, offer);
  const isVoice = (kept.voice === "none" && !isService(offer)) || voices.some(({ id }) => id === kept.voice);
  return {
    formats: formats.length ? formats : [firstFormat(task, offer, isPhone)],
    template: offered(kept.template, offer.video_templates),
    voice: isVoice ? kept.voice : voices[0]?.id,
    music: offered(kept.music, offer.video_music),
  };
}

/** Videos are made elsewhere. */
export function isService(offer: VideoOffer): boolean {
  return !offer.video_templates.length;
}

/** Who speaks a BCP 47 tag's language, the default first. */
export function voicesOf(language: string, offer: VideoOffer): VideoOffer["video_voices"] {
  const main = language.toLowerCase().split("-")[0];
  return offer.video_voices.filter((voice) => voice.language === main);
}

/** Most clips are posted as a story; a wide photo that stays as it is fits better into a wide clip, but for phones. */
function firstFormat(task: Task, { video_formats }: VideoOffer, isPhone: boolean): VideoFormat {
  const isWide = !isCutOut(task) && task.orientation !== "portrait";
  const wanted = isWide && !isPhone ? "landscape" : "portrait";
  return video_formats.length ? (offered(wanted, video_formats) ?? "portrait") : wanted;
}

function isCutOut({ cutout_url, background }: Task): boolean {
  return cutout_url !== null && background !== "original";
}

function offered<Value>(wanted: Value | undefined, values: readonly Value[]): Value | undefined {
  return values.find((value) => value === wanted) ?? values[0];
}

function keptChoices(): Partial<VideoChoices> {
  try {
    const kept: unknown = JSON.parse(remembered(STORAGE_KEY) ?? "{}");
    const choices = typeof kept === "object" ? (kept as Partial<VideoChoices> | null) : null;
    return { ...choices, formats: Array.isArray(choices?.formats) ? choices.formats : [] };
  } catch {
    return {};
  }
}
