import { AXIS_MAX } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { HeadlessCanvas } from './canvas.ts';
import type { HapticActuator } from './haptic-actuator.ts';
import { InputDispatcher } from './input-dispatcher.ts';
import { ViewerHand } from './testing/viewer-inputs.ts';

const SIZE = { width: 400, height: 200 };

function setUp() {
  const canvas = new HeadlessCanvas({ ...SIZE, pixelRatio: 1 });
  const dispatcher = new InputDispatcher(canvas);
  const heard: string[] = [];
  for (const type of ['gamepadconnected', 'gamepaddisconnected']) {
    canvas.ownerDocument.window.addEventListener(type, (event) => {
      const { gamepad } = event as GamepadEvent;
      heard.push(`${type} ${gamepad.index} ${gamepad.id} ${gamepad.connected}`);
    });
  }
  const { gamepads } = dispatcher;
  const handOf = (viewer: number): ViewerHand => new ViewerHand(SIZE, (input) => dispatcher.dispatch(viewer, input));
  return { dispatcher, gamepads, heard, hand: handOf(1), handOf };
}

describe('a gamepad', () => {
  it('shows axes and buttons as a browser does', () => {
    const { gamepads, hand } = setUp();
    expect(gamepads.snapshot()).toEqual([null, null, null, null]);
    hand.gamepad({ axes: [AXIS_MAX, -AXIS_MAX, 0], buttons: [(255 << 2) | 3, 2, 0] });
    expect(gamepads.snapshot()[0]).toMatchObject({
      id: 'Pad',
      index: 0,
      connected: true,
      mapping: 'standard',
      axes: [1, -1, 0],
      buttons: [
        { pressed: true, touched: true, value: 1 },
        { pressed: false, touched: true, value: 0 },
        { pressed: false, touched: false, value: 0 },
      ],
    });
  });

  it('is told of when it is plugged in and out, and its place is free again', () => {
    const { gamepads, heard, hand } = setUp();
    hand.gamepad();
    hand.gamepad({ axes: [5, 5] });
    hand.gamepad({ index: 1, id: 'Other' });
    hand.gamepad({ connected: false, axes: [], buttons: [] });
    hand.gamepad({ connected: false });
    hand.gamepad({ index: 2, id: 'Third', standard: false });
    expect(heard).toEqual([
      'gamepadconnected 0 Pad true',
      'gamepadconnected 1 Other true',
      'gamepaddisconnected 0 Pad false',
      'gamepadconnected 0 Third true',
    ]);
    expect(gamepads.snapshot().map((gamepad) => gamepad?.mapping)).toEqual(['', 'standard', undefined, undefined]);
  });

  it('of one viewer has another place than that of another, and leaves with its viewer', () => {
    const { dispatcher, gamepads, heard, handOf } = setUp();
    handOf(1).gamepad({ id: 'First' });
    handOf(2).gamepad({ id: 'Second' });
    dispatcher.release(1);
    expect(gamepads.snapshot().map((gamepad) => gamepad?.id)).toEqual([undefined, 'Second', undefined, undefined]);
    expect(heard.at(-1)).toBe('gamepaddisconnected 0 First false');
  });

  it('is let go when its viewer loses the focus, and stays plugged in', () => {
    const { gamepads, heard, hand, handOf } = setUp();
    const pressed = { axes: [100, 100], buttons: [1_023] };
    hand.gamepad(pressed);
    handOf(2).gamepad(pressed);
    hand.focus(false);
    expect(gamepads.snapshot()[0]).toMatchObject({ axes: [0, 0], buttons: [{ pressed: false, value: 0 }] });
    expect(gamepads.snapshot()[1]).toMatchObject({ buttons: [{ pressed: true, value: 1 }] });
    expect(heard.filter((text) => text.startsWith('gamepaddis'))).toEqual([]);
  });

  it('beyond all places is ignored', () => {
    const { gamepads, heard, handOf } = setUp();
    for (let viewer = 1; viewer <= 5; viewer++) {
      for (let index = 0; index < 4; index++) handOf(viewer).gamepad({ index });
    }
    expect(gamepads.snapshot()).toHaveLength(16);
    expect(heard).toHaveLength(16);
  });

  it('has motors where its browser says so, always the same, and tells its own page alone what they play', async () => {
    const { gamepads, handOf } = setUp();
    const told: (readonly [viewer: number, index: number, effect: string, id: number])[] = [];
    gamepads.tell = ({ index, effect, id }, viewer) => told.push([viewer, index, effect, id]);
    handOf(1).gamepad();
    handOf(2).gamepad({ index: 3, effects: 3 });
    const [without, able] = gamepads.snapshot();
    expect(without?.vibrationActuator).toBeNull();
    const motors: unknown = able?.vibrationActuator;
    expect((motors as HapticActuator).effects).toEqual(['dual-rumble', 'trigger-rumble']);
    handOf(2).gamepad({ index: 3, effects: 3, axes: [1, 1] });
    expect(gamepads.snapshot()[1]?.vibrationActuator).toBe(able?.vibrationActuator);
    const played = able!.vibrationActuator.playEffect('trigger-rumble', { duration: 50, leftTrigger: 1 });
    expect(told).toEqual([[2, 3, 'trigger-rumble', expect.any(Number)]]);
    const answer = { type: 'rumbled', id: told[0]![3], result: 'complete' } as const;
    gamepads.rumbled(1, { ...answer, index: 3 });
    gamepads.rumbled(2, { ...answer, index: 0 });
    gamepads.rumbled(2, { ...answer, index: 3 });
    expect(await played).toBe('complete');
  });

  it('ends what plays when it is unplugged', async () => {
    const { gamepads, hand } = setUp();
    hand.gamepad({ effects: 1 });
    const played = gamepads.snapshot()[0]!.vibrationActuator.playEffect('dual-rumble', { duration: 5_000 });
    hand.gamepad({ connected: false });
    expect(await played).toBe('preempted');
  });
});
