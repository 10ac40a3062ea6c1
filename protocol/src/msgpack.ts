/**
 * MessagePack for data-channel messages, bounded before anything is built.
 *
 * msgpackr decodes more than we speak: extension types (records among them, even with `useRecords: false`), 64-bit
 * integers as BigInt, binary. A scan over the bytes, which allocates nothing, refuses all of that and bounds depth
 * and count first, so only plain JSON-like values ever reach the decoder.
 *
 * Of msgpackr's builds this takes the one without code generation (strict CSP in browsers). It is also the one that
 * loads no native addon on Node, where the main entry point hands a peer's strings to `msgpackr-extract` in C++.
 */
import { Packr, Unpackr } from 'msgpackr/index-no-eval';
import { RemoteViewError } from './errors.ts';
import { assertJsonLike } from './json-like.ts';

const packr = new Packr({ useRecords: false, encodeUndefinedAsNil: true, variableMapSize: true });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });

/** JSON-like data: what application messages are made of. `undefined` travels as null. */
export type PlainValue =
  | null
  | boolean
  | number
  | string
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue | undefined };

export interface PlainLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
  readonly maxNodes: number;
}

/** Encodes a value that is known to be plain and small. */
export function encode(value: unknown): Uint8Array<ArrayBuffer> {
  return packr.pack(value) as Uint8Array<ArrayBuffer>;
}

/**
 * Decodes a message from a peer.
 * @throws RemoteViewError `message-too-large` or `malformed-message`
 */
export function decode(bytes: Uint8Array, limits: PlainLimits): unknown {
  assertPlain(bytes, limits);
  return unpackr.unpack(bytes) as unknown;
}

/**
 * Encodes application data.
 * @throws RemoteViewError `message-too-large`, or `malformed-message` for what is no JSON-like value (Date, Map, typed
 * arrays, bigint, functions, cycles)
 */
export function encodePlain(value: unknown, limits: PlainLimits): Uint8Array<ArrayBuffer> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    assertJsonLike(value, limits);
    bytes = encode(value);
  } catch (cause) {
    if (cause instanceof RemoteViewError) throw cause;
    // A getter or a proxy of the application's threw.
    throw new RemoteViewError('malformed-message', 'The message could not be read.', { cause });
  }
  assertPlain(bytes, limits);
  return bytes;
}

/** Throws unless `bytes` hold exactly one MessagePack value of JSON-like types within `limits`. */
export function assertPlain(bytes: Uint8Array, limits: PlainLimits): void {
  if (bytes.length > limits.maxBytes) {
    throw new RemoteViewError('message-too-large', undefined, {
      context: { bytes: bytes.length, maxBytes: limits.maxBytes },
    });
  }
  const end = new PlainScan(bytes, limits).value(0, 0);
  if (end !== bytes.length) refuse('bytes behind the message');
}

function refuse(problem: string): never {
  throw new RemoteViewError('malformed-message', `A message was not understood: ${problem}.`);
}

/** Walks MessagePack (msgpack specification, "Formats") without building anything. */
class PlainScan {
  readonly #bytes: Uint8Array;
  readonly #limits: PlainLimits;
  #nodes = 0;

  constructor(bytes: Uint8Array, limits: PlainLimits) {
    this.#bytes = bytes;
    this.#limits = limits;
  }

  /** Returns the offset behind the value that starts at `offset`. */
  value(offset: number, depth: number): number {
    if (depth > this.#limits.maxDepth) refuse('nested too deeply');
    if (++this.#nodes > this.#limits.maxNodes) refuse('too many values');
    const tag = this.#uint(offset, 1);
    const next = offset + 1;
    if (tag <= 0x7f || tag >= 0xe0) return next;
    if (tag <= 0x8f) return this.#map(next, tag & 0x0f, depth);
    if (tag <= 0x9f) return this.#array(next, tag & 0x0f, depth);
    if (tag <= 0xbf) return this.#skip(next, tag & 0x1f);
    switch (tag) {
      case 0xc0: // nil
      case 0xc2: // false
      case 0xc3: // true
        return next;
      case 0xca: // float 32
      case 0xce: // uint 32
      case 0xd2: // int 32
        return this.#skip(next, 4);
      case 0xcb: // float 64
        return this.#skip(next, 8);
      case 0xcc: // uint 8
      case 0xd0: // int 8
        return this.#skip(next, 1);
      case 0xcd: // uint 16
      case 0xd1: // int 16
        return this.#skip(next, 2);
      case 0xd9: // str 8
        return this.#skip(next + 1, this.#uint(next, 1));
      case 0xda: // str 16
        return this.#skip(next + 2, this.#uint(next, 2));
      case 0xdb: // str 32
        return this.#skip(next + 4, this.#uint(next, 4));
      case 0xdc: // array 16
        return this.#array(next + 2, this.#uint(next, 2), depth);
      case 0xdd: // array 32
        return this.#array(next + 4, this.#uint(next, 4), depth);
      case 0xde: // map 16
        return this.#map(next + 2, this.#uint(next, 2), depth);
      case 0xdf: // map 32
        return this.#map(next + 4, this.#uint(next, 4), depth);
      default:
        return refuse(`a value of type 0x${tag.toString(16)}`);
    }
  }

  #array(offset: number, length: number, depth: number): number {
    for (let index = 0; index < length; index++) offset = this.value(offset, depth + 1);
    return offset;
  }

  #map(offset: number, size: number, depth: number): number {
    for (let index = 0; index < size; index++) {
      const tag = this.#uint(offset, 1);
      const isString = (tag >= 0xa0 && tag <= 0xbf) || (tag >= 0xd9 && tag <= 0xdb);
      if (!isString) refuse('a key that is no string');
      offset = this.value(offset, depth + 1);
      offset = this.value(offset, depth + 1);
    }
    return offset;
  }

  #uint(offset: number, size: 1 | 2 | 4): number {
    this.#skip(offset, size);
    let value = 0;
    for (let index = 0; index < size; index++) value = value * 256 + this.#bytes[offset + index]!;
    return value;
  }

  #skip(offset: number, size: number): number {
    const end = offset + size;
    if (end > this.#bytes.length) refuse('it is cut short');
    return end;
  }
}
