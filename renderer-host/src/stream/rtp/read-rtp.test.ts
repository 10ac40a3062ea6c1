import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRtcp, readRtp } from './read-rtp.ts';

const HEADER = [0x80, 0xef, 0x12, 0x34, 0, 0, 0, 9, 0, 0, 0, 7];

describe('a packet of sound', () => {
  test('is read', () => {
    expect(readRtp(Uint8Array.of(...HEADER, 1, 2, 3))).toEqual({
      payloadType: 111,
      sequenceNumber: 0x1234,
      timestamp: 9,
      ssrc: 7,
      payload: Uint8Array.of(1, 2, 3),
    });
  });

  test('is read behind sources, extensions and before padding', () => {
    const bytes = Uint8Array.of(0xb1, ...HEADER.slice(1), 0, 0, 0, 1, 0xbe, 0xde, 0, 1, 0x10, 5, 0, 0, 42, 0, 2);
    expect(readRtp(bytes)?.payload).toEqual(Uint8Array.of(42));
  });

  test.each([
    ['is too short', [0x80, 0x6f]],
    ['is of another version', [0x40, ...HEADER.slice(1), 1]],
    ['holds nothing', HEADER],
    ['has sources that are not there', [0x8f, ...HEADER.slice(1), 1, 2]],
    ['has an extension that is cut', [0x90, ...HEADER.slice(1), 0xbe, 0xde]],
    ['has an extension longer than itself', [0x90, ...HEADER.slice(1), 0xbe, 0xde, 0xff, 0xff, 1]],
    ['is padding alone', [0xa0, ...HEADER.slice(1), 0, 2]],
    ['has padding of no length', [0xa0, ...HEADER.slice(1), 1, 0]],
    ['has padding longer than itself', [0xa0, ...HEADER.slice(1), 1, 200]],
  ])('that %s is none', (_name, bytes) => {
    expect(readRtp(Uint8Array.from(bytes))).toBeUndefined();
  });

  test('of any bytes is a packet whose payload lies in them, or none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const packet = readRtp(bytes);
        if (packet === undefined) return;
        expect(packet.payload.length).toBeGreaterThan(0);
        expect(packet.payload.length).toBeLessThanOrEqual(bytes.length - 12);
      }),
    );
  });
});

test('RTCP is told from RTP by its type', () => {
  expect(isRtcp(Uint8Array.of(0x80, 200))).toBe(true);
  expect(isRtcp(Uint8Array.of(0x81, 206))).toBe(true);
  expect(isRtcp(Uint8Array.of(0x80, 0xef))).toBe(false);
  expect(isRtcp(new Uint8Array())).toBe(false);
});
