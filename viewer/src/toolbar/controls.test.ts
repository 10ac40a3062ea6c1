import { RIGHTS } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { CONTROLS, controlsFor, layOut, type Abilities } from './controls.ts';

const ALL: Abilities = {
  state: 'live',
  picture: true,
  sound: true,
  volume: true,
  microphone: true,
  keyboard: true,
  captions: true,
  pointerLock: true,
  pictureInPicture: true,
  fullscreen: true,
  rights: RIGHTS,
};
const SIZES = { button: 40, slider: 90 };

describe('the controls', () => {
  it('are all there where everything can be done', () => {
    expect(controlsFor(ALL)).toEqual(CONTROLS.filter((name) => name !== 'more' && name !== 'connect'));
  });

  it('are few in a browser that can do little, with a scene that is silent', () => {
    const none = Object.fromEntries(Object.keys(ALL).map((key) => [key, false]));
    expect(controlsFor({ ...ALL, ...none, rights: [], state: 'connecting' })).toEqual([
      'quality',
      'statistics',
      'leave',
    ]);
  });

  it('give no input to who only looks on', () => {
    const names = controlsFor({ ...ALL, rights: ['chat'] });
    for (const name of ['microphone', 'keyboard', 'pointerLock'] as const) expect(names).not.toContain(name);
  });

  it.each([
    ['microphone', 'microphone'],
    ['keyboard', 'keyboard'],
    ['pointer', 'pointerLock'],
  ] as const)('need a right of their own: without %s there is no %s', (right, control) => {
    const without = controlsFor({ ...ALL, rights: RIGHTS.filter((other) => other !== right) });
    expect(without).toEqual(controlsFor(ALL).filter((name) => name !== control));
  });

  it('offer to connect where nothing is, and nothing where a panel says why', () => {
    expect(controlsFor({ ...ALL, state: 'idle', picture: false, sound: false, captions: false })).toContain('connect');
    expect(controlsFor({ ...ALL, state: 'failed' })).toEqual([]);
  });
});

describe('the room', () => {
  const controls = controlsFor(ALL);
  const widthOf = (names: readonly string[]): number =>
    names.reduce((sum, name) => sum + (name === 'volume' ? SIZES.slider : SIZES.button), 0);

  it('is enough for all in a wide view', () => {
    expect(layOut(controls, 1_000, SIZES)).toEqual({ bar: controls, more: [] });
  });

  it.each([300, 340, 400, 480, 520])('of %i pixels is not exceeded, and nothing but the slider is lost', (room) => {
    const { bar, more } = layOut(controls, room, SIZES);
    expect(widthOf(bar)).toBeLessThanOrEqual(room);
    expect(bar.includes('more')).toBe(more.length > 0);
    const found = [...bar, ...more].filter((name) => name !== 'more' && name !== 'volume');
    expect(new Set(found)).toEqual(new Set(controls.filter((name) => name !== 'volume')));
  });

  it('is kept for what is needed most', () => {
    expect(layOut(controls, 0, SIZES).bar).toEqual(['mute', 'quality', 'more', 'fullscreen', 'leave']);
  });
});
