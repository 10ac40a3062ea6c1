import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeLinkHeader, LINK_LIMITS, LinkFrameReader } from './framing.ts';

interface Message {
  readonly header: object;
  readonly body: Uint8Array;
}

function encodeAll(messages: readonly Message[]): Buffer {
  return Buffer.concat(messages.flatMap(({ header, body }) => [encodeLinkHeader(header, body.length), body]));
}

/** Cuts at the given places, which may repeat and need no order. */
function cut(stream: Buffer, places: readonly number[]): Buffer[] {
  const sorted = places.map((place) => place % (stream.length + 1)).toSorted((a, b) => a - b);
  return [0, ...sorted].map((from, index) => stream.subarray(from, sorted[index] ?? stream.length));
}

function prefix(headerBytes: number, bodyBytes: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(headerBytes, 0);
  bytes.writeUInt32LE(bodyBytes, 4);
  return bytes;
}

const anyMessage = fc.record({
  header: fc.dictionary(
    fc.string({ maxLength: 10 }),
    fc.oneof(fc.integer(), fc.string({ unit: 'binary', maxLength: 20 })),
  ),
  body: fc.uint8Array({ maxLength: 300 }),
});

describe('LinkFrameReader', () => {
  it('gives the same messages however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 40 }), (messages, places) => {
        const reader = new LinkFrameReader();
        const frames = cut(encodeAll(messages), places).flatMap((chunk) => reader.push(chunk));
        expect(frames.map((frame) => JSON.parse(frame.header) as object)).toEqual(
          messages.map(({ header }) => JSON.parse(JSON.stringify(header)) as object),
        );
        expect(frames.map((frame) => Buffer.from(frame.body))).toEqual(messages.map(({ body }) => Buffer.from(body)));
      }),
    );
  });

  it('gives a message as soon as its last byte is here', () => {
    const stream = encodeAll([{ header: { type: 'a' }, body: Uint8Array.of(1, 2, 3) }]);
    const reader = new LinkFrameReader();
    for (const byte of stream.subarray(0, -1)) expect(reader.push(Uint8Array.of(byte))).toEqual([]);
    expect(reader.push(stream.subarray(-1))).toHaveLength(1);
  });

  it('gives bodies that stay valid when the chunk they came in is used again', () => {
    const chunk = encodeAll([{ header: {}, body: Uint8Array.of(7, 7) }]);
    const [frame] = new LinkFrameReader().push(chunk);
    chunk.fill(0);
    expect([...frame!.body]).toEqual([7, 7]);
  });

  it('takes the largest message that is allowed', () => {
    const body = new Uint8Array(LINK_LIMITS.bodyBytes).fill(9);
    const header = Buffer.alloc(LINK_LIMITS.headerBytes, 'x');
    const reader = new LinkFrameReader();
    expect(reader.push(Buffer.concat([prefix(header.length, body.length), header]))).toEqual([]);
    const [frame] = reader.push(body);
    expect(frame!.header).toHaveLength(LINK_LIMITS.headerBytes);
    expect(frame!.body).toHaveLength(LINK_LIMITS.bodyBytes);
  });

  it('takes any bytes for messages or refuses them, and gives no more bytes than came', () => {
    const noise = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 });
    // Small numbers in the prefixes get further in than noise does.
    const likely = fc.array(
      fc.array(fc.constantFrom(0, 0, 0, 1, 2, 8, 255), { maxLength: 24 }).map((bytes) => Uint8Array.from(bytes)),
    );
    fc.assert(
      fc.property(fc.oneof(noise, likely), (chunks) => {
        const reader = new LinkFrameReader();
        let given = 0;
        try {
          for (const chunk of chunks) for (const { body } of reader.push(chunk)) given += 8 + body.length;
        } catch (error) {
          expect(error).toMatchObject({ code: 'message-too-large' });
        }
        expect(given).toBeLessThanOrEqual(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
      }),
    );
  });

  it.each([
    ['header', LINK_LIMITS.headerBytes + 1, 0],
    ['body', 0, LINK_LIMITS.bodyBytes + 1],
    ['header of 4 GB', 0xffff_ffff, 0xffff_ffff],
  ])('refuses a %s beyond the limit before any of it is here', (_name, headerBytes, bodyBytes) => {
    expect(() => new LinkFrameReader().push(prefix(headerBytes, bodyBytes))).toThrow(
      expect.objectContaining({ code: 'message-too-large' }),
    );
  });
});
