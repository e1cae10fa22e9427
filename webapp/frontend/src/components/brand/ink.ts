/** Black or white, whichever is easier to read on a colour. */

const BLACK = "#16161b";
const WHITE = "#ffffff";

/** The text's colour on `#rrggbb`, by WCAG's contrast. */
export function inkOn(colour: string): string {
  return luminance(colour) > 0.18 ? BLACK : WHITE;
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((place) => {
    const value = parseInt(colour.slice(place, place + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
