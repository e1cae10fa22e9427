/** A ZIP archive of files that are compressed already, such as pictures: they are only stored (APPNOTE.TXT, 4.3). */

export interface ZipEntry {
  /** ASCII. */
  name: string;
  content: Uint8Array<ArrayBuffer>;
}

// 1980-01-01, the first day that the format knows
const DATE = 0x0021;
const CRC_TABLE = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

export function zip(entries: readonly ZipEntry[]): Blob {
  const files: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let offset = 0;
  let directoryBytes = 0;
  for (const { name, content } of entries) {
    const encoded = new TextEncoder().encode(name);
    const { length } = content;
    // version 2.0, no flags, stored, time, date, checksum, both sizes, length of the name, no extra field
    const shared = [u16(20), u16(0), u16(0), u16(0), u16(DATE), u32(crc32(content)), u32(length), u32(length)];
    const head = joined([u32(0x04034b50), ...shared, u16(encoded.length), u16(0), encoded]);
    const record = joined([
      ...[u32(0x02014b50), u16(20), ...shared, u16(encoded.length), u16(0)],
      // no comment, disk 0, no attributes
      ...[u16(0), u16(0), u16(0), u32(0), u32(offset), encoded],
    ]);
    files.push(head, content);
    directory.push(record);
    offset += head.length + length;
    directoryBytes += record.length;
  }
  const count = u16(entries.length);
  const end = joined([u32(0x06054b50), u16(0), u16(0), count, count, u32(directoryBytes), u32(offset), u16(0)]);
  return new Blob([...files, ...directory, end], { type: "application/zip" });
}

export function crc32(content: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of content) value = CRC_TABLE[(value ^ byte) & 0xff]! ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

function u16(value: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array([value, value >>> 8]);
}

function u32(value: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array([value, value >>> 8, value >>> 16, value >>> 24]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}
