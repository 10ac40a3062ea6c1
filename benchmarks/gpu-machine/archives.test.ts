import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { archiveName, ARCHIVE_LIMIT, cutIntoArchives, manifest, MIB, sliceName, type Piece } from './archives.ts';

const piece = (name: string, bytes: number): Piece => ({ name, bytes, sha256: 'ab'.repeat(32) });

describe('cutIntoArchives', () => {
  it('delivers every byte of every piece once, in order, and fills no archive beyond its limit', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 5 * MIB }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 300_000, max: 2 * MIB }), (sizes, limit) => {
        const pieces = sizes.map((bytes, index) => piece(`piece-${index}`, bytes));
        const archives = cutIntoArchives(pieces, limit);
        for (const slices of archives) {
          expect(slices.length).toBeGreaterThan(0);
          expect(slices.reduce((sum, { from, to }) => sum + to - from, 0)).toBeLessThan(limit);
        }
        for (const { name, bytes } of pieces) {
          const slices = archives.flat().filter((slice) => slice.piece === name);
          expect(slices.map(({ number }) => number)).toEqual(slices.map((_slice, index) => index));
          expect(slices.map(({ from }) => from)).toEqual([0, ...slices.slice(0, -1).map(({ to }) => to)]);
          expect(slices.at(-1)?.to).toBe(bytes);
        }
      }),
    );
  });

  it('needs no more archives than their sizes ask for', () => {
    const archives = cutIntoArchives([piece('a', 44 * MIB), piece('b', 50 * MIB), piece('c', 64 * MIB)]);
    expect(archives.map((slices) => slices.map(sliceName))).toEqual([
      ['a.000', 'b.000'],
      ['b.001', 'c.000'],
      ['c.001'],
    ]);
    expect(ARCHIVE_LIMIT).toBeLessThanOrEqual(60 * MIB);
  });

  it('makes nothing of nothing, and refuses a limit without room', () => {
    expect(cutIntoArchives([])).toEqual([]);
    expect(() => cutIntoArchives([piece('a', 1)], 1_000)).toThrow(RangeError);
  });
});

describe('manifest', () => {
  it('says what each piece must be and which archive each slice is in', () => {
    const pieces = [piece('node.gz', 200_000), piece('app.tar.zst', 10)];
    const archives = cutIntoArchives(pieces, 180_000);
    expect(manifest('0123abc', pieces, archives)).toBe(
      [
        'build 0123abc',
        `piece node.gz 200000 ${'ab'.repeat(32)}`,
        `piece app.tar.zst 10 ${'ab'.repeat(32)}`,
        'slice node.gz.000 remote-view-gpu-1-of-2.tar',
        'slice node.gz.001 remote-view-gpu-2-of-2.tar',
        'slice app.tar.zst.000 remote-view-gpu-2-of-2.tar',
        '',
      ].join('\n'),
    );
    expect(archiveName(1, 2)).toBe('remote-view-gpu-2-of-2.tar');
  });
});
