import { describe, expect, it } from 'vitest';
import { seededRandom } from '../stats/random.ts';
import { crc16 } from './crc16.ts';
import { decodeBarcode, type BarcodeReading } from './decode.ts';
import { encodeBarcode } from './encode.ts';
import { BLOCK, CODE_HEIGHT, CODE_WIDTH, COLUMNS, MAX_ID, ROWS } from './layout.ts';
import { LIMITED, paintBarcode, paintCells } from './testing/paint.ts';

function plane(): Uint8Array {
  return new Uint8Array(CODE_WIDTH * CODE_HEIGHT);
}

function read(bytes: Uint8Array): BarcodeReading {
  return decodeBarcode({ bytes, offset: 0, stride: CODE_WIDTH, step: 1 });
}

function readCells(cells: Uint8Array): BarcodeReading {
  const bytes = plane();
  paintCells(bytes, CODE_WIDTH, cells);
  return read(bytes);
}

describe('the checksum', () => {
  it('is the one of the catalogues', () => {
    expect(crc16(new TextEncoder().encode('123456789'))).toBe(0x29b1);
  });
});

describe('the barcode', () => {
  it('gives back every id', () => {
    const bytes = plane();
    for (let id = 0; id <= MAX_ID; id += 31) {
      paintBarcode(bytes, CODE_WIDTH, id);
      expect(read(bytes)).toEqual({ id });
    }
  });

  it('has no code for what is no id', () => {
    for (const id of [-1, MAX_ID + 1, 1.5, Number.NaN]) expect(() => encodeBarcode(id)).toThrow(RangeError);
  });

  it('reads the same in full range, faint, and upside down in brightness never', () => {
    for (const [black, white] of [
      [0, 255],
      [60, 130],
      [100, 255],
    ] as const) {
      const bytes = plane();
      paintBarcode(bytes, CODE_WIDTH, 1_234, { black, white });
      expect(read(bytes)).toEqual({ id: 1_234 });
    }
    const inverted = plane();
    paintBarcode(inverted, CODE_WIDTH, 1_234, { black: LIMITED.white, white: LIMITED.black });
    expect(read(inverted)).toEqual({ fault: 'no-contrast' });
  });

  it('reads any layout of pixels', () => {
    const luma = plane();
    paintBarcode(luma, CODE_WIDTH, 40_000);
    const stride = CODE_WIDTH * 4 + 64;
    const bytes = new Uint8Array(8 + stride * CODE_HEIGHT);
    for (let y = 0; y < CODE_HEIGHT; y++) {
      for (let x = 0; x < CODE_WIDTH; x++) bytes[8 + y * stride + x * 4] = luma[y * CODE_WIDTH + x]!;
    }
    expect(decodeBarcode({ bytes, offset: 8, stride, step: 4 })).toEqual({ id: 40_000 });
  });

  it('does not mind noise, blur at the edges and a wrong brightness', () => {
    const random = seededRandom(1);
    const bytes = plane();
    for (let id = 1; id < 2_000; id += 13) {
      paintBarcode(bytes, CODE_WIDTH, id);
      const damaged = bytes.map((value, index) => {
        const edge = index % BLOCK < 3 || index % BLOCK > BLOCK - 4;
        return Math.min(255, Math.max(0, (edge ? 128 : value) * 0.8 + 20 + (random() - 0.5) * 80));
      });
      expect(read(damaged)).toEqual({ id });
    }
  });
});

describe('a damaged barcode', () => {
  it('is refused with any one to sixteen blocks in a row turned over', () => {
    for (const id of [0, 1, 0x5555, MAX_ID]) {
      for (let length = 1; length <= 16; length++) {
        for (let start = 2; start + length <= COLUMNS; start++) {
          for (const row of [0, 1]) {
            const cells = encodeBarcode(id).map((cell, index) => {
              const column = index - row * COLUMNS;
              return column >= start && column < start + length ? 255 - cell : cell;
            });
            expect(readCells(cells)).toEqual({ fault: 'wrong-checksum' });
          }
        }
      }
    }
  });

  it('is refused where its rows come from two pictures', () => {
    for (let id = 0; id < 5_000; id += 11) {
      const torn = encodeBarcode(id);
      torn.set(encodeBarcode(id + 1).subarray(COLUMNS), COLUMNS);
      expect(readCells(torn)).toEqual({ fault: 'wrong-checksum' });
    }
  });

  it('is refused where a block is neither black nor white', () => {
    const bytes = plane();
    paintBarcode(bytes, CODE_WIDTH, 77);
    for (let y = 0; y < BLOCK; y++) bytes.fill(126, y * CODE_WIDTH + 5 * BLOCK, y * CODE_WIDTH + 6 * BLOCK);
    expect(read(bytes)).toEqual({ fault: 'unclear-block' });
  });

  it('is refused where the picture holds none', () => {
    expect(read(plane())).toEqual({ fault: 'no-contrast' });
    expect(decodeBarcode({ bytes: plane(), offset: 1, stride: CODE_WIDTH, step: 1 })).toEqual({ fault: 'too-small' });
  });

  it('is hardly ever found in pure chance', () => {
    const random = seededRandom(2);
    let found = 0;
    for (let attempt = 0; attempt < 5_000; attempt++) {
      const cells = Uint8Array.from({ length: COLUMNS * ROWS }, () => (random() < 0.5 ? 0 : 255));
      // The references are right: chance has only the id and its checksum to hit.
      cells.set([255, 0], 0);
      cells.set([0, 255], COLUMNS);
      if ('id' in readCells(cells)) found++;
    }
    expect(found).toBeLessThanOrEqual(1);
  });
});
