/** Copy a picture to the clipboard, as PNG: the one kind that every browser takes. */

export function canCopyPictures(): boolean {
  return typeof ClipboardItem !== "undefined" && typeof navigator.clipboard?.write === "function";
}

/** Resolves to whether it worked. Call it from a click. */
export async function copyPicture(url: string): Promise<boolean> {
  try {
    // a promise inside the item, or Safari forgets the click while the picture loads
    await navigator.clipboard.write([new ClipboardItem({ "image/png": asPng(url) })]);
    return true;
  } catch {
    return false;
  }
}

async function asPng(url: string): Promise<Blob> {
  const picture = await createImageBitmap(await (await fetch(url)).blob());
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  canvas.getContext("2d")!.drawImage(picture, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no PNG could be made"))), "image/png");
  });
}
