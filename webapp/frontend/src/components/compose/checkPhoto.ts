/** What can be said about a photo before it is sent; the server looks again, and closer. */
import { ApiError } from "../../lib/api/errors";
import type { TextKey } from "../../i18n/dictionary";

const BYTES_MAX = 30 * 1024 * 1024;

const STARTS: readonly (readonly [offset: number, bytes: string])[][] = [
  [[0, "\xff\xd8\xff"]],
  [[0, "\x89PNG\r\n\x1a\n"]],
  [
    [0, "RIFF"],
    [8, "WEBP"],
  ],
  [[4, "ftypavif"]],
  [[4, "ftypavis"]],
];
const HEIC = /^.{4}ftyp(hei[cxms]|hev[cx]|mif1|msf1)/s;

/** Give back the one usable photo; throws the same ApiError as the server would answer with. */
export async function checkPhoto(files: readonly File[]): Promise<File> {
  const [file, ...others] = files;
  if (!file) throw refusal("file_missing");
  if (others.length) throw refusal("too_many_files");
  if (file.size === 0) throw refusal("file_empty");
  if (file.size > BYTES_MAX) throw refusal("file_too_large");
  // by its first bytes, because a name or a type proves nothing
  const start = await startOf(file);
  if (!STARTS.some((marks) => marks.every(([offset, bytes]) => start.startsWith(bytes, offset)))) {
    throw refusal(HEIC.test(start) ? "picture_heic" : "picture_unsupported");
  }
  return file;
}

/** Its first bytes, one character each; throws ApiError when it is no longer the file that was chosen. */
export async function startOf(file: File): Promise<string> {
  try {
    return String.fromCharCode(...new Uint8Array(await file.slice(0, 16).arrayBuffer()));
  } catch {
    throw refusal("file_changed");
  }
}

type Refusal =
  | "file_missing"
  | "too_many_files"
  | "file_empty"
  | "file_too_large"
  | "file_changed"
  | "picture_unsupported"
  | "picture_heic";

function refusal(code: Refusal): ApiError {
  return new ApiError(0, code, `error.${code}` satisfies TextKey);
}
