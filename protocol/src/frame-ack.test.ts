import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RemoteViewError } from './errors.ts';
import { decodeFrameAck, encodeFrameAck, MAX_ACKED_FRAMES, type AckedFrame } from './frame-ack.ts';
import { encodeFrameMetadata, HOST_STAGES } from './host-data.ts';
import { encode } from './msgpack.ts';
import { LIMITS } from './version.ts';

/** Any frame that a browser can tell of, in tenths of a millisecond; a page may be open for years. */
const frame = fc
  .record({
    rtpTimestamp: fc.integer({ min: 0, max: 0xffff_ffff }),
    received: fc.integer({ min: 0, max: 2 ** 40 }),
    delay: fc.integer({ min: 0, max: 100_000 }),
  })
  .map(({ rtpTimestamp, received, delay }): AckedFrame => {
    return { rtpTimestamp, receivedAt: received / 10, presentedAt: (received + delay) / 10 };
  });
const ack = fc.array(frame, { minLength: 1, maxLength: MAX_ACKED_FRAMES });

const at = (receivedAt: number, presentedAt: number): AckedFrame => ({ rtpTimestamp: 7, receivedAt, presentedAt });

function isRefused(bytes: Uint8Array): boolean {
  try {
    decodeFrameAck(bytes);
  } catch (error) {
    if (error instanceof RemoteViewError) return true;
    throw error;
  }
  return false;
}

describe('a frame ack', () => {
  it('comes back as it was, and fits its channel at its largest', () => {
    fc.assert(
      fc.property(ack, (frames) => {
        const bytes = encodeFrameAck(frames);
        expect(bytes.length).toBeLessThanOrEqual(LIMITS.framesBytes);
        expect(decodeFrameAck(bytes)).toEqual(frames);
      }),
    );
  });

  it('is small: four frames of a page that has been open for a day fit into 60 bytes', () => {
    const day = 86_400_000;
    const frames = [0, 1, 2, 3].map((index) => ({
      rtpTimestamp: 0x8000_0000 + index * 1_500,
      receivedAt: day + index * 16.7,
      presentedAt: day + index * 16.7 + 12.3,
    }));
    expect(encodeFrameAck(frames).length).toBeLessThanOrEqual(60);
  });

  it('names the newest where there are more frames than fit', () => {
    const frames = Array.from({ length: MAX_ACKED_FRAMES + 2 }, (_, index) => ({ ...at(1, 2), rtpTimestamp: index }));
    expect(decodeFrameAck(encodeFrameAck(frames))).toEqual(frames.slice(2));
  });

  it('rounds times to tenths of a millisecond, and keeps within bounds what a browser makes up', () => {
    const sent = (frame: AckedFrame) => decodeFrameAck(encodeFrameAck([frame]))[0];
    expect(sent(at(1.26, 3.44))).toEqual(at(1.3, 3.4));
    expect(sent(at(5, 4)), 'presented before it came').toEqual(at(5, 5));
    expect(sent(at(5, 60_005)), 'presented a minute later').toEqual(at(5, 10_005));
    expect(sent(at(-5, 1)), 'before the page was there').toEqual(at(0, 1));
  });

  it.each([
    ['no array', 7],
    ['another type', [64, [1, 2, 3]]],
    ['the type of a frame description', [{ toString: 1 }, [1, 2, 3]]],
    ['no frame', [65, []]],
    ['nothing', [65]],
    ['half a frame', [65, [1, 2, 3, 4]]],
    ['a frame too many', [65, Array.from({ length: (MAX_ACKED_FRAMES + 1) * 3 }, () => 1)]],
    ['an element too many', [65, [1, 2, 3], 0]],
    ['a timestamp of 33 bits', [65, [2 ** 32, 2, 3]]],
    ['a time before the clock began', [65, [1, -1, 3]]],
    ['a time that is no integer', [65, [1, 2.5, 3]]],
    ['a time that is no number', [65, [1, Number.NaN, 3]]],
    ['a time beyond what integers hold', [65, [1, 2 ** 60, 3]]],
    ['a frame presented before it came', [65, [1, 2, -3]]],
    ['a frame presented too long after it came', [65, [1, 2, 100_001]]],
    ['a list in the list', [65, [[1], 2, 3]]],
  ])('with %s is refused', (_name, message) => {
    expect(() => decodeFrameAck(encode(message))).toThrow(expect.objectContaining({ code: 'malformed-message' }));
  });

  it('is no frame description, which goes the other way on the same channel', () => {
    const stages = HOST_STAGES.map(() => 0);
    const description = { rtpTimestamp: 1, frame: 1, inputSeq: 0, keyFrame: true, bytes: 1, stages };
    expect(isRefused(encodeFrameMetadata(description))).toBe(true);
  });

  it('that is too large is refused unread', () => {
    expect(() => decodeFrameAck(new Uint8Array(LIMITS.framesBytes + 1))).toThrow(
      expect.objectContaining({ code: 'message-too-large' }),
    );
  });

  it('is refused when it is cut or continued anywhere', () => {
    for (const frames of fc.sample(ack, 20)) {
      const bytes = encodeFrameAck(frames);
      for (let length = 0; length < bytes.length; length++) expect(isRefused(bytes.subarray(0, length))).toBe(true);
      expect(isRefused(Uint8Array.from([...bytes, 0]))).toBe(true);
    }
  });
});

describe('hostile bytes', () => {
  it('are refused with a RemoteViewError and nothing else, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        isRefused(bytes);
      }),
    );
  });

  it('made from valid messages by changing some are refused or hold times that are finite', () => {
    const changes = fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(ack, changes, (frames, changed) => {
        const bytes = Uint8Array.from(encodeFrameAck(frames));
        for (const [at, value] of changed) bytes[at % bytes.length] = value;
        if (isRefused(bytes)) return;
        for (const { receivedAt, presentedAt } of decodeFrameAck(bytes)) {
          expect(receivedAt).toBeGreaterThanOrEqual(0);
          expect(presentedAt - receivedAt).toBeLessThanOrEqual(10_001);
        }
      }),
    );
  });
});
