/** From an id to the blocks of its barcode. */
import { crc16 } from './crc16.ts';
import { COLUMNS, ID_BITS, MAX_ID, REFERENCES, ROWS } from './layout.ts';

/**
 * The blocks of `id`, row by row from the top left: 255 for white, 0 for black.
 * @throws RangeError for an id that is no integer in 0..65535
 */
export function encodeBarcode(id: number): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(id) || id < 0 || id > MAX_ID) throw new RangeError(`no barcode for ${id}`);
  const cells = new Uint8Array(COLUMNS * ROWS);
  cells[0] = 255;
  cells[COLUMNS + 1] = 255;
  writeBits(cells, REFERENCES, id);
  writeBits(cells, COLUMNS + REFERENCES, checksum(id));
  return cells;
}

/** The checksum that goes with `id`. */
export function checksum(id: number): number {
  return crc16(Uint8Array.of(id >> 8, id & 0xff));
}

function writeBits(cells: Uint8Array, start: number, value: number): void {
  for (let bit = 0; bit < ID_BITS; bit++) cells[start + bit] = ((value >> (ID_BITS - 1 - bit)) & 1) * 255;
}
