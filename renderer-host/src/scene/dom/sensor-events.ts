/**
 * How a viewer's device is held and moved, as events of the window (W3C Device Orientation). There are some only while the
 * viewer's page has asked its user and sends them.
 */
import {
  ACCELERATION_SCALE,
  ANGLE_SCALE,
  fromReading,
  ROTATION_SCALE,
  type DeviceMotion,
  type Orientation,
  type Readings,
} from '@remote-view/protocol';
import { HeadlessUIEvent } from './events.ts';

interface OrientationInit extends EventInit {
  readonly alpha?: number | null;
  readonly beta?: number | null;
  readonly gamma?: number | null;
  readonly absolute?: boolean;
  readonly at?: number;
}

export class HeadlessDeviceOrientationEvent extends HeadlessUIEvent {
  /** Degrees. */
  readonly alpha: number | null;
  readonly beta: number | null;
  readonly gamma: number | null;
  readonly absolute: boolean;

  constructor(type: string, init: OrientationInit = {}) {
    super(type, init);
    this.alpha = init.alpha ?? null;
    this.beta = init.beta ?? null;
    this.gamma = init.gamma ?? null;
    this.absolute = init.absolute ?? false;
  }
}

interface MotionInit extends EventInit {
  readonly acceleration?: DeviceMotionEventAcceleration;
  readonly accelerationIncludingGravity?: DeviceMotionEventAcceleration;
  readonly rotationRate?: DeviceMotionEventRotationRate;
  readonly interval?: number;
  readonly at?: number;
}

export class HeadlessDeviceMotionEvent extends HeadlessUIEvent {
  /** m/s². */
  readonly acceleration: DeviceMotionEventAcceleration | null;
  readonly accelerationIncludingGravity: DeviceMotionEventAcceleration | null;
  /** Degrees a second. */
  readonly rotationRate: DeviceMotionEventRotationRate | null;
  /** ms. */
  readonly interval: number;

  constructor(type: string, init: MotionInit = {}) {
    super(type, init);
    this.acceleration = init.acceleration ?? null;
    this.accelerationIncludingGravity = init.accelerationIncludingGravity ?? null;
    this.rotationRate = init.rotationRate ?? null;
    this.interval = init.interval ?? 0;
  }
}

export function orientationEvent({ angles, absolute }: Orientation, at: number): HeadlessDeviceOrientationEvent {
  return new HeadlessDeviceOrientationEvent('deviceorientation', { ...turns(angles, ANGLE_SCALE), absolute, at });
}

export function motionEvent(input: DeviceMotion, at: number): HeadlessDeviceMotionEvent {
  const { acceleration, withGravity, rotation, interval } = input;
  return new HeadlessDeviceMotionEvent('devicemotion', {
    acceleration: along(acceleration),
    accelerationIncludingGravity: along(withGravity),
    rotationRate: turns(rotation, ROTATION_SCALE),
    interval,
    at,
  });
}

function turns([alpha, beta, gamma]: Readings, scale: number): DeviceMotionEventRotationRate {
  return {
    alpha: fromReading(alpha, scale),
    beta: fromReading(beta, scale),
    gamma: fromReading(gamma, scale),
  };
}

function along([x, y, z]: Readings): DeviceMotionEventAcceleration {
  return {
    x: fromReading(x, ACCELERATION_SCALE),
    y: fromReading(y, ACCELERATION_SCALE),
    z: fromReading(z, ACCELERATION_SCALE),
  };
}
