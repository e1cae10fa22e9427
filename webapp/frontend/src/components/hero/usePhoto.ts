/** The chosen photo, its address for <img>, and which way it lies. */
import { useCallback, useEffect, useState } from "react";
import { checkPhoto } from "./checkPhoto";
import { shapeOf, type Shape } from "./shape";

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
  fail: (error: unknown) => void;
  clear: () => void;
}

export function usePhoto(): PhotoControl {
  const [photo, setPhoto] = useState<Photo | null>(null);
  const [error, setError] = useState<unknown>(null);

  useEffect(() => () => void (photo && URL.revokeObjectURL(photo.url)), [photo]);

  const choose = useCallback((files: readonly File[]) => {
    setError(null);
    checkPhoto(files).then(measured).then(setPhoto).catch(setError);
  }, []);
  const clear = useCallback(() => {
    setPhoto(null);
    setError(null);
  }, []);

  return { photo, error, choose, fail: setError, clear };
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
