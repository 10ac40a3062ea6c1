import {
  ACCELERATION_SCALE,
  ANGLE_SCALE,
  HeldInput,
  NO_READING,
  type DeviceMotion,
  type Orientation,
  type ViewerData,
} from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { SignsOfUse } from './signs-of-use.ts';

function turned(...degrees: [number, number, number]): Orientation {
  const [alpha, beta, gamma] = degrees.map((angle) => angle * ANGLE_SCALE);
  return { type: 'orientation', seq: 1, angles: [alpha!, beta!, gamma!], absolute: false, screen: 0 };
}

function pulled(x: number): DeviceMotion {
  const nothing = [NO_READING, NO_READING, NO_READING] as const;
  const withGravity = [x * ACCELERATION_SCALE, 0, NO_READING] as const;
  return { type: 'deviceMotion', seq: 1, interval: 16, acceleration: nothing, withGravity, rotation: nothing };
}

function signs(...all: ViewerData[]): boolean[] {
  const signsOfUse = new SignsOfUse();
  return all.map((data) => signsOfUse.take(data));
}

describe('a sign that somebody is there', () => {
  it('is what the page sends for its user, and not what it sends by itself', () => {
    expect(signs({ type: 'message', seq: 1, payload: 'red' }, { type: 'ping', token: 1 })).toEqual([true, false]);
  });

  it('is a device that is turned by more than it trembles, north or not', () => {
    expect(signs(turned(10, 0, 0), turned(12, 0, 0), turned(8, 0, 0))).toEqual([false, false, false]);
    expect(signs(turned(10, 0, 0), turned(12, 0, 0), turned(14, 0, 0), turned(15, 0, 0))).toEqual([
      ...[false, false, true, false],
    ]);
    expect(signs(turned(359, 0, 0), turned(1, 0, 0))).toEqual([false, false]);
  });

  it('is a device that is tilted or shaken', () => {
    expect(signs(pulled(0), pulled(0.3), pulled(-0.3), pulled(2), pulled(2.1))).toEqual([
      ...[false, false, false, true, false],
    ]);
  });

  it('is no reading that a device does not have', () => {
    const none: Orientation = { ...turned(0, 0, 0), angles: [NO_READING, NO_READING, NO_READING] };
    expect(signs(none, turned(90, 0, 0), none)).toEqual([false, false, false]);
  });

  it('is a state that holds something', () => {
    const held = new HeldInput();
    const rest = held.state(1);
    const key = { code: 'KeyW', key: 'w', location: 0 };
    held.take({ type: 'key', seq: 1, action: 'down', ...key, repeat: false, modifiers: 0 });
    expect(signs(rest, held.state(2))).toEqual([false, true]);
  });
});
