/**
 * What the quantiser of a picture is likely to be, for encoders that do not tell: from the bits that a pixel gets, on the
 * mean of three 3D scenes with libx264 (18 thousandths of a bit: 38.5; each doubling 6.6 less).
 */

const REFERENCE = { bitsPerPixel: 0.018, quantiser: 38.5, perDoubling: 6.6 } as const;
/** An encoder that leaves so much of its share has said everything that there was to say. */
const ENOUGH = 0.5;

/**
 * @param spent bits of the picture
 * @param share bits that it might have had
 * @returns 0 to 51
 */
export function estimatedQuantiser(spent: number, share: number, pixels: number): number {
  if (spent < share * ENOUGH) return 0;
  const doublings = Math.log2(share / pixels / REFERENCE.bitsPerPixel);
  return Math.min(51, Math.max(0, REFERENCE.quantiser - REFERENCE.perDoubling * doublings));
}
