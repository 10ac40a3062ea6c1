import { beforeAll, describe, expect, it } from 'vitest';
import { isSame } from '../src/picture/difference.ts';
import { comparePictures, type ComparedPicture } from '../src/picture/measure.ts';
import { PICTURE_NAMES } from '../src/picture/options.ts';
import { QUICK } from '../src/picture/plan.ts';

describe('a scene on the host', () => {
  let pictures: readonly ComparedPicture[];

  beforeAll(async () => {
    ({ pictures } = await comparePictures(PICTURE_NAMES, QUICK));
  }, 180_000);

  it.each(PICTURE_NAMES)('looks as in Chromium: %s', (name) => {
    const picture = pictures.find((one) => one.name === name)!;
    expect(isSame(picture.difference), JSON.stringify(picture.difference)).toBe(true);
    // Two empty pictures are the same as well.
    expect(picture.contrast).toBeGreaterThan(4);
  });
});
