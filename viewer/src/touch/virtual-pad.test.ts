import { AXIS_MAX, MODIFIER, modifiersOf, type LaidControl } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { deflection, keyOfCode, VirtualPad } from './virtual-pad.ts';

const MOVE: LaidControl = { kind: 'stick', label: 'Move', zone: 'left', stick: 'left', codes: [] };
const LOOK: LaidControl = { ...MOVE, label: 'Look', zone: 'right', stick: 'right' };
const WALK: LaidControl = { ...MOVE, stick: 'keys', codes: ['KeyW', 'KeyA', 'KeyS', 'KeyD'] };
const JUMP: LaidControl = { kind: 'button', label: 'Jump', zone: 'right', button: 0, code: '' };
const FIRE: LaidControl = { kind: 'button', label: 'Fire', zone: 'right', button: null, code: 'Space' };

describe('a stick', () => {
  it('goes as far as its reach and no further, from the edge of its rest on', () => {
    expect(deflection(3, 0, 50)).toEqual({ x: 0, y: 0 });
    expect(deflection(6.01, 0, 50).x).toBeLessThan(0.01);
    expect(deflection(0, -50, 50)).toEqual({ x: 0, y: -1 });
    const far = deflection(300, 400, 50);
    expect(Math.hypot(far.x, far.y)).toBeCloseTo(1);
    expect(deflection(0, 0, 0)).toEqual({ x: 0, y: 0 });
  });
});

describe('controls on the screen', () => {
  it('are one standard gamepad', () => {
    const pad = new VirtualPad([MOVE, LOOK, JUMP]);
    expect(pad.isGamepad).toBe(true);
    expect(pad.stick(0, 1, -0.5).gamepad).toEqual({
      axes: [AXIS_MAX, Math.round(-0.5 * AXIS_MAX), 0, 0],
      buttons: Array(17).fill(0),
    });
    expect(pad.stick(1, 0, 1).gamepad?.axes).toEqual([AXIS_MAX, -16_383, 0, AXIS_MAX]);
    expect(pad.button(2, true).gamepad?.buttons[0]).toBe(1_023);
    expect(pad.rest().gamepad).toEqual({ axes: [0, 0, 0, 0], buttons: Array(17).fill(0) });
  });

  it('press keys where the layout says so, two of them in a corner', () => {
    const pad = new VirtualPad([WALK, FIRE]);
    expect(pad.isGamepad).toBe(false);
    expect(pad.stick(0, 0, -1)).toEqual({ gamepad: null, pressed: ['KeyW'], released: [] });
    expect(pad.stick(0, 0.7, -0.7)).toEqual({ gamepad: null, pressed: ['KeyD'], released: [] });
    expect(pad.button(1, true)).toMatchObject({ pressed: ['Space'], released: [] });
    expect(pad.stick(0, -1, 0)).toMatchObject({ pressed: ['KeyA'], released: ['KeyW', 'KeyD'] });
    expect(pad.rest()).toMatchObject({ pressed: [], released: ['KeyA', 'Space'] });
  });

  it('tell nothing where nothing changes, and all anew to whoever listens anew', () => {
    const pad = new VirtualPad([MOVE, FIRE]);
    expect(pad.button(1, true)).toMatchObject({ gamepad: { axes: [0, 0, 0, 0] }, pressed: ['Space'] });
    expect(pad.button(1, true)).toEqual({ gamepad: null, pressed: [], released: [] });
    pad.forget();
    expect(pad.button(1, true)).toMatchObject({ gamepad: { axes: [0, 0, 0, 0] }, pressed: ['Space'] });
  });
});

describe('a key on the screen', () => {
  it.each([
    ['KeyW', 'w', 0],
    ['Digit5', '5', 0],
    ['Numpad3', '3', 3],
    ['Space', ' ', 0],
    ['ShiftLeft', 'Shift', 1],
    ['ControlRight', 'Control', 2],
    ['ArrowUp', 'ArrowUp', 0],
    ['Enter', 'Enter', 0],
    ['F5', 'F5', 0],
  ])('%s types %j, at %i', (code, key, location) => {
    expect(keyOfCode(code)).toEqual({ code, key, location });
  });

  it('modifies the others where it is a modifier', () => {
    expect(modifiersOf(['KeyW', 'ShiftRight', 'AltLeft'].map(keyOfCode))).toBe(MODIFIER.shift | MODIFIER.alt);
    expect(modifiersOf(['ControlLeft', 'MetaLeft'].map(keyOfCode))).toBe(MODIFIER.ctrl | MODIFIER.meta);
  });
});
