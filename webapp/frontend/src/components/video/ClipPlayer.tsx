/** Plays a clip at once, muted and again and again; its controls stand beneath the picture, not over its words. */
import { useRef, useState } from "react";
import { useI18n } from "../../i18n/I18n";
import { Frame } from "../ui/Frame";
import { Icon } from "../ui/Icon";
import type { Shape } from "../ui/shape";
import type { ShownClip } from "./clips";
import "./ClipPlayer.css";

interface ClipPlayerProps {
  clip: ShownClip;
  shape: Shape;
  onShape: (width: number, height: number) => void;
  onBroken: () => void;
}

/** Safari on iPhones shows only videos on the full screen, with its own controls. */
type PhoneVideo = HTMLVideoElement & { webkitEnterFullscreen?: () => void };

export function ClipPlayer({ clip, shape, onShape, onBroken }: ClipPlayerProps) {
  const { t } = useI18n();
  const box = useRef<HTMLDivElement>(null);
  const video = useRef<PhoneVideo>(null);
  const [still] = useState(() => window.matchMedia("(prefers-reduced-motion: reduce)").matches);
  const [playing, setPlaying] = useState(false);
  const [muted, setMuted] = useState(true);
  const [[seconds, duration], setTime] = useState([0, 0]);

  const toggle = () => {
    if (video.current?.paused) video.current.play().catch(() => undefined);
    else video.current?.pause();
  };
  const toggleFullscreen = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else if (box.current?.requestFullscreen) box.current.requestFullscreen().catch(() => undefined);
    else video.current?.webkitEnterFullscreen?.();
  };
  const noteTime = ({ currentTarget: { currentTime, duration } }: { currentTarget: HTMLVideoElement }) =>
    setTime([currentTime, duration || 0]);

  return (
    <div className="clip" data-shape={shape} ref={box}>
      <Frame shape={shape} video>
        <video
          key={clip.url}
          ref={video}
          className="frame__picture"
          src={clip.url}
          poster={clip.poster_url ?? undefined}
          autoPlay={!still}
          muted={muted}
          loop
          playsInline
          preload={still ? "metadata" : "auto"}
          aria-label={t("video.player")}
          onClick={toggle}
          onPlay={() => setPlaying(true)}
          onPause={() => setPlaying(false)}
          onTimeUpdate={noteTime}
          onLoadedMetadata={(event) => {
            noteTime(event);
            onShape(event.currentTarget.videoWidth, event.currentTarget.videoHeight);
          }}
          onError={onBroken}
        />
      </Frame>
      <div className="clip__controls" role="group" aria-label={t("player.label")}>
        <button type="button" className="button button--plain" aria-label={t(playing ? "player.pause" : "player.play")} onClick={toggle}>
          <Icon name={playing ? "pause" : "play"} />
        </button>
        <input
          type="range"
          className="clip__position"
          min={0}
          max={duration}
          step={0.1}
          value={seconds}
          aria-label={t("player.position")}
          aria-valuetext={t("player.positionValue", { seconds: seconds.toFixed(1), duration: Math.round(duration) })}
          onChange={(event) => {
            const wanted = Number(event.target.value);
            setTime([wanted, duration]);
            if (video.current) video.current.currentTime = wanted;
          }}
        />
        <button type="button" className="button button--plain" aria-label={t(muted ? "player.soundOn" : "player.soundOff")} onClick={() => setMuted(!muted)}>
          <Icon name={muted ? "soundOff" : "soundOn"} />
        </button>
        <button type="button" className="button button--plain" aria-label={t("player.fullscreen")} onClick={toggleFullscreen}>
          <Icon name="fullscreen" />
        </button>
      </div>
    </div>
  );
}
