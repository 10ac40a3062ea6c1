import { ANGLE_SCALE, NO_READING, ROTATION_SCALE } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { HeadlessCanvas } from './canvas.ts';
import { InputDispatcher } from './input-dispatcher.ts';

function setUp() {
  const canvas = new HeadlessCanvas({ width: 400, height: 200, pixelRatio: 1 });
  const { window, screen } = canvas.ownerDocument;
  return { window, screen, dispatcher: new InputDispatcher(canvas) };
}

describe('an orientation', () => {
  it('is an event of the window in degrees, with null for what the device does not know', () => {
    const { window, dispatcher } = setUp();
    const events: Event[] = [];
    window.addEventListener('deviceorientation', (event) => events.push(event));
    const angles = [90 * ANGLE_SCALE, -45.5 * ANGLE_SCALE, NO_READING] as const;
    dispatcher.dispatch(1, { type: 'orientation', seq: 1, angles, absolute: true, screen: 0 }, 5);
    expect(events).toMatchObject([{ alpha: 90, beta: -45.5, gamma: null, absolute: true, timeStamp: 5 }]);
  });

  it('turns the screen with it, and says so once', () => {
    const { screen, dispatcher } = setUp();
    let changes = 0;
    screen.orientation.addEventListener('change', () => changes++);
    for (const angle of [0, 90, 90, 270]) {
      dispatcher.dispatch(1, { type: 'orientation', seq: 1, angles: [0, 0, 0], absolute: false, screen: angle });
    }
    expect([changes, screen.orientation.angle, screen.orientation.type]).toEqual([2, 270, 'landscape-secondary']);
    expect([screen.width, screen.height]).toEqual([400, 200]);
  });
});

describe('a movement of the device', () => {
  it('is an event of the window in m/s² and degrees a second', () => {
    const { window, dispatcher } = setUp();
    const events: Event[] = [];
    window.addEventListener('devicemotion', (event) => events.push(event));
    dispatcher.dispatch(1, {
      type: 'deviceMotion',
      seq: 1,
      interval: 16,
      acceleration: [NO_READING, NO_READING, NO_READING],
      withGravity: [0, 0, 981],
      rotation: [ROTATION_SCALE, 0, -ROTATION_SCALE],
    });
    expect(events).toMatchObject([
      {
        interval: 16,
        acceleration: { x: null, y: null, z: null },
        accelerationIncludingGravity: { x: 0, y: 0, z: 9.81 },
        rotationRate: { alpha: 1, beta: 0, gamma: -1 },
      },
    ]);
  });
});
