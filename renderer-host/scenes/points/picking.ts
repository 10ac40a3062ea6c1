/** Finds the star under the pointer by projecting all of them: a millisecond on the CPU, and no read-back from the GPU. */

export interface PickView {
  /** Projection times view, column by column (`Matrix4.elements`). */
  readonly matrix: readonly number[];
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** A star is picked from this far, CSS pixels. */
const REACH = 9;

/**
 * @param shown which stars count
 * @param x CSS pixels from the left
 * @param y CSS pixels from the top
 * @returns index of the star nearest to the pointer, of two alike the one nearer to the camera; -1 for none
 */
export function pick(positions: Float32Array, shown: Uint8Array, view: PickView, x: number, y: number): number {
  const m = view.matrix;
  let best = -1;
  let bestScore = REACH * REACH;
  for (let star = 0; star < shown.length; star++) {
    if (shown[star] === 0) continue;
    const px = positions[star * 3]!;
    const py = positions[star * 3 + 1]!;
    const pz = positions[star * 3 + 2]!;
    const w = m[3]! * px + m[7]! * py + m[11]! * pz + m[15]!;
    if (w <= 0) continue;
    const dx = ((m[0]! * px + m[4]! * py + m[8]! * pz + m[12]!) / w + 1) * 0.5 * view.width - x;
    if (dx > REACH || dx < -REACH) continue;
    const dy = (1 - (m[1]! * px + m[5]! * py + m[9]! * pz + m[13]!) / w) * 0.5 * view.height - y;
    // A hundred kly of depth weigh as much as one pixel.
    const score = dx * dx + dy * dy + w * 0.01;
    if (score >= bestScore) continue;
    bestScore = score;
    best = star;
  }
  return best;
}
