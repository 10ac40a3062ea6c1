import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planH264, writeH264 } from './h264-packetizer.ts';
import { depacketize } from './testing/receive.ts';

function payloads(nals: readonly Uint8Array[], maxPayloadBytes: number): Uint8Array[] {
  return planH264(nals, maxPayloadBytes).map((payload) => {
    const bytes = new Uint8Array(payload.size);
    writeH264(payload, bytes, 0);
    return bytes;
  });
}

function nal(type: number, length: number, importance = 3): Uint8Array {
  const bytes = Uint8Array.from({ length }, (_, index) => index & 0xff);
  bytes[0] = (importance << 5) | type;
  return bytes;
}

describe('packetizing H.264', () => {
  test('gives back the same NAL units after any split, with no payload over the limit', () => {
    const unit = fc
      .tuple(fc.constantFrom(1, 5, 6, 7, 8), fc.nat(3), fc.uint8Array({ maxLength: 4_000 }))
      .map(([type, importance, data]) => Uint8Array.of((importance << 5) | type, ...data));
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 8 }), fc.integer({ min: 3, max: 1_500 }), (nals, limit) => {
        const made = payloads(nals, limit);
        expect(Math.max(0, ...made.map(({ length }) => length))).toBeLessThanOrEqual(limit);
        expect(depacketize(made)).toEqual(nals);
      }),
    );
  });

  test('puts SPS and PPS into one STAP-A of the highest importance inside', () => {
    const [first, ...rest] = payloads([nal(7, 27, 1), nal(8, 4, 3), nal(5, 5_000)], 1_176);
    expect(first![0]).toBe((3 << 5) | 24);
    expect(first!).toHaveLength(1 + 2 + 27 + 2 + 4);
    expect(rest).toHaveLength(5);
  });

  test('sends a NAL unit that fits as it is', () => {
    expect(payloads([nal(1, 1_176)], 1_176)).toEqual([nal(1, 1_176)]);
  });

  test('cuts a large one into fragments of almost the same size, marked at both ends', () => {
    const made = payloads([nal(5, 2_400)], 1_000);
    const sizes = made.map(({ length }) => length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    expect(made.map((payload) => payload[1]! & 0xe0)).toEqual([0x80, 0, 0x40]);
    expect(made.every((payload) => payload[0] === ((3 << 5) | 28))).toBe(true);
  });

  test('leaves out delimiters, filler, empty units and types that RTP uses itself', () => {
    expect(payloads([nal(9, 2), nal(12, 500), nal(24, 5), nal(0, 5), new Uint8Array(0), nal(1, 10)], 1_000)).toEqual([
      nal(1, 10),
    ]);
    expect(payloads([], 1_000)).toEqual([]);
  });

  test('refuses a limit that leaves no room for data', () => {
    expect(() => planH264([nal(1, 10)], 2)).toThrow(RangeError);
  });
});
