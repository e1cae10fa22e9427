/** A few seconds of a voice or of music; nothing where there is no sample. `script/samples.py` makes them. */
import { useEffect, useRef, useState } from "react";
import { useI18n } from "../../i18n/I18n";
import { Icon } from "../ui/Icon";
import { useToast } from "../ui/Toasts";

const SAMPLES = import.meta.glob<string>("./samples/*.mp3", { eager: true, query: "?url", import: "default" });

/** `label`: what it is a sample of. */
export function SampleButton({ name, label }: { name: string | undefined; label: string }) {
  const { t } = useI18n();
  const toast = useToast();
  const player = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const url = SAMPLES[`./samples/${name}.mp3`];

  useEffect(() => () => player.current?.pause(), []);

  if (!url) return null;
  const play = async () => {
    const audio = (player.current ??= new Audio());
    audio.onended = () => setPlaying(false);
    setPlaying(true);
    try {
      // whole, for Safari would ask for parts
      if (!audio.src) audio.src = URL.createObjectURL(await (await fetch(url)).blob());
      await audio.play();
    } catch {
      setPlaying(false);
      toast(t("video.sampleFailed"), "bad");
    }
  };
  const stop = () => {
    player.current?.load();
    setPlaying(false);
  };
  return (
    <button
      type="button"
      className="button"
      aria-label={t(playing ? "video.sampleStop" : "video.samplePlay", { what: label })}
      onClick={() => (playing ? stop() : void play())}
    >
      <Icon name={playing ? "pause" : "play"} size={18} />
    </button>
  );
}
