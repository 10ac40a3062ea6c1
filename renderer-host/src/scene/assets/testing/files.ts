/** Files of the formats that loaders read, small and made by hand: what is in them is known to the byte. */
import { crc32, deflateSync } from 'node:zlib';

/** Left upper, right upper, left lower, right lower. */
export const QUADRANTS = [0xff0000, 0x00ff00, 0x0000ff, 0xffff00] as const;

/** Red, green, blue and alpha, rows from the top. */
export function quadrantPixels(size: number, alpha = 255): Uint8Array {
  const pixels = new Uint8Array(size * size * 4);
  for (let index = 0; index < size * size; index++) {
    const right = index % size >= size / 2;
    const low = Math.floor(index / size) >= size / 2;
    const colour = QUADRANTS[(low ? 2 : 0) + (right ? 1 : 0)]!;
    pixels.set([colour >> 16, (colour >> 8) & 255, colour & 255, alpha], index * 4);
  }
  return pixels;
}

/**
 * PNG (RFC 2083) without filters.
 * @param samples 1 (grey), 3 (RGB) or 4 (RGBA) a pixel, of `depth` bits, rows from the top
 */
export function png(
  width: number,
  height: number,
  samples: Uint8Array | Uint16Array,
  options: { readonly channels?: 1 | 3 | 4 } = {},
): Uint8Array {
  const channels = options.channels ?? 4;
  const depth = samples.BYTES_PER_ELEMENT * 8;
  const bytes = depth === 8 ? Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength) : bigEndian(samples);
  const stride = (width * channels * depth) / 8;
  const rows = Array.from({ length: height }, (_, row) => [
    Buffer.of(0),
    bytes.subarray(row * stride, (row + 1) * stride),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, { 1: 0, 3: 2, 4: 6 }[channels]], 8);
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001A\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function bigEndian(samples: Uint8Array | Uint16Array): Buffer {
  const bytes = Buffer.alloc(samples.length * 2);
  for (const [index, sample] of samples.entries()) bytes.writeUInt16BE(sample, index * 2);
  return bytes;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** glTF 2.0, binary: a JSON chunk and one with the buffer (section 4). */
export function glb(json: object, buffer: Uint8Array): Uint8Array {
  const text = Buffer.from(JSON.stringify(json));
  const chunks = [
    { type: 0x4e4f534a, data: padded(text, 0x20) },
    { type: 0x004e4942, data: padded(buffer, 0) },
  ];
  const parts = chunks.flatMap(({ type, data }) => [uint32(data.length, type), data]);
  const length = 12 + parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([uint32(0x46546c67, 2, length), ...parts]);
}

/** Lays parts one behind the other, each at a multiple of four, and says where they are as glTF's buffer views. */
export function packed(parts: readonly Uint8Array[]): { buffer: Uint8Array; bufferViews: object[] } {
  let byteOffset = 0;
  const bufferViews: object[] = [];
  const aligned = parts.map((part) => {
    bufferViews.push({ buffer: 0, byteOffset, byteLength: part.length });
    const whole = padded(part, 0);
    byteOffset += whole.length;
    return whole;
  });
  return { buffer: Buffer.concat(aligned), bufferViews };
}

function padded(data: Uint8Array, fill: number): Buffer {
  return Buffer.concat([data, Buffer.alloc(-data.length & 3, fill)]);
}

export function uint32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
}

export function float32(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

export function uint16(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint16Array.from(values).buffer);
}

/** A square from (-1, -1) to (1, 1) that faces the viewer: positions and glTF's texture coordinates (v goes down). */
export const SQUARE = {
  positions: [-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0],
  uvs: [0, 1, 1, 1, 1, 0, 0, 0],
  indices: [0, 1, 2, 0, 2, 3],
} as const;

/**
 * A Draco mesh (bitstream 2.2) with plain connectivity and plain values: sequential method, no compression, no prediction.
 * The attributes are floats, `POSITION` with the id 0 and `TEX_COORD` with the id 1.
 */
export function dracoSquare(): Uint8Array {
  const { positions, uvs, indices } = SQUARE;
  const attribute = (type: number, components: number, id: number): number[] => [type, 9, components, 0, id];
  return Buffer.concat([
    Buffer.from('DRACO', 'latin1'),
    // Version, triangular mesh, sequential, no flags.
    Buffer.of(2, 2, 1, 0, 0, 0),
    // Two faces, four points, indices as they are.
    Buffer.of(2, 4, 1, ...indices),
    // One decoder with two attributes: position and texture coordinate, both generic.
    Buffer.of(1, 2, ...attribute(0, 3, 0), ...attribute(3, 2, 1), 0, 0),
    float32(...positions),
    float32(...uvs),
  ]);
}

/**
 * KTX 2.0 with Basis Universal's UASTC: one block of 4 x 4 pixels a quadrant, each of one colour (UASTC's mode 8), sRGB,
 * one level, no supercompression.
 */
export function ktx2Quadrants(): Uint8Array {
  const data = Buffer.concat(QUADRANTS.map(solidBlock));
  // Khronos data format: UASTC (166), BT.709, sRGB, 4 x 4 texels in 16 bytes, one sample of 128 bits with RGBA (3).
  const format = Buffer.concat([
    uint32(44, 0, (40 << 16) | 2),
    Buffer.of(166, 1, 2, 0, 3, 3, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0),
    Buffer.of(0, 0, 127, 3),
    uint32(0, 0, 0xffff_ffff),
  ]);
  const formatAt = 80 + 24;
  const dataAt = (formatAt + format.length + 15) & ~15;
  return Buffer.concat([
    Buffer.from('\u00ABKTX 20\u00BB\r\n\u001A\n', 'latin1'),
    // No Vulkan format, bytes, 8 x 8, no depth, no layers, one face, one level, no supercompression.
    uint32(0, 1, 8, 8, 0, 0, 1, 1, 0),
    uint32(formatAt, format.length, 0, 0, 0, 0, 0, 0),
    uint32(dataAt, 0, data.length, 0, data.length, 0),
    format,
    Buffer.alloc(dataAt - formatAt - format.length),
    data,
  ]);
}

/** Five bits for the mode, then red, green, blue and alpha; what follows are hints for ETC1, which nobody needs. */
function solidBlock(colour: number): Buffer {
  const [red, green, blue] = [colour >> 16, (colour >> 8) & 255, colour & 255].map(BigInt) as [bigint, bigint, bigint];
  const block = Buffer.alloc(16);
  block.writeBigUInt64LE(0x17n | (red << 5n) | (green << 13n) | (blue << 21n) | (255n << 29n));
  return block;
}

/**
 * Radiance HDR with plain pixels: light as red, green and blue with a common exponent.
 * @param light of each pixel, rows from the top
 */
export function hdr(width: number, height: number, light: (x: number, y: number) => readonly number[]): Uint8Array {
  const pixels = Array.from({ length: width * height }, (_, index) => {
    const [red, green, blue] = light(index % width, Math.floor(index / width)) as [number, number, number];
    const exponent = Math.ceil(Math.log2(Math.max(red, green, blue, 1e-9) * (256 / 255)));
    return [...[red, green, blue].map((value) => Math.round((value / 2 ** exponent) * 256)), exponent + 128];
  });
  const header = `#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y ${height} +X ${width}\n`;
  return Buffer.concat([Buffer.from(header, 'latin1'), Buffer.from(pixels.flat())]);
}

/** Light of the four primaries by quadrant, of this strength. */
export function quadrantLight(size: number, strength: number): (x: number, y: number) => readonly number[] {
  return (x, y) => {
    const colour = QUADRANTS[(y >= size / 2 ? 2 : 0) + (x >= size / 2 ? 1 : 0)]!;
    return [colour >> 16, (colour >> 8) & 255, colour & 255].map((value) => (value / 255) * strength);
  };
}

/** A typeface of three.js with one letter, a box from (0, 0) to (1000, 1000). */
export function typeface(): string {
  return JSON.stringify({
    familyName: 'Box',
    resolution: 1_000,
    boundingBox: { xMin: 0, xMax: 1_000, yMin: 0, yMax: 1_000 },
    underlineThickness: 50,
    glyphs: { A: { ha: 1_000, x_min: 0, x_max: 1_000, o: 'm 0 0 l 1000 0 l 1000 1000 l 0 1000 l 0 0' } },
  });
}
