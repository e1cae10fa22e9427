/** A file input that looks like our other buttons. */
import { useId, type ChangeEvent, type Ref } from "react";
import "./PickButton.css";

/** without HEIC, so that iPhones convert what is picked */
const ACCEPTED = "image/jpeg,image/png,image/webp,image/avif";

interface PickButtonProps {
  label: string;
  className?: string;
  /** Opens the camera of a phone instead of its pictures. */
  camera?: boolean;
  ref?: Ref<HTMLInputElement>;
  onFiles: (files: readonly File[]) => void;
}

export function PickButton({ label, className = "", camera = false, ref, onFiles }: PickButtonProps) {
  const id = useId();
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    // so that picking the same file again is a change again
    event.target.value = "";
    if (files.length) onFiles(files);
  };
  return (
    <span className="pick" data-camera={camera}>
      <input
        ref={ref}
        id={id}
        className="visually-hidden"
        type="file"
        accept={ACCEPTED}
        capture={camera ? "environment" : undefined}
        onChange={pick}
      />
      <label className={`button ${className}`} htmlFor={id}>
        {label}
      </label>
    </span>
  );
}
