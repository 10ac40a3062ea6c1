/**
 * From the luma of a picture to the id in it, or why there is none. Brightness and contrast are taken from the
 * reference blocks, so full and limited range read the same; a picture that holds no code, half of one, or one that a
 * decoder concealed, is refused by contrast or checksum.
 */
import { checksum } from './encode.ts';
import { BLOCK, CODE_HEIGHT, CODE_WIDTH, COLUMNS, ID_BITS, REFERENCES, ROWS } from './layout.ts';

/** One channel of a picture: luma, or green. */
export interface Luma {
  readonly bytes: Uint8Array;
  /** Of the first pixel. */
  readonly offset: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
  /** Bytes from one pixel to the next: 1 for a luma plane. */
  readonly step: number;
}

export const BARCODE_FAULTS = ['too-small', 'no-contrast', 'unclear-block', 'wrong-checksum'] as const;
export type BarcodeFault = (typeof BARCODE_FAULTS)[number];

export type BarcodeReading = { readonly id: number } | { readonly fault: BarcodeFault };

/** Ringing of the codec stays at a block's edge: only its middle counts. */
const MARGIN = 4;
/** White must be brighter than black by this much, of 255. */
const MIN_CONTRAST = 64;
/** Share of the contrast around the middle in which a block is neither black nor white. */
const UNCLEAR = 0.15;

export function decodeBarcode(luma: Luma): BarcodeReading {
  const end = luma.offset + (CODE_HEIGHT - 1) * luma.stride + (CODE_WIDTH - 1) * luma.step;
  if (end >= luma.bytes.length) return { fault: 'too-small' };
  const cells = Array.from({ length: COLUMNS * ROWS }, (_, cell) => meanOf(luma, cell));
  const white = (cells[0]! + cells[COLUMNS + 1]!) / 2;
  const black = (cells[1]! + cells[COLUMNS]!) / 2;
  if (white - black < MIN_CONTRAST) return { fault: 'no-contrast' };
  // -0.5 is black, 0.5 is white.
  const levels = cells.map((cell) => (cell - black) / (white - black) - 0.5);
  if (levels.some((level) => Math.abs(level) < UNCLEAR)) return { fault: 'unclear-block' };
  const id = readBits(levels, REFERENCES);
  return readBits(levels, COLUMNS + REFERENCES) === checksum(id) ? { id } : { fault: 'wrong-checksum' };
}

function meanOf(luma: Luma, cell: number): number {
  const left = (cell % COLUMNS) * BLOCK;
  const top = Math.floor(cell / COLUMNS) * BLOCK;
  let sum = 0;
  for (let y = top + MARGIN; y < top + BLOCK - MARGIN; y++) {
    const row = luma.offset + y * luma.stride;
    for (let x = left + MARGIN; x < left + BLOCK - MARGIN; x++) sum += luma.bytes[row + x * luma.step]!;
  }
  return sum / (BLOCK - 2 * MARGIN) ** 2;
}

function readBits(levels: readonly number[], start: number): number {
  let value = 0;
  for (let bit = 0; bit < ID_BITS; bit++) value = value * 2 + (levels[start + bit]! > 0 ? 1 : 0);
  return value;
}
