/**
 * Where the barcode is in a picture: two rows of square blocks in the top left corner, in pixels of the encoded
 * picture, so nothing scales it on its way.
 *
 *     W B i15 i14 ... i0      W, B: white and black references     i: the id, highest bit first
 *     B W c15 c14 ... c0                                            c: its CRC
 *
 * A block is 16 x 16, a macroblock of H.264: each is coded on its own, and one bit a macroblock survives any quantiser.
 * The strip is 288 x 32, which fits the smallest picture that a host makes (320 x 180).
 */
export const BLOCK = 16;
export const COLUMNS = 18;
export const ROWS = 2;
export const CODE_WIDTH = COLUMNS * BLOCK;
export const CODE_HEIGHT = ROWS * BLOCK;
export const REFERENCES = 2;
export const ID_BITS = COLUMNS - REFERENCES;
export const MAX_ID = 2 ** ID_BITS - 1;
