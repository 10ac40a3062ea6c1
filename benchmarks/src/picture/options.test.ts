import { describe, expect, it } from 'vitest';
import { parsePictureOptions, PICTURE_NAMES } from './options.ts';

describe('the options of the picture suite', () => {
  it('are all scenes by default', () => {
    expect(parsePictureOptions([]).names).toEqual(PICTURE_NAMES);
  });

  it('may name some, in the order of the catalogue', () => {
    expect(parsePictureOptions(['--scene', 'text,bloom', '--quick'])).toMatchObject({
      names: ['bloom', 'text'],
      plan: { width: 320 },
    });
  });

  it.each([['nothing'], ['bloom,nothing'], ['']])('are refused where a scene is not known: %j', (scene) => {
    expect(() => parsePictureOptions(['--scene', scene])).toThrow(/--scene must be of/u);
  });
});
