import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeRelayedSound,
  decodeRelayMessage,
  encodeRelayedFrame,
  encodeRelayedSound,
  encodeRelayMessage,
  RELAY_CHANNELS,
  RELAY_LIMITS,
  RelayedFrames,
} from './media-relay.ts';
import { LIMITS } from './version.ts';

const bytes = (length: number, value = 7): Uint8Array => new Uint8Array(length).fill(value);
const pieces = (nals: readonly Uint8Array[], keyFrame = true, rtpTimestamp = 1): Uint8Array[] =>
  [...encodeRelayedFrame({ keyFrame, rtpTimestamp }, nals)].map((message) => decodeRelayMessage(message).payload);

describe('a relayed message', () => {
  it('comes out as it went in, on every channel', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RELAY_CHANNELS), fc.uint8Array(), (channel, payload) => {
        expect(decodeRelayMessage(encodeRelayMessage(channel, payload))).toEqual({ channel, payload });
      }),
    );
  });

  it.each([[[]], [[6]], [[255, 1]]])('is refused where it names no channel: %j', (message) => {
    expect(() => decodeRelayMessage(Uint8Array.from(message))).toThrow('names no channel');
  });
});

describe('a relayed frame', () => {
  it('comes out as it went in, with start codes, whatever its size', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(sizes, fc.boolean(), fc.integer({ min: 0, max: 0xffff_ffff }), (lengths, keyFrame, rtpTimestamp) => {
        const nals = lengths.map((length) => bytes(length));
        const frames = new RelayedFrames();
        const taken = pieces(nals, keyFrame, rtpTimestamp).map((piece) => frames.take(piece));
        const frame = taken.pop();
        expect(taken.every((none) => none === undefined)).toBe(true);
        expect(frame).toMatchObject({ keyFrame, rtpTimestamp });
        expect(Buffer.from(frame!.bytes)).toEqual(
          Buffer.concat(nals.flatMap((nal) => [Buffer.from([0, 0, 0, 1]), nal])),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('crosses in messages that every socket takes', () => {
    for (const message of encodeRelayedFrame({ keyFrame: true, rtpTimestamp: 1 }, [bytes(500_000)])) {
      expect(message.length).toBeLessThan(LIMITS.signalingBytes);
    }
  });

  it.each([
    ['too short', Uint8Array.of(3, 0, 0, 0, 1)],
    ['empty', new Uint8Array()],
    ['of unknown flags', Uint8Array.of(4, 0, 0, 0, 1, 9)],
  ])('is refused where a piece is %s', (_what, piece) => {
    expect(() => new RelayedFrames().take(piece)).toThrow('was not understood');
  });

  it('is refused where another one begins before its last piece, and the next one is whole again', () => {
    const frames = new RelayedFrames();
    frames.take(pieces([bytes(40_000)])[0]!);
    expect(() => frames.take(pieces([bytes(10)], true, 2)[0]!)).toThrow('without its last piece');
    expect(frames.take(pieces([bytes(10)], false, 3)[0]!)).toMatchObject({ rtpTimestamp: 3 });
    frames.take(pieces([bytes(40_000)])[0]!);
    expect(() => frames.take(pieces([bytes(10)], false)[0]!)).toThrow('without its last piece');
  });

  it.each([
    ['smaller than a piece that is not the last', 1, 0],
    ['larger than any piece', RELAY_LIMITS.pieceBytes + 1, 2],
  ])('is refused where a piece is %s', (_what, length, flags) => {
    const piece = Uint8Array.from([flags, 0, 0, 0, 1, ...bytes(length)]);
    expect(() => new RelayedFrames().take(piece)).toThrow('has not the size of one');
  });

  it('is left out to its end where a piece of it was refused', () => {
    const frames = new RelayedFrames();
    const [first, second, last] = pieces([bytes(80_000)]);
    expect(frames.take(first!)).toBeUndefined();
    expect(() => frames.take(second!.subarray(0, 9))).toThrow('has not the size of one');
    expect([second!, last!].map((piece) => frames.take(piece))).toEqual([undefined, undefined]);
    expect(frames.take(pieces([bytes(10)], false, 2)[0]!)).toMatchObject({ keyFrame: false, rtpTimestamp: 2 });
  });

  it('is refused where it is larger than any frame', () => {
    const frames = new RelayedFrames();
    const [piece] = pieces([bytes(RELAY_LIMITS.pieceBytes * 2)]);
    const send = (): void => {
      for (let sent = 0; sent <= RELAY_LIMITS.frameBytes; sent += RELAY_LIMITS.pieceBytes) frames.take(piece!);
    };
    expect(send).toThrow('larger than allowed');
  });
});

describe('a relayed packet of sound', () => {
  it('comes out as it went in', () => {
    const sound = { rtpTimestamp: 0xffff_fff0, packet: bytes(80) };
    const { channel, payload } = decodeRelayMessage(encodeRelayedSound(sound));
    expect(channel).toBe('audio');
    expect(decodeRelayedSound(payload)).toEqual(sound);
  });

  it('is refused where nothing is in it', () => {
    expect(() => decodeRelayedSound(bytes(4))).toThrow('was not understood');
  });
});
