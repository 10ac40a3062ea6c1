import { AXIS_MAX, decodeViewerData, encodeViewerData } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { GAMEPAD_INTERVAL, GamepadWatch, type GamepadReading } from './gamepad-watch.ts';

const up = { pressed: false, touched: false, value: 0 };
const down = { pressed: true, touched: true, value: 1 };

function pad(changes: Partial<GamepadReading> = {}): GamepadReading {
  return { index: 0, id: 'Pad', mapping: 'standard', axes: [0, 0], buttons: [up, up], ...changes };
}

describe('gamepads', () => {
  it('are told in full when they are new, and not again while nothing changes', () => {
    const watch = new GamepadWatch();
    expect(watch.poll([null, pad({ index: 1, mapping: '' })], 0)).toEqual([
      { index: 1, connected: true, id: 'Pad', standard: false, axes: [0, 0], buttons: [0, 0], effects: 0 },
    ]);
    expect(watch.poll([null, pad({ index: 1, mapping: '' })], 1_000)).toEqual([]);
    expect(watch.active).toBe(true);
  });

  it('say what the protocol carries, whatever a driver says', () => {
    const [sample] = new GamepadWatch().poll(
      [
        pad({
          id: 'x'.repeat(500),
          axes: Array<number>(40).fill(7),
          buttons: Array.from({ length: 90 }, () => ({ ...down, value: 9 })),
        }),
      ],
      0,
    );
    const data = { type: 'gamepad', seq: 1, ...sample! } as const;
    expect(decodeViewerData(encodeViewerData(data), 'events')).toEqual(data);
    expect([data.axes[0], data.buttons[0]]).toEqual([AXIS_MAX, 1_023]);
  });

  it('are told of at most once a refresh, with what they say then', () => {
    const watch = new GamepadWatch();
    let told = 0;
    for (let now = 0; now < 1_000; now += 4) {
      told += watch.poll([pad({ buttons: [now % 8 === 0 ? down : up, up] })], now).length;
    }
    expect(told).toBeLessThanOrEqual(1_000 / GAMEPAD_INTERVAL + 1);
    const [last] = watch.poll([pad({ axes: [1, 0], buttons: [down, down] })], 2_000);
    expect(last).toMatchObject({ axes: [AXIS_MAX, 0], buttons: [1_023, 1_023] });
  });

  it('that tremble at rest are not told of; what is pushed, and what comes to rest, is', () => {
    const watch = new GamepadWatch();
    const at = (axis: number, now: number): number => watch.poll([pad({ axes: [axis, 0] })], now).length;
    expect([at(0.1, 0), at(0.102, 100), at(0.098, 200), at(0.105, 300), at(0.103, 400)]).toEqual([1, 0, 0, 1, 0]);
    expect([at(0.003, 500), at(0, 600), at(0.998, 700), at(1, 800)]).toEqual([1, 1, 1, 1]);
  });

  it('are told of when they are unplugged, and anew to a host that knows none', () => {
    const watch = new GamepadWatch();
    watch.poll([pad(), pad({ index: 1 })], 0);
    expect(watch.poll([null, pad({ index: 1 })], 1)).toMatchObject([
      { index: 0, connected: false, axes: [], buttons: [] },
    ]);
    expect(watch.poll([], 2)).toMatchObject([{ index: 1, connected: false }]);
    expect(watch.active).toBe(false);
    watch.poll([pad()], 3);
    watch.reset();
    expect(watch.poll([pad()], 4)).toHaveLength(1);
  });

  it('beyond the protocol’s number are ignored', () => {
    expect(new GamepadWatch().poll([pad({ index: 4 })], 0)).toEqual([]);
  });

  it('say what their motors can play, as each browser tells it', () => {
    const effects = (vibrationActuator: unknown): number | undefined =>
      new GamepadWatch().poll([pad({ vibrationActuator })], 0)[0]?.effects;
    expect(effects({ effects: ['dual-rumble', 'trigger-rumble'] })).toBe(3);
    expect(effects({ type: 'dual-rumble' })).toBe(1);
    expect([effects(null), effects(undefined), effects({ effects: 'all' })]).toEqual([0, 0, 0]);
  });
});
