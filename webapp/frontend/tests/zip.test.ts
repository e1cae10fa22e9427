import { expect, test } from "vitest";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, zip } from "../src/lib/zip";

const UNPACK = "import sys, zipfile; archive = zipfile.ZipFile(sys.argv[1]); assert archive.testzip() is None; archive.extractall(sys.argv[2])";

test("the checksum is the one that everybody uses", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
});

test("another program finds every file as it was", async () => {
  const folder = mkdtempSync(join(tmpdir(), "zip-"));
  const content = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 31) & 0xff);
  const archive = zip([
    { name: "portrait.jpg", content },
    { name: "empty.png", content: new Uint8Array() },
  ]);
  writeFileSync(join(folder, "all.zip"), new Uint8Array(await archive.arrayBuffer()));

  execFileSync("python3", ["-c", UNPACK, join(folder, "all.zip"), folder]);

  expect(new Uint8Array(readFileSync(join(folder, "portrait.jpg")))).toEqual(content);
  expect(readFileSync(join(folder, "empty.png"))).toHaveLength(0);
});
