/** The shapes of pictures and videos, so that room can be kept for them before they come. */

export type Shape = "landscape" | "portrait" | "square" | "feed";

// as the server decides it
const SQUARE_RATIO_MAX = 1.05;
/** Width by height. */
const VIDEO_RATIOS = { portrait: 9 / 16, feed: 4 / 5, square: 1, landscape: 16 / 9 } as const satisfies Record<Shape, number>;

export function shapeOf(width: number, height: number): Exclude<Shape, "feed"> {
  if (Math.max(width, height) <= SQUARE_RATIO_MAX * Math.min(width, height)) return "square";
  return width > height ? "landscape" : "portrait";
}

/** The shape of videos that is nearest, as the server names the format of a service's clip. */
export function videoShapeOf(width: number, height: number): Shape {
  const distance = (shape: Shape) => Math.abs(VIDEO_RATIOS[shape] - width / height);
  return (Object.keys(VIDEO_RATIOS) as Shape[]).reduce((best, shape) => (distance(shape) < distance(best) ? shape : best));
}

export function isShape(value: unknown): value is Exclude<Shape, "feed"> {
  return value === "landscape" || value === "portrait" || value === "square";
}
