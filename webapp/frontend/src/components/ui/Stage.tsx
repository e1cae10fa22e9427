/** The card that every state of the page shares: the picture on one side, words on the other. */
import type { ReactNode } from "react";
import "./Stage.css";

interface StageProps {
  picture: ReactNode;
  /** What may stand beneath the picture where there is room, else beneath the words. */
  under?: ReactNode;
  children: ReactNode;
}

export function Stage({ picture, under, children }: StageProps) {
  return (
    <div className="stage card">
      <div className="stage__picture">{picture}</div>
      <div className="stage__words">{children}</div>
      {under && <div className="stage__beneath">{under}</div>}
    </div>
  );
}
