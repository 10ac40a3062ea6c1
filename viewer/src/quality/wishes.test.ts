import { decodeFromViewer, encodeViewerData, NO_WISHES } from '@remote-view/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toQuality, toSwitch, type Wishes } from './wishes.ts';

const NONE: Wishes = { maxBitrate: null, dataSaver: null, prefer: '' };
const limit = (wishes: Partial<Wishes>, browserSavesData = false) =>
  toQuality({ ...NONE, ...wishes }, browserSavesData).maxBitrate;

describe('wishes', () => {
  it('are none where nobody says anything', () => {
    expect(toQuality(NONE, false)).toEqual(NO_WISHES);
  });

  it('limit the bitrate, which pages give in kbit/s', () => {
    expect(limit({ maxBitrate: 2_500 })).toBe(2_500_000);
    expect(limit({ maxBitrate: 0.5 }), 'no less than makes a video').toBe(100_000);
    expect(limit({ maxBitrate: 1e9 })).toBe(1_000_000_000);
  });

  it.each([0, -1, Number.NaN, Infinity])('set no limit by %d', (maxBitrate) => {
    expect(limit({ maxBitrate })).toBeNull();
  });

  it('save data where the page says so, or the browser and the page does not object', () => {
    expect(limit({ dataSaver: true })).toBe(1_500_000);
    expect(limit({}, true)).toBe(1_500_000);
    expect(limit({ dataSaver: false }, true)).toBeNull();
    expect([limit({ dataSaver: 'off' }, true), limit({ dataSaver: 'on' })]).toEqual([null, 1_500_000]);
  });

  it('read the switch of a page', () => {
    const attributes = [null, '', 'on', 'true', 'off', 'false'];
    expect(attributes.map(toSwitch)).toEqual([null, true, true, true, false, false]);
  });

  it('go by the lower of both limits', () => {
    expect(limit({ maxBitrate: 800, dataSaver: true })).toBe(800_000);
    expect(limit({ maxBitrate: 8_000, dataSaver: true })).toBe(1_500_000);
  });

  it('prefer what there is to prefer', () => {
    expect(['sharp', 'smooth', 'auto', '', 'toString'].map((prefer) => toQuality({ ...NONE, prefer }, false))).toEqual(
      ['sharp', 'smooth', 'auto', 'auto', 'auto'].map((preferred) => ({ ...NO_WISHES, preferred })),
    );
  });

  it('are understood by the host, whatever a page sets', () => {
    const wishes = fc.record({
      maxBitrate: fc.option(fc.double()),
      dataSaver: fc.option(fc.boolean()),
      prefer: fc.string(),
    });
    fc.assert(
      fc.property(wishes, fc.boolean(), (wishes, browserSavesData) => {
        const quality = toQuality(wishes, browserSavesData);
        expect(decodeFromViewer(encodeViewerData(quality), 'events')).toEqual(quality);
      }),
    );
  });
});
