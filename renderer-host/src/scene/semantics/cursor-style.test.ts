import { SEMANTIC_LIMITS } from '@remote-view/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CursorReader, readCursor } from './cursor-style.ts';

const PNG = 'data:image/png;base64,iVBORw0KGgo=';
const WEBP = 'data:image/webp;base64,UklGRg==';

describe('a cursor of CSS', () => {
  it.each([
    ['grab', { cursor: 'grab' }],
    [' none ', { cursor: 'none' }],
    ['POINTER', { cursor: 'pointer' }],
    [`URL(${PNG}) 2.5 3, Grab`, { cursor: 'grab', image: { url: PNG, x: 3, y: 3, density: 1 } }],
    [`url(${PNG}), pointer`, { cursor: 'pointer', image: { url: PNG, x: 0, y: 0, density: 1 } }],
    [`url("${PNG}") 8 4, auto`, { cursor: 'default', image: { url: PNG, x: 8, y: 4, density: 1 } }],
    [`url( '${PNG}' ) 8 4 , crosshair`, { cursor: 'crosshair', image: { url: PNG, x: 8, y: 4, density: 1 } }],
    [
      `image-set(url("${PNG}") 1x, url("${WEBP}") 2x) 1 2, move`,
      { cursor: 'move', image: { url: WEBP, x: 1, y: 2, density: 2 } },
    ],
    [`-webkit-image-set(url(${PNG}) 1.5x), move`, { cursor: 'move', image: { url: PNG, x: 0, y: 0, density: 1.5 } }],
    [`url(${PNG}) 1 1, url(${WEBP}) 2 2, grab`, { cursor: 'grab', image: { url: PNG, x: 1, y: 1, density: 1 } }],
  ])('%s is understood', (style, read) => {
    expect(readCursor(style)).toEqual(read);
  });

  it.each([
    ['that is too large', `url(data:image/png;base64,${'A'.repeat(SEMANTIC_LIMITS.cursorUrl)}) 1 1, grab`],
    ['that is no image', `url(data:text/html;base64,AAAA) 1 1, grab`],
    ['whose point is far off', `url(${PNG}) 1 500, grab`],
    ['of another place', 'url("https://example.org/c.png") 2 2, grab'],
    ['without quotes', 'url(/cursors/open,hand.png), grab'],
    ['with brackets and quotes in it', `url("data:image/svg+xml;utf8,<svg d='M(1)'/>"), grab`],
    ['that points outside of itself', `url(${PNG}) -1 2, grab`],
    ['that points nowhere', `url(${PNG}) 1.2.3 ., grab`],
    ['of a set without any', `image-set(url("a(1).png") 1x, "b.png" 2x) 1 1, grab`],
    ['of an impossible density', `image-set(url(${PNG}) 99x), grab`],
  ])('falls back to its keyword with an image %s', (_what, style) => {
    expect(readCursor(style)).toEqual({ cursor: 'grab' });
  });

  it.each([undefined, null, 5, '', 'auto', 'inherit', 'url(cursor.png)', `url(${PNG})`, `url(${PNG}) 1 1`])(
    'is not %s',
    (style) => {
      expect(readCursor(style)).toBeUndefined();
    },
  );

  it('is read from any text without harm', () => {
    const parts = fc.constantFrom('url(', PNG, ')', '"', ' 1 1', ',', 'image-set(', ' 2x', 'grab', 'auto', '((', '\n');
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 30 }), (texts) => {
        readCursor(texts.join(''));
      }),
    );
  });

  it('is the same object for as long as the style is the same', () => {
    const reader = new CursorReader();
    const first = reader.of(`url(${PNG}), grab`);
    expect(reader.of(`url(${PNG}), grab`)).toBe(first);
    expect(reader.of('grab')).toEqual({ cursor: 'grab' });
  });
});
