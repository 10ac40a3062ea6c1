import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JitterBuffer } from './jitter-buffer.ts';

const packet = (sequenceNumber: number) => ({
  sequenceNumber: sequenceNumber & 0xffff,
  timestamp: (sequenceNumber * 960) >>> 0,
  payload: Uint8Array.of(1),
});

/** What comes out, as `number` or `number-lost`. */
function run(arrivals: readonly (readonly [sequence: number, at: number])[], end = 0): string[] {
  const buffer = new JitterBuffer();
  const taken = arrivals.flatMap(([sequence, at]) => buffer.push(packet(sequence), at));
  return [...taken, ...buffer.take(end)].map(
    ({ sequenceNumber, lost }) => `${sequenceNumber}${lost > 0 ? `-${lost}` : ''}`,
  );
}

describe('packets of a microphone', () => {
  test('in order are not held back', () => {
    const buffer = new JitterBuffer();
    for (const number of [7, 8, 9]) {
      expect(buffer.push(packet(number), number).map(({ sequenceNumber }) => sequenceNumber)).toEqual([number]);
      expect(buffer.dueAt).toBeUndefined();
    }
  });

  test('that were overtaken are put back in order', () => {
    expect(
      run([
        [1, 0],
        [3, 20],
        [2, 25],
        [4, 40],
      ]),
    ).toEqual(['1', '2', '3', '4']);
  });

  test('are in order where the number wraps', () => {
    expect(
      run([
        [65_534, 0],
        [0, 5],
        [65_535, 6],
        [1, 7],
      ]),
    ).toEqual(['65534', '65535', '0', '1']);
  });

  test('wait behind a gap for a while, and no longer', () => {
    const buffer = new JitterBuffer();
    buffer.push(packet(1), 0);
    expect(buffer.push(packet(4), 10)).toEqual([]);
    expect(buffer.dueAt).toBe(40);
    expect(buffer.take(39)).toEqual([]);
    expect(buffer.take(40)).toMatchObject([{ sequenceNumber: 4, lost: 2 }]);
    expect(buffer.lost).toBe(2);
  });

  test('that come twice, or after they were given up, are left out and counted', () => {
    const buffer = new JitterBuffer();
    buffer.push(packet(1), 0);
    buffer.push(packet(3), 10);
    buffer.push(packet(3), 11);
    buffer.take(50);
    expect(buffer.push(packet(2), 60)).toEqual([]);
    expect(buffer.late).toBe(2);
  });

  test('never wait in any number: the oldest gap is given up', () => {
    const arrivals = Array.from({ length: 40 }, (_, index) => [index + 2, 0] as const);
    expect(run([[0, 0], ...arrivals])).toHaveLength(41);
  });

  test('with a number far off begin anew', () => {
    expect(
      run([
        [1, 0],
        [2, 1],
        [40_000, 2],
        [40_001, 3],
      ]),
    ).toEqual(['1', '2', '40000', '40001']);
  });

  test('come out in order and once, in whatever order they come', () => {
    const shuffled = fc.shuffledSubarray(Array.from({ length: 30 }, (_, index) => index + 65_520));
    fc.assert(
      fc.property(shuffled, (sequences) => {
        const out = run(
          sequences.map((sequence, at) => [sequence, at] as const),
          1_000,
        ).map((text) => Number.parseInt(text, 10));
        const unwrapped = out.map((number) => (number < 30_000 ? number + 65_536 : number));
        expect(unwrapped).toEqual(unwrapped.toSorted((a, b) => a - b));
        expect(new Set(out).size).toBe(out.length);
      }),
    );
  });
});
