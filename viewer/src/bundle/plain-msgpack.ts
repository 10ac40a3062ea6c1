/**
 * Stands in for msgpackr inside the self-contained bundle: 1 kB instead of 14, which is half of what the whole element
 * may weigh. It speaks the JSON-like subset alone, and that is all it ever sees: the protocol package checks every value
 * before it is packed and scans every message before it is unpacked. A test holds it against msgpackr.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Where a message is packed; it grows to the largest message so far, which the protocol bounds. */
const INITIAL_BYTES = 1_024;

export class Packr {
  #bytes = new Uint8Array(INITIAL_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  pack(value: unknown): Uint8Array<ArrayBuffer> {
    this.#length = 0;
    this.#value(value);
    return this.#bytes.slice(0, this.#length);
  }

  #value(value: unknown): void {
    if (typeof value === 'number') return this.#number(value);
    if (typeof value === 'string') return this.#string(value);
    if (typeof value === 'boolean') return this.#byte(value ? 0xc3 : 0xc2);
    if (value === null || value === undefined) return this.#byte(0xc0);
    if (Array.isArray(value)) {
      this.#head(value.length, 0x90, 16, 0xdc);
      for (const item of value) this.#value(item);
      return;
    }
    const entries = Object.entries(value);
    this.#head(entries.length, 0x80, 16, 0xde);
    for (const [key, item] of entries) {
      this.#string(key);
      this.#value(item);
    }
  }

  #number(value: number): void {
    if (Number.isInteger(value) && value >= -0x8000_0000 && value <= 0xffff_ffff) return this.#integer(value);
    const at = this.#reserve(9);
    this.#bytes[at] = 0xcb;
    this.#view.setFloat64(at + 1, value);
  }

  #integer(value: number): void {
    if (value >= -32 && value < 128) return this.#byte(value & 0xff);
    if (value >= 0) return this.#sized(0xcc, value);
    // Signed integers have the tags 0xd0..0xd2; their two's complement is what the unsigned writer writes.
    if (value >= -0x80) return this.#sized(0xd0, value & 0xff);
    if (value >= -0x8000) return this.#sized(0xd0, value & 0xffff, 1);
    return this.#sized(0xd0, value >>> 0, 2);
  }

  #string(text: string): void {
    const bytes = encoder.encode(text);
    if (bytes.length < 32) this.#byte(0xa0 | bytes.length);
    else this.#sized(0xd9, bytes.length);
    // First the room: making it may replace the buffer.
    const at = this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Array or map: a short one has its length in the tag, a long one behind it in 16 or 32 bits. */
  #head(length: number, shortTag: number, shortBelow: number, tag: number): void {
    if (length < shortBelow) return this.#byte(shortTag | length);
    const wide = length > 0xffff;
    const at = this.#reserve(wide ? 5 : 3);
    this.#bytes[at] = wide ? tag + 1 : tag;
    if (wide) this.#view.setUint32(at + 1, length);
    else this.#view.setUint16(at + 1, length);
  }

  /** A tag for 8 bits (the next two stand for 16 and 32), and the number in as many bits as it needs. */
  #sized(tag: number, value: number, size: number = value < 0x100 ? 0 : value < 0x1_0000 ? 1 : 2): void {
    const at = this.#reserve(1 + (1 << size));
    this.#bytes[at] = tag + size;
    if (size === 0) this.#bytes[at + 1] = value;
    else if (size === 1) this.#view.setUint16(at + 1, value);
    else this.#view.setUint32(at + 1, value);
  }

  #byte(value: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = value;
  }

  /** Makes room for `count` bytes. @returns where they begin */
  #reserve(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(this.#length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}

export class Unpackr {
  /** @param bytes one whole message of the JSON-like subset, which the caller has made sure of */
  unpack(bytes: Uint8Array): unknown {
    return new Reader(bytes).value();
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  value(): unknown {
    const tag = this.#view.getUint8(this.#at++);
    if (tag < 0x80) return tag;
    if (tag >= 0xe0) return tag - 0x100;
    if (tag < 0x90) return this.#map(tag & 0x0f);
    if (tag < 0xa0) return this.#array(tag & 0x0f);
    if (tag < 0xc0) return this.#string(tag & 0x1f);
    const { offset, end } = this.#skip(SIZES[tag] ?? 0);
    const view = this.#view;
    switch (tag) {
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xca:
        return view.getFloat32(offset);
      case 0xcb:
        return view.getFloat64(offset);
      case 0xd0:
        return view.getInt8(offset);
      case 0xd1:
        return view.getInt16(offset);
      case 0xd2:
        return view.getInt32(offset);
      default:
        return tag === 0xc0 ? null : this.#unsigned(tag, offset, end - offset);
    }
  }

  #unsigned(tag: number, offset: number, size: number): unknown {
    const view = this.#view;
    const value = size === 1 ? view.getUint8(offset) : size === 2 ? view.getUint16(offset) : view.getUint32(offset);
    if (tag <= 0xce) return value;
    if (tag <= 0xdb) return this.#string(value);
    return tag <= 0xdd ? this.#array(value) : this.#map(value);
  }

  #string(length: number): string {
    const { offset, end } = this.#skip(length);
    return decoder.decode(this.#bytes.subarray(offset, end));
  }

  #array(length: number): unknown[] {
    return Array.from({ length }, () => this.value());
  }

  #map(length: number): Record<string, unknown> {
    // Defines properties, never assigns them: a key `__proto__` is a key like any other.
    const entries = Array.from({ length }, (): [string, unknown] => [String(this.value()), this.value()]);
    return Object.fromEntries(entries);
  }

  #skip(count: number): { offset: number; end: number } {
    const offset = this.#at;
    this.#at += count;
    return { offset, end: this.#at };
  }
}

/** Bytes behind a tag: the number itself, or the length of a string, array or map. */
const SIZES: Readonly<Record<number, number>> = {
  0xca: 4,
  0xcb: 8,
  0xcc: 1,
  0xcd: 2,
  0xce: 4,
  0xd0: 1,
  0xd1: 2,
  0xd2: 4,
  0xd9: 1,
  0xda: 2,
  0xdb: 4,
  0xdc: 2,
  0xdd: 4,
  0xde: 2,
  0xdf: 4,
};
