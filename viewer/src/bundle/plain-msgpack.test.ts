import {
  decodeHostData,
  decodeViewerData,
  encodeHostData,
  encodeViewerData,
  type PlainValue,
} from '@remote-view/protocol';
import fc from 'fast-check';
import { Packr as RealPackr, Unpackr as RealUnpackr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { Packr, Unpackr } from './plain-msgpack.ts';

const ours = { packr: new Packr(), unpackr: new Unpackr() };
// As the protocol package sets them up.
const theirs = {
  packr: new RealPackr({ useRecords: false, encodeUndefinedAsNil: true, variableMapSize: true }),
  unpackr: new RealUnpackr({ useRecords: false, mapsAsObjects: true }),
};

// msgpackr renames the key `__proto__`; nobody can agree with it on that one. -0 and 0 are one number in JSON.
const jsonLike = fc
  .jsonValue({ maxDepth: 5 })
  .filter((value) => !JSON.stringify(value).includes('__proto__'))
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown);

const numbers = [
  0,
  1,
  127,
  128,
  255,
  256,
  65_535,
  65_536,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 53,
  -1,
  -32,
  -33,
  -128,
  -129,
  -32_768,
  -32_769,
  -(2 ** 31),
  -(2 ** 31) - 1,
  0.5,
  -1e300,
  Number.MAX_VALUE,
];

const sizes = [0, 1, 15, 16, 31, 32, 255, 256, 65_535, 65_536];

describe('the MessagePack of the bundle', () => {
  it.each(numbers)('carries %d to msgpackr and back', (value) => {
    expect(theirs.unpackr.unpack(ours.packr.pack(value))).toBe(value);
    expect(ours.unpackr.unpack(theirs.packr.pack(value))).toBe(value);
    expect([...ours.packr.pack(value)]).toEqual([...theirs.packr.pack(value)]);
  });

  it.each(sizes)('carries strings, arrays and maps of %d', (size) => {
    const map = Object.fromEntries(Array.from({ length: size }, (_item, index) => [`k${index}`, index]));
    for (const value of ['x'.repeat(size), 'é'.repeat(size), Array.from({ length: size }, () => null), map]) {
      expect(theirs.unpackr.unpack(ours.packr.pack(value))).toEqual(value);
      expect(ours.unpackr.unpack(theirs.packr.pack(value))).toEqual(value);
      expect(ours.unpackr.unpack(ours.packr.pack(value))).toEqual(value);
    }
  });

  it('understands msgpackr, and is understood by it, for anything JSON-like', () => {
    fc.assert(
      fc.property(jsonLike, (value) => {
        expect(theirs.unpackr.unpack(ours.packr.pack(value))).toEqual(value);
        expect(ours.unpackr.unpack(theirs.packr.pack(value))).toEqual(value);
      }),
    );
  });

  it('reads whatever the protocol lets through as msgpackr does', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(jsonLike, changes, (payload, places) => {
        const message = Uint8Array.from(encodeHostData({ type: 'message', payload: payload as PlainValue }));
        for (const [at, byte] of places) message[at % message.length] = byte;
        try {
          decodeHostData(message);
        } catch {
          return;
        }
        expect(ours.unpackr.unpack(message)).toEqual(theirs.unpackr.unpack(message));
      }),
    );
  });

  it('writes undefined as null, reads 32-bit floats, and takes __proto__ for a key', () => {
    expect(ours.unpackr.unpack(ours.packr.pack({ a: undefined }))).toEqual({ a: null });
    expect(ours.unpackr.unpack(Uint8Array.of(0xca, 0x3f, 0x80, 0, 0))).toBe(1);
    const value = ours.unpackr.unpack(ours.packr.pack(JSON.parse('{"__proto__":{"x":1}}')));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('reads and writes the messages of the protocol', () => {
    const status = { type: 'scene', state: 'failed', code: 'scene-gave-up', text: 'ü'.repeat(300) } as const;
    const hostBytes = encodeHostData(status);
    expect([...ours.packr.pack(ours.unpackr.unpack(hostBytes))]).toEqual([...hostBytes]);
    expect(decodeHostData(ours.packr.pack(ours.unpackr.unpack(hostBytes)))).toEqual(status);
    const size = { type: 'resize', width: 1_920, height: 1_080, devicePixelRatio: 1.25 } as const;
    const viewerBytes = encodeViewerData(size);
    expect(decodeViewerData(ours.packr.pack(ours.unpackr.unpack(viewerBytes)), 'events')).toEqual(size);
  });
});
