/** Draws a barcode into a luma plane, as the scene does on the GPU. */
import { encodeBarcode } from '../encode.ts';
import { BLOCK, COLUMNS, ROWS } from '../layout.ts';

/** Luma of black and white in limited range (BT.709). */
export const LIMITED = { black: 16, white: 235 } as const;

export function paintCells(
  plane: Uint8Array,
  stride: number,
  cells: Uint8Array,
  levels: { readonly black: number; readonly white: number } = LIMITED,
): void {
  for (let row = 0; row < ROWS * BLOCK; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const cell = cells[Math.floor(row / BLOCK) * COLUMNS + column]!;
      const start = row * stride + column * BLOCK;
      plane.fill(cell === 0 ? levels.black : levels.white, start, start + BLOCK);
    }
  }
}

export function paintBarcode(
  plane: Uint8Array,
  stride: number,
  id: number,
  levels: { readonly black: number; readonly white: number } = LIMITED,
): void {
  paintCells(plane, stride, encodeBarcode(id), levels);
}
