import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildTransportCc, parseTransportCc, type TransportCcFeedback } from './transport-cc.ts';

/** Arrivals whose distances fit into deltas: runs, gaps, reordering and long silences. */
const arrivals = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 40 }) },
      { weight: 2, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.integer({ min: -0x8000, max: 0x7fff }) },
    ),
    { minLength: 1, maxLength: 400 },
  )
  .map((deltas) => {
    let ticks = 0;
    return deltas.map((delta) => (delta === undefined ? undefined : (ticks += delta)));
  });

const feedback: fc.Arbitrary<TransportCcFeedback> = fc.record({
  baseSequenceNumber: fc.integer({ min: 0, max: 0xffff }),
  count: fc.integer({ min: 0, max: 255 }),
  reference: fc.integer({ min: -(2 ** 23), max: 2 ** 23 - 1 }),
  arrivals,
});

const head = (base: number, statuses: number): number[] => [
  base >> 8,
  base & 255,
  statuses >> 8,
  statuses & 255,
  0,
  0,
  1,
  7,
];

describe('transport-wide feedback', () => {
  test('is read as it was built', () => {
    fc.assert(
      fc.property(feedback, (built) => {
        expect(parseTransportCc(buildTransportCc(built))).toEqual(built);
      }),
    );
  });

  test('is padded to words, and as short as its chunks allow', () => {
    const all = Array.from({ length: 100 }, () => 0);
    const bytes = buildTransportCc({ baseSequenceNumber: 1, count: 2, reference: 3, arrivals: all });
    expect(bytes.length).toBe(8 + 2 + 100 + 2);
  });

  test('reads runs, one-bit and two-bit vectors (draft section 3.1)', () => {
    const run = [0x20, 0x03];
    const oneBit = [0b1010_0000, 0];
    const twoBit = [0b1101_1000, 0];
    const read = (chunks: number[], statuses: number, deltas: number[]) =>
      parseTransportCc(Uint8Array.from([...head(10, statuses), ...chunks, ...deltas]))?.arrivals;
    expect(read(run, 3, [1, 2, 3])).toEqual([1, 3, 6]);
    expect(read(oneBit, 3, [5])).toEqual([5, undefined, undefined]);
    expect(read(twoBit, 2, [4, 0xff, 0xfe])).toEqual([4, 2]);
  });

  test('is refused where a delta is missing, a symbol is reserved, or nothing is reported', () => {
    expect(parseTransportCc(Uint8Array.from([...head(1, 2), 0x20, 0x02, 9]))).toBeUndefined();
    expect(parseTransportCc(Uint8Array.from([...head(1, 1), 0x60, 0x01, 0, 0]))).toBeUndefined();
    expect(parseTransportCc(Uint8Array.from([...head(1, 0), 0x20, 0x01, 0]))).toBeUndefined();
    expect(parseTransportCc(Uint8Array.from([...head(1, 5), 0x20, 0x00]))).toBeUndefined();
  });

  test('cannot be made to take memory: a report of more packets than any path holds is refused', () => {
    const runs = Array.from({ length: 20 }, () => [0x1f, 0xff]).flat();
    expect(parseTransportCc(Uint8Array.from([...head(1, 0xffff), ...runs]))).toBeUndefined();
  });

  test('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const read = parseTransportCc(bytes);
        if (read === undefined) return;
        expect(read.arrivals.length).toBe((bytes[2]! << 8) | bytes[3]!);
      }),
    );
  });
});
