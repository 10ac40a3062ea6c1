import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RemoteViewError } from './errors.ts';
import { assertPlain, decode, encode, encodePlain, type PlainLimits } from './msgpack.ts';

const LIMITS: PlainLimits = { maxBytes: 16_384, maxDepth: 16, maxNodes: 4_096 };

const string = fc.string({ unit: 'binary', maxLength: 300 });
const { plain } = fc.letrec((tie) => ({
  plain: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false),
    fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true })).map((value) => (value === 0 ? 0 : value)),
    string,
    fc.array(tie('plain'), { maxLength: 20 }),
    fc.dictionary(
      string.filter((key) => key !== '__proto__'),
      tie('plain'),
      { maxKeys: 20, noNullPrototype: true },
    ),
  ),
}));

const bytes = (...values: (number | string)[]) =>
  Uint8Array.from(values.flatMap((value) => (typeof value === 'string' ? [...Buffer.from(value)] : [value])));

/** The code and text of the RemoteViewError that `act` throws; anything else thrown fails the test. */
function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof RemoteViewError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

describe('plain values', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const generous = { ...LIMITS, maxBytes: 1e6 };
        expect(decode(encodePlain(value, generous), generous)).toEqual(value);
      }),
    );
  });

  it.each([
    ['fixint', 0, 127, -32],
    ['uint 8 to 32', 128, 255, 256, 65_535, 65_536, 0xffff_ffff],
    ['int 8 to 32', -33, -128, -129, -32_768, -32_769, -0x8000_0000],
    ['numbers beyond 32 bits', 2 ** 40, -(2 ** 40), Number.MAX_SAFE_INTEGER, 1e300, 0.1],
    ['strings of every header', '', 'x'.repeat(31), 'x'.repeat(32), 'x'.repeat(255), 'x'.repeat(256), 'ü€😀'],
    ['arrays of every header', [], Array(15).fill(0), Array(16).fill(0), Array(300).fill(null)],
    ['maps of every header', {}, Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, index]))],
  ])('come back in each format: %s', (_name, ...values) => {
    for (const value of values) expect(decode(encodePlain(value, LIMITS), LIMITS)).toEqual(value);
  });

  it('carry undefined as null', () => {
    expect(decode(encodePlain({ a: undefined, b: [undefined] }, LIMITS), LIMITS)).toEqual({ a: null, b: [null] });
  });

  it('may be written with longer headers than needed', () => {
    expect(decode(bytes(0xdd, 0, 0, 0, 1, 0xdb, 0, 0, 0, 1, 'a'), LIMITS)).toEqual(['a']);
    expect(decode(bytes(0xdf, 0, 0, 0, 1, 0xda, 0, 1, 'k', 0xca, 0, 0, 0, 0), LIMITS)).toEqual({ k: 0 });
  });

  it('never get to a prototype', () => {
    const value = decode(bytes(0x81, 0xa9, '__proto__', 0x81, 0xa1, 'p', 1), LIMITS) as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect((value as { p?: unknown }).p).toBeUndefined();
    expect(({} as { p?: unknown }).p).toBeUndefined();
  });
});

describe('encodePlain refuses', () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  let deep: unknown[] = [];
  for (let index = 0; index < 50_000; index++) deep = [deep];

  it.each([
    ['a Date', new Date(0), 'it holds a value of type Date'],
    ['a Map', new Map([['a', 1]]), 'it holds a value of type Map'],
    ['a Set', new Set([1]), 'it holds a value of type Set'],
    ['a regular expression', /x/, 'it holds a value of type RegExp'],
    ['an error', new Error('x'), 'it holds a value of type Error'],
    ['a typed array', new Float32Array(2), 'it holds a value of type Float32Array'],
    ['an ArrayBuffer', new ArrayBuffer(2), 'it holds a value of type ArrayBuffer'],
    ['a bigint', 1n, 'it holds a value of type bigint'],
    ['a function', { nested: [() => {}] }, 'it holds a value of type function'],
    ['a symbol', [Symbol('x')], 'it holds a value of type symbol'],
    ['a cycle', cycle, 'it is nested too deeply or contains itself'],
    ['deep nesting', deep, 'it is nested too deeply or contains itself'],
    ['too many values', Array(4_097).fill(0), 'it holds too many values'],
  ])('%s, with the reason', (_name, value, problem) => {
    expect(refusal(() => encodePlain(value, LIMITS))).toBe(
      `malformed-message: A message can only hold JSON-like values: ${problem}.`,
    );
  });

  it('too much text before it is encoded, and too many bytes behind', () => {
    expect(refusal(() => encodePlain('x'.repeat(50_000_000), LIMITS))).toMatch(/^message-too-large/);
    expect(refusal(() => encodePlain('€'.repeat(6_000), LIMITS))).toMatch(
      /^message-too-large.*bytes:18003, maxBytes:16384/,
    );
  });

  it('a value that throws when it is read, and works on', () => {
    const trap = {
      get x(): never {
        throw new Error('trap');
      },
    };
    expect(refusal(() => encodePlain(trap, LIMITS))).toBe('malformed-message: The message could not be read.');
    expect(decode(encodePlain([1], LIMITS), LIMITS)).toEqual([1]);
  });
});

describe('decode refuses', () => {
  it.each([
    ['nothing at all', bytes(), 'it is cut short'],
    ['the unused tag', bytes(0xc1), 'a value of type 0xc1'],
    ['binary', bytes(0xc4, 1, 0), 'a value of type 0xc4'],
    ['an extension', bytes(0xc7, 0, 5), 'a value of type 0xc7'],
    ['a timestamp', bytes(0xd6, 0xff, 0, 0, 0, 0), 'a value of type 0xd6'],
    ['a record definition', bytes(0xd4, 0x72, 0x40, 0x91, 0xa1, 'a', 1), 'a value of type 0xd4'],
    ['a 64-bit unsigned integer', bytes(0xcf, 0, 0, 0, 0, 0, 0, 0, 1), 'a value of type 0xcf'],
    ['a 64-bit integer', bytes(0xd3, 0, 0, 0, 0, 0, 0, 0, 1), 'a value of type 0xd3'],
    ['an extension inside', bytes(0x91, 0xd4, 0, 0), 'a value of type 0xd4'],
    ['a key that is a number', bytes(0x81, 1, 1), 'a key that is no string'],
    ['a key that is a map', bytes(0x81, 0x80, 1), 'a key that is no string'],
    ['a key that is nil', bytes(0x81, 0xc0, 1), 'a key that is no string'],
    ['bytes behind the value', bytes(1, 1), 'bytes behind the message'],
    ['an array that promises 4 billion values', bytes(0xdd, 0xff, 0xff, 0xff, 0xff, 1), 'it is cut short'],
    ['a map that promises 4 billion entries', bytes(0xdf, 0xff, 0xff, 0xff, 0xff), 'it is cut short'],
    ['a string that promises 4 GB', bytes(0xdb, 0xff, 0xff, 0xff, 0xff, 'x'), 'it is cut short'],
    ['a map of 65,535 entries', bytes(0xde, 0xff, 0xff, 0xa0), 'it is cut short'],
    ['too deep nesting', new Uint8Array(16_384).fill(0x91), 'nested too deeply'],
    [
      'too deep nesting of maps',
      bytes(...Array.from({ length: 20 }, () => [0x81, 0xa0]).flat(), 0),
      'nested too deeply',
    ],
    ['too many values', bytes(0xdc, 0x20, 0, ...Array<number>(0x2000).fill(0)), 'too many values'],
  ])('%s', (_name, message, problem) => {
    expect(refusal(() => decode(message, LIMITS))).toBe(`malformed-message: A message was not understood: ${problem}.`);
  });

  it('what is too large, whatever it holds', () => {
    expect(refusal(() => decode(new Uint8Array(16_385), LIMITS))).toBe(
      'message-too-large: A message was larger than allowed. Send less at once. [bytes:16385, maxBytes:16384]',
    );
  });

  it('each number format that is cut short', () => {
    for (const [tag, size] of [
      [0xca, 4],
      [0xcb, 8],
      [0xcc, 1],
      [0xcd, 2],
      [0xce, 4],
      [0xd0, 1],
      [0xd1, 2],
      [0xd2, 4],
    ] as const) {
      expect(refusal(() => assertPlain(bytes(tag, ...Array<number>(size).fill(0)), LIMITS))).toBe('accepted');
      expect(refusal(() => assertPlain(bytes(tag, ...Array<number>(size - 1).fill(0)), LIMITS))).toContain('cut short');
    }
  });

  it('a message cut at any place', () => {
    const whole = encode(['text', { a: [1, 2.5, -7, 300, 70_000], b: null }, 'x'.repeat(300)]);
    for (let length = 0; length < whole.length; length++) {
      expect(refusal(() => decode(whole.subarray(0, length), LIMITS))).toContain('cut short');
    }
  });

  it('any other bytes with a RemoteViewError and nothing else', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 });
    const changed = fc.tuple(plain, changes).map(([value, places]) => {
      const message = Uint8Array.from(encode(value));
      for (const [at, byte] of places) message[at % message.length] = byte;
      return message;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), changed), (message) => {
        // What was read is plain again, but for numbers that JSON does not have.
        if (refusal(() => decode(message, LIMITS)) === 'accepted') JSON.stringify(decode(message, LIMITS));
      }),
    );
  });
});

describe('the decoder', () => {
  it('loads no native addon: the gateway and the host agent import it', () => {
    const code = `
      await import(${JSON.stringify(import.meta.resolve('./index.ts'))});
      process.stdout.write(JSON.stringify(process.report.getReport().sharedObjects));
    `;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
    const loaded = (JSON.parse(output) as string[]).filter((file) => file.endsWith('.node'));
    expect(loaded).toEqual([]);
  });
});
