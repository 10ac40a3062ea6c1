/**
 * From a point of the page to a point of an element, whatever CSS made of the element: rotated, skewed, scaled, zoomed, or
 * in perspective. All of that maps its box to a quadrilateral by a homography, which four corners determine (P. Heckbert,
 * "Fundamentals of Texture Mapping and Image Warping", 1989, section 2.2.3), and which is undone by two linear equations.
 */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The corners of a box, from its top left one clockwise. */
export type Quad = readonly [topLeft: Point, topRight: Point, bottomRight: Point, bottomLeft: Point];

/** Where `point` lies in the box, as fractions of its sides. Of a box that is seen edge-on, its top left corner. */
export function toFractions(quad: Quad, point: Point): Point {
  const [a, b, , d] = quad;
  const { g, h } = foreshortening(quad);
  const ux = b.x - a.x + g * (b.x - point.x);
  const uy = b.y - a.y + g * (b.y - point.y);
  const vx = d.x - a.x + h * (d.x - point.x);
  const vy = d.y - a.y + h * (d.y - point.y);
  const x = point.x - a.x;
  const y = point.y - a.y;
  const area = ux * vy - vx * uy;
  return area === 0 ? { x: 0, y: 0 } : { x: (x * vy - vx * y) / area, y: (ux * y - x * uy) / area };
}

/** Both 0 where the quadrilateral is a parallelogram, that is without perspective. */
function foreshortening([a, b, c, d]: Quad): { readonly g: number; readonly h: number } {
  const right = { x: b.x - c.x, y: b.y - c.y };
  const left = { x: d.x - c.x, y: d.y - c.y };
  const sum = { x: a.x - b.x + c.x - d.x, y: a.y - b.y + c.y - d.y };
  const area = right.x * left.y - left.x * right.y;
  if (area === 0) return { g: 0, h: 0 };
  return { g: (sum.x * left.y - left.x * sum.y) / area, h: (right.x * sum.y - sum.x * right.y) / area };
}
