import { describe, expect, it } from 'vitest';
import { ENGLISH } from '../i18n/english.ts';
import { qualityChoices, type QualityWishes } from './quality-choices.ts';

const NOTHING: QualityWishes = { maxBitrate: null, dataSaver: null, prefer: 'auto' };

function chosen(wishes: Partial<QualityWishes>, saves = false, language = 'en'): string[] {
  const groups = qualityChoices({ ...NOTHING, ...wishes }, saves, ENGLISH, language);
  return groups.flatMap(({ choices }) => choices.filter((choice) => choice.chosen).map(({ name }) => name));
}

describe('the quality menu', () => {
  it('says what is wished for', () => {
    expect(chosen({})).toEqual(['Automatic', 'Balanced']);
    expect(chosen({ maxBitrate: 2_000, dataSaver: true, prefer: 'sharp' })).toEqual([
      'Up to 2 Mbit/s',
      'Data saver',
      'Keep it sharp',
    ]);
  });

  it('has the rate that the page has set, in the numbers of the language', () => {
    expect(chosen({ maxBitrate: 2_500 }, false, 'de')).toContain('Up to 2,5 Mbit/s');
  });

  it('goes by the browser where the page does not say whether to save data', () => {
    expect(chosen({}, true)).toContain('Data saver');
    expect(chosen({ dataSaver: false }, true)).not.toContain('Data saver');
  });

  it('changes one thing a choice', () => {
    const changes = qualityChoices(NOTHING, false, ENGLISH, 'en').flatMap(({ choices }) =>
      choices.map(({ change }) => change),
    );
    for (const change of changes) expect(Object.keys(change)).toHaveLength(1);
    expect(changes).toContainEqual({ dataSaver: true });
  });

  it('takes nonsense of a page for no wish', () => {
    expect(chosen({ maxBitrate: Number.NaN, prefer: 'neither' as 'auto' })).toEqual(['Automatic', 'Balanced']);
  });
});
