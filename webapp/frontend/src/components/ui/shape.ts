/** The three shapes of an enhanced picture, so that room can be kept for it before it comes. */

export type Shape = "landscape" | "portrait" | "square";

// as the server decides it
const SQUARE_RATIO_MAX = 1.05;

export function shapeOf(width: number, height: number): Shape {
  if (Math.max(width, height) <= SQUARE_RATIO_MAX * Math.min(width, height)) return "square";
  return width > height ? "landscape" : "portrait";
}

export function isShape(value: unknown): value is Shape {
  return value === "landscape" || value === "portrait" || value === "square";
}
