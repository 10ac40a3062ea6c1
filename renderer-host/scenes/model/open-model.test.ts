import { describe, expect, it } from 'vitest';
import { whatIsWrong } from './open-model.ts';

const text = (document: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(document));

function binary(version: number, document: unknown, missing = 0): Uint8Array {
  const json = typeof document === 'string' ? new TextEncoder().encode(document) : text(document);
  const bytes = new Uint8Array(20 + json.length);
  const words = [0x46_54_6c_67, version, bytes.length + missing, json.length, 0x4e_4f_53_4a];
  for (const [index, word] of words.entries()) new DataView(bytes.buffer).setUint32(index * 4, word, true);
  bytes.set(json, 20);
  return bytes;
}

describe('a dropped file', () => {
  it.each([
    ['a binary model', binary(2, { asset: {}, buffers: [{}], images: [{ bufferView: 0 }] })],
    ['a model with everything inside', text({ asset: {}, buffers: [{ uri: 'data:;base64,AA==' }], images: [{}] })],
    ['a model with odd parts', text({ asset: {}, buffers: 'none', images: [null, 5] })],
  ])('may be %s', (_name, bytes) => {
    expect(whatIsWrong(bytes)).toBeUndefined();
  });

  it.each([
    ['nothing', new Uint8Array(), /empty/],
    ['noise', Uint8Array.of(200, 201, 202), /no glTF file/],
    ['a text', new TextEncoder().encode('solid teapot'), /no glTF file/],
    ['JSON of something else', text({ nodes: [] }), /no 'asset'/],
    ['JSON of nothing', text(null), /no 'asset'/],
    ['glTF 1.0', binary(1, {}), /glTF 1/],
    ['half a model', binary(2, {}, 4_000), /cut short/],
    ['a binary model that is damaged', binary(2, '{"asset'), /damaged/],
    ['a binary model in parts', binary(2, { asset: {}, images: [{ uri: '../b.png' }] }), /\.\.\/b\.png/],
    [
      'a model in parts',
      text({ asset: {}, buffers: [{ uri: 'a.bin' }], images: [{ uri: 'b.png' }] }),
      /a\.bin, b\.png/,
    ],
  ])('is told what is wrong: %s', (_name, bytes, words) => {
    expect(whatIsWrong(bytes)).toMatch(words);
  });
});
