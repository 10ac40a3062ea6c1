import { decodeFromViewer, encodeViewerData, NO_READING } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { SENSOR_INTERVAL, SensorWatch, type MotionReading } from './sensor-watch.ts';

const level = { alpha: 10, beta: 0.01, gamma: -90, absolute: true };
const still: MotionReading = {
  acceleration: null,
  accelerationIncludingGravity: { x: 0, y: 0, z: 9.81 },
  rotationRate: { alpha: 0.1, beta: -1, gamma: 1e9 },
  interval: 16.7,
};

describe('readings of the sensors', () => {
  it('travel in steps, and fit the protocol whatever a sensor says', () => {
    const watch = new SensorWatch();
    const orientation = watch.orientation(level, -90, 0)!;
    expect(orientation).toEqual({ type: 'orientation', angles: [640, 1, -5_760], absolute: true, screen: 270 });
    const motion = watch.motion(still, 0)!;
    expect(motion).toMatchObject({ interval: 17, withGravity: [0, 0, 981], rotation: [1, -8, 32_767] });
    expect(motion).toMatchObject({ acceleration: [NO_READING, NO_READING, NO_READING] });
    for (const reading of [orientation, motion]) {
      const data = { ...reading, seq: 1 };
      expect(decodeFromViewer(encodeViewerData(data), 'motion')).toEqual(data);
    }
  });

  it('go sixty times a second at most, each kind for itself', () => {
    const watch = new SensorWatch();
    let told = 0;
    for (let now = 0; now < 1_000; now += 4) {
      if (watch.orientation({ ...level, alpha: now / 10 }, 0, now) !== null) told++;
    }
    expect(told).toBeLessThanOrEqual(1_000 / SENSOR_INTERVAL + 1);
    expect(watch.motion(still, 999)).not.toBeNull();
  });

  it('go once where nothing changes, and again to whoever listens anew', () => {
    const watch = new SensorWatch();
    expect(watch.orientation(level, 0, 0)).not.toBeNull();
    // Less than a step.
    expect(watch.orientation({ ...level, alpha: 10.001 }, 0, 100)).toBeNull();
    watch.reset();
    expect(watch.orientation(level, 0, 200)).not.toBeNull();
  });
});
