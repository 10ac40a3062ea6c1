import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOf, assetName } from './asset-address.ts';

const BASE = new URL('file:///scenes/my%20scene/');

describe('the address of an asset', () => {
  it.each([
    ['models/a.glb', 'file:///scenes/my%20scene/models/a.glb'],
    ['./a b.png', 'file:///scenes/my%20scene/a%20b.png'],
    ['/textures/c.png', 'file:///scenes/my%20scene/textures/c.png'],
    ['../shared/d.png', 'file:///scenes/shared/d.png'],
    ['//cdn.example/e.png', 'https://cdn.example/e.png'],
    ['https://cdn.example/f.png?size=2', 'https://cdn.example/f.png?size=2'],
    ['file:///other/g.png', 'file:///other/g.png'],
    ['data:text/plain,h', 'data:text/plain,h'],
    ['blob:nodedata:1234', 'blob:nodedata:1234'],
  ])('%s is %s', (text, address) => {
    expect(addressOf(text, BASE).href).toBe(address);
  });

  it.each([
    ['https://[', BASE],
    ['a.png', undefined],
  ])('is an error for %s where it cannot be one', (text, base) => {
    expect(() => addressOf(text, base)).toThrow(expect.objectContaining({ code: 'asset-failed' }));
  });

  it('is a URL or an error of ours, whatever a model says', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(addressOf(text, BASE)).toBeInstanceOf(URL);
        } catch (error) {
          expect(error).toMatchObject({ code: 'asset-failed' });
        }
      }),
    );
  });
});

describe('the name of an asset', () => {
  it.each([
    ['file:///scenes/my%20scene/models/a%20b.glb?v=2', 'models/a b.glb'],
    ['file:///app/node_modules/three/examples/fonts/f.json', 'three/examples/fonts/f.json'],
    ['file:///home/somebody/secret/g.png', '…/g.png'],
    ['file:///scenes/my%20scene/%ff.png', '%ff.png'],
    ['https://cdn.example/h.png?token=secret', 'https://cdn.example/h.png'],
    ['blob:nodedata:1234', 'embedded'],
    ['data:image/png;base64,AAAA', 'data:image/png;base64,'],
  ])('of %s is %s', (url, name) => {
    expect(assetName(new URL(url), BASE)).toBe(name);
  });
});
