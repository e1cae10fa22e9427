/** The chosen photo, its address for <img>, and which way it lies. */
import { useCallback, useEffect, useRef, useState } from "react";
import { shapeOf, type Shape } from "../ui/shape";
import { checkPhoto } from "./checkPhoto";
import { loadSample } from "./sample";

export interface Photo {
  file: File;
  url: string;
  /** null when this browser cannot show it. */
  shape: Shape | null;
}

interface PhotoControl {
  photo: Photo | null;
  error: unknown;
  choose: (files: readonly File[]) => void;
  chooseSample: () => void;
  clear: () => void;
}

export function usePhoto(): PhotoControl {
  const [photo, setPhoto] = useState<Photo | null>(null);
  const [error, setError] = useState<unknown>(null);

  useEffect(() => () => void (photo && URL.revokeObjectURL(photo.url)), [photo]);

  // the last one that was chosen counts, not the last one that is ready
  const turn = useRef(0);
  const take = useCallback((file: Promise<File>) => {
    const ours = ++turn.current;
    setError(null);
    file.then(measured).then(
      (taken) => (ours === turn.current ? setPhoto(taken) : URL.revokeObjectURL(taken.url)),
      (problem: unknown) => ours === turn.current && setError(problem),
    );
  }, []);
  const choose = useCallback((files: readonly File[]) => take(checkPhoto(files)), [take]);
  const chooseSample = useCallback(() => take(loadSample()), [take]);
  const clear = useCallback(() => {
    turn.current += 1;
    setPhoto(null);
    setError(null);
  }, []);

  return { photo, error, choose, chooseSample, clear };
}

async function measured(file: File): Promise<Photo> {
  const url = URL.createObjectURL(file);
  const image = new Image();
  image.src = url;
  const shape = await image.decode().then(
    () => shapeOf(image.naturalWidth, image.naturalHeight),
    () => null,
  );
  return { file, url, shape };
}
