/**
 * Where a camera shows a box. Corners alone are not enough: a corner behind the camera projects to the wrong side, so the
 * edges are cut at the near plane first, in view space, where every camera looks along -z.
 */

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Bounds {
  readonly min: { readonly x: number; readonly y: number; readonly z: number };
  readonly max: { readonly x: number; readonly y: number; readonly z: number };
}

/** 16 numbers, column by column, as three.js keeps a `Matrix4`. */
export type MatrixElements = ArrayLike<number>;

type Point = readonly [x: number, y: number, z: number];

/** Corners of a box that differ in one coordinate: bit 0 is x, bit 1 y, bit 2 z. */
const EDGES = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((corner) =>
  [1, 2, 4].filter((bit) => (corner & bit) === 0).map((bit) => [corner, corner | bit] as const),
);

/**
 * @param toView from the box's space to that of the camera
 * @param projection the camera's
 * @param near distance of the camera's near plane
 * @param far what lies wholly beyond this distance is not drawn
 * @returns fractions of the picture, not cut to it; undefined where nothing of the box is between the planes
 */
export function projectBounds(
  { min, max }: Bounds,
  toView: MatrixElements,
  projection: MatrixElements,
  near: number,
  far: number,
): Rectangle | undefined {
  const corners = Array.from({ length: 8 }, (_, corner): Point => {
    const x = corner & 1 ? max.x : min.x;
    const y = corner & 2 ? max.y : min.y;
    const z = corner & 4 ? max.z : min.z;
    return [row(toView, 0, x, y, z), row(toView, 1, x, y, z), row(toView, 2, x, y, z)];
  });
  if (corners.every(([, , z]) => z < -far)) return undefined;
  const seen = corners.filter(([, , z]) => z <= -near);
  for (const [from, to] of EDGES) {
    const cut = cutAt(-near, corners[from]!, corners[to]!);
    if (cut !== undefined) seen.push(cut);
  }
  return seen.length === 0 ? undefined : around(seen, projection);
}

export function union(one: Rectangle | undefined, other: Rectangle | undefined): Rectangle | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  };
}

/** Where an edge that has its ends on both sides goes through the plane. */
function cutAt(plane: number, from: Point, to: Point): Point | undefined {
  if (from[2] <= plane === to[2] <= plane) return undefined;
  const share = (plane - from[2]) / (to[2] - from[2]);
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share, plane];
}

function around(points: readonly Point[], projection: MatrixElements): Rectangle {
  const rectangle = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const [x, y, z] of points) {
    const w = row(projection, 3, x, y, z);
    const across = (row(projection, 0, x, y, z) / w + 1) / 2;
    const down = (1 - row(projection, 1, x, y, z) / w) / 2;
    rectangle.left = Math.min(rectangle.left, across);
    rectangle.right = Math.max(rectangle.right, across);
    rectangle.top = Math.min(rectangle.top, down);
    rectangle.bottom = Math.max(rectangle.bottom, down);
  }
  return rectangle;
}

/** One coordinate of a point that a matrix moved. */
function row(matrix: MatrixElements, index: number, x: number, y: number, z: number): number {
  return matrix[index]! * x + matrix[index + 4]! * y + matrix[index + 8]! * z + matrix[index + 12]!;
}
