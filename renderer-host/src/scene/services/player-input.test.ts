import { POSITION_MAX, type Input, type PointerButton, type PointerMove } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { PlayerInput } from './player-input.ts';

const SIZE = { width: 400, height: 200 };
const POINTER = { seq: 1, pointerId: 1, pointerType: 'mouse', x: 0, y: 0, buttons: 0, modifiers: 0 } as const;
const MOVE: PointerMove = { ...POINTER, type: 'move', pressure: 0, totalX: 0, totalY: 0, coalesced: [] };
const BUTTON: PointerButton = {
  ...POINTER,
  type: 'button',
  action: 'down',
  button: 0,
  pressure: POSITION_MAX,
  detail: 1,
};

const key = (action: 'down' | 'up', code: string): Input => ({
  ...{ type: 'key', seq: 1, action, code, key: code, location: 0, repeat: false, modifiers: 0 },
});
const wheel = (deltaY: number, deltaMode: number): Input => ({
  ...{ type: 'wheel', seq: 1, x: 0, y: 0, deltaX: 0, deltaY, deltaMode, buttons: 0, modifiers: 0 },
});

function playing(...inputs: readonly Input[]): PlayerInput {
  const player = new PlayerInput(3, { id: '3', role: 'controller' }, () => []);
  for (const input of inputs) player.take(input, SIZE);
  return player;
}

describe('what a player holds', () => {
  it('is known by code, and that it went down only in the frame in which it did', () => {
    const player = playing(key('down', 'KeyW'));
    expect([...player.keys]).toEqual(['KeyW']);
    expect([player.pressed('KeyW'), player.justPressed('KeyW'), player.justReleased('KeyW')]).toEqual([
      true,
      true,
      false,
    ]);
    player.endFrame();
    player.take(key('down', 'KeyW'), SIZE);
    expect([player.pressed('KeyW'), player.justPressed('KeyW')]).toEqual([true, false]);
    player.take(key('up', 'KeyW'), SIZE);
    expect([player.pressed('KeyW'), player.justReleased('KeyW')]).toEqual([false, true]);
  });

  it('is not missed where it went down and up between two frames', () => {
    const player = playing(key('down', 'Space'), key('up', 'Space'));
    expect([player.pressed('Space'), player.justPressed('Space'), player.justReleased('Space')]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('has its buttons by number, of any pointer', () => {
    const player = playing({ ...BUTTON, button: 2, buttons: 2 });
    expect([player.pressed('Pointer2'), player.pressed('Pointer0'), player.justPressed('Pointer2')]).toEqual([
      true,
      false,
      true,
    ]);
    player.take({ ...BUTTON, action: 'up', button: 2, buttons: 0, pressure: 0 }, SIZE);
    expect([player.pressed('Pointer2'), player.justReleased('Pointer2')]).toEqual([false, true]);
  });

  it('is let go where the viewer loses the focus', () => {
    const player = playing(key('down', 'KeyA'), { ...BUTTON, buttons: 1 });
    player.endFrame();
    player.take({ type: 'focus', seq: 1, focused: false }, SIZE);
    expect([player.keys.size, player.pressed('Pointer0')]).toEqual([0, false]);
    expect([player.justReleased('KeyA'), player.justReleased('Pointer0')]).toEqual([true, true]);
    expect(player.pointers).toMatchObject([{ buttons: 0, pressure: 0 }]);
  });

  it('is bounded, whatever a page sends', () => {
    const player = playing();
    for (let index = 0; index < 1_000; index++) {
      player.take(key('down', `Key${index}`), SIZE);
      player.take({ ...MOVE, pointerId: index }, SIZE);
    }
    expect([player.keys.size, player.pointers.length]).toEqual([64, 64]);
  });
});

describe('a pointer', () => {
  it('is where it moved last, in pixels of the canvas and as a ray takes it', () => {
    const player = playing({ ...MOVE, x: POSITION_MAX, y: 0 });
    expect(player.pointers).toEqual([
      { id: 1, type: 'mouse', x: 400, y: 0, ndc: { x: 1, y: 1 }, pressure: 0, buttons: 0 },
    ]);
    player.take({ ...MOVE, x: 0, y: POSITION_MAX }, SIZE);
    expect(player.pointers[0]).toMatchObject({ x: 0, y: 200, ndc: { x: -1, y: -1 } });
    player.take({ ...POINTER, type: 'presence', action: 'leave' }, SIZE);
    expect(player.pointers).toEqual([]);
  });

  it('is pressed by its button alone: a move may overtake it', () => {
    const player = playing({ ...MOVE, buttons: 1 });
    expect(player.pressed('Pointer0')).toBe(false);
    player.take({ ...BUTTON, buttons: 1 }, SIZE);
    player.take({ ...MOVE, buttons: 0 }, SIZE);
    expect(player.pressed('Pointer0')).toBe(true);
  });

  it('of a finger is there while it touches', () => {
    const finger = { pointerId: 9, pointerType: 'touch' } as const;
    const player = playing({ ...MOVE, ...finger });
    expect(player.pointers).toEqual([]);
    player.take({ ...BUTTON, ...finger, buttons: 1, pressure: POSITION_MAX / 2 }, SIZE);
    expect(player.pointers).toMatchObject([{ id: 9, type: 'touch', pressure: 0.5, buttons: 1 }]);
    player.take({ ...BUTTON, ...finger, action: 'up', buttons: 0 }, SIZE);
    expect(player.pointers).toEqual([]);
  });
});

describe('the wheel', () => {
  it('is summed up over a frame, whatever unit it turns in', () => {
    const player = playing(wheel(3, 0), wheel(1, 1), wheel(-1, 2));
    expect(player.wheel).toEqual({ x: 0, y: 3 + 16 - 200 });
    player.endFrame();
    expect(player.wheel).toEqual({ x: 0, y: 0 });
  });
});
