/** A straight line through points by least squares, and how sure its slope is. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly slope: number;
  /** At x = 0. */
  readonly intercept: number;
  /** Standard error of the slope, for residuals that are independent of each other. */
  readonly standardError: number;
}

/** @returns undefined for fewer than three points, or all at one x: nothing tells the slope from the noise */
export function fitLine(points: readonly Point[]): Line | undefined {
  const count = points.length;
  const meanX = sum(points, ({ x }) => x) / count;
  const meanY = sum(points, ({ y }) => y) / count;
  const spreadX = sum(points, ({ x }) => (x - meanX) ** 2);
  if (count < 3 || spreadX === 0) return undefined;
  const slope = sum(points, ({ x, y }) => (x - meanX) * (y - meanY)) / spreadX;
  const intercept = meanY - slope * meanX;
  const residuals = sum(points, ({ x, y }) => (y - intercept - slope * x) ** 2);
  return { slope, intercept, standardError: Math.sqrt(residuals / (count - 2) / spreadX) };
}

function sum(points: readonly Point[], valueOf: (point: Point) => number): number {
  return points.reduce((total, point) => total + valueOf(point), 0);
}
