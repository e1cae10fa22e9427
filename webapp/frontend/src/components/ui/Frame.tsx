/** Keeps room for a picture of a known shape, so that nothing jumps when the picture comes. */
import type { ReactNode } from "react";
import "./Frame.css";
import { Icon } from "./Icon";
import type { Shape } from "./shape";

interface FrameProps {
  shape: Shape;
  /** For the formats of videos. */
  video?: boolean;
  children?: ReactNode;
}

export function Frame({ shape, video = false, children }: FrameProps) {
  return (
    <div className="frame" data-shape={shape} data-video={video}>
      {children ?? (
        <span className="frame__empty">
          <Icon name="photo" size={48} />
        </span>
      )}
    </div>
  );
}
