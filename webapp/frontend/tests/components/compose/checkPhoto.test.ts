import { expect, test } from "vitest";
import { en } from "../../../src/i18n/en";
import { checkPhoto } from "../../../src/components/compose/checkPhoto";

const MEGABYTES_30 = 30 * 1024 * 1024;
const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0]);
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const WEBP = new TextEncoder().encode("RIFF\0\0\0\0WEBPVP8 ");

function file(...parts: BlobPart[]): File {
  return new File(parts, "photo.jpg");
}

test.each([
  ["JPEG", JPEG],
  ["PNG, whatever its name says", PNG],
  ["WebP", WEBP],
  ["AVIF", new TextEncoder().encode("\0\0\0 ftypavif\0\0\0\0")],
])("takes a %s", async (_, start) => {
  const photo = file(start);

  expect(await checkPhoto([photo])).toBe(photo);
});

test("takes a file of exactly 30 MB", async () => {
  await checkPhoto([file(JPEG, new Uint8Array(MEGABYTES_30 - JPEG.length))]);
});

test.each([
  ["nothing", [], "file_missing"],
  ["two files", [file(JPEG), file(JPEG)], "too_many_files"],
  ["an empty file", [file()], "file_empty"],
  ["30 MB and a byte", [file(JPEG, new Uint8Array(MEGABYTES_30 - JPEG.length + 1))], "file_too_large"],
  ["a text called .jpg", [file("hello, this is text")], "picture_unsupported"],
  ["a HEIC", [file("\0\0\0$ftypheic\0\0\0\0")], "picture_heic"],
  ["a GIF", [file("GIF89a")], "picture_unsupported"],
])("refuses %s for a reason that has a text", async (_, files, code) => {
  await expect(checkPhoto(files)).rejects.toMatchObject({ code, message: `error.${code}` });
  expect(en).toHaveProperty([`error.${code}`]);
});
