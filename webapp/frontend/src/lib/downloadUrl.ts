/** The address of the same file, to be saved under a sensible name instead of shown. */
export function downloadUrl(signedUrl: string): string {
  return `${signedUrl}&download=1`;
}
