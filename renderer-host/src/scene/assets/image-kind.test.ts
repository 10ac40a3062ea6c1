import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageKind } from './image-kind.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.codePointAt(0)!);

describe('the kind of an image', () => {
  it.each([
    ['png', '\u0089PNG\r\n\u001A\n....'],
    ['jpeg', '\u00FF\u00D8\u00FF\u00E0'],
    ['webp', 'RIFF....WEBPVP8 '],
    ['gif', 'GIF89a'],
    ['avif', '\0\0\0\u001Cftypavif\0\0\0\0mif1miaf'],
    ['avif', '\0\0\0\u0018ftypmif1\0\0\0\0avif'],
  ])('is %s by its first bytes', (kind, text) => {
    expect(imageKind(bytes(text))).toBe(kind);
  });

  it.each([
    ['empty', ''],
    ['no image', 'hello'],
    ['KTX2 (use KTX2Loader)', '\u00ABKTX 20\u00BB\r\n'],
    ['SVG or HTML', '<svg xmlns='],
    ["an ISO media file of brand 'heic'", '\0\0\0\u0018ftypheic\0\0\0\0mif1'],
    // Its brand lies behind the end of the box.
    ["an ISO media file of brand 'isom'", '\0\0\0\u0010ftypisom\0\0\0\0avif'],
  ])('is told where it is not decoded: %s', (seems, text) => {
    expect(imageKind(bytes(text))).toEqual({ seems });
  });

  it('is found in any bytes without a throw', () => {
    const file = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array({ maxLength: 300 }).map((rest) => Uint8Array.of(255, 255, 255, 255, ...bytes('ftyp'), ...rest)),
    );
    fc.assert(
      fc.property(file, (data) => {
        expect(imageKind(data)).toBeDefined();
      }),
    );
  });
});
