/**
 * How a device is held and moved (W3C Device Orientation), where its user allowed it. A reading that is lost is replaced
 * by the next one: these go on the `motion` channel. Steps are smaller than what sensors tremble by.
 */
import { wrong, type Fields } from './fields.ts';

/** Angles count 1/64 degree. */
export const ANGLE_SCALE = 64;
/** Accelerations count 1/100 m/s². */
export const ACCELERATION_SCALE = 100;
/** Rotation rates count 1/8 degree a second. */
export const ROTATION_SCALE = 8;
/** A reading that the device does not have travels as this. */
export const NO_READING = -32_768;
const MOST = 32_767;
const UINT32 = 0xffff_ffff;

/** Three readings: alpha, beta, gamma, or x, y, z. Each is -32767..32767, or {@link NO_READING}. */
export type Readings = readonly [number, number, number];

/** `DeviceOrientationEvent`. */
export interface Orientation {
  readonly type: 'orientation';
  readonly seq: number;
  /** Alpha, beta, gamma in 1/64 degree. */
  readonly angles: Readings;
  /** Alpha counts from north, and not from wherever the device looked first. */
  readonly absolute: boolean;
  /** By how many degrees the screen is turned: `ScreenOrientation.angle`, 0..359. */
  readonly screen: number;
}

/** `DeviceMotionEvent`. */
export interface DeviceMotion {
  readonly type: 'deviceMotion';
  readonly seq: number;
  /** Between two readings of the device, ms, 0..1000. */
  readonly interval: number;
  /** x, y, z in 1/100 m/s². */
  readonly acceleration: Readings;
  readonly withGravity: Readings;
  /** Alpha, beta, gamma in 1/8 degree a second. */
  readonly rotation: Readings;
}

/** The fields behind the type. */
export function orientationFields({ seq, angles, absolute, screen }: Orientation): readonly unknown[] {
  return [seq, angles, absolute, screen];
}

/** @throws RemoteViewError `malformed-message` */
export function readOrientation(fields: Fields): Orientation {
  return {
    type: 'orientation',
    seq: fields.int(1, UINT32),
    angles: readReadings(fields),
    absolute: fields.boolean(),
    screen: fields.int(0, 359),
  };
}

/** The fields behind the type. */
export function deviceMotionFields(motion: DeviceMotion): readonly unknown[] {
  const { seq, interval, acceleration, withGravity, rotation } = motion;
  return [seq, interval, acceleration, withGravity, rotation];
}

/** @throws RemoteViewError `malformed-message` */
export function readDeviceMotion(fields: Fields): DeviceMotion {
  return {
    type: 'deviceMotion',
    seq: fields.int(1, UINT32),
    interval: fields.int(0, 1_000),
    acceleration: readReadings(fields),
    withGravity: readReadings(fields),
    rotation: readReadings(fields),
  };
}

/** A reading as it travels: in steps of 1/`scale`, bounded. */
export function toReading(value: number | null | undefined, scale: number): number {
  if (typeof value !== 'number' || Number.isNaN(value)) return NO_READING;
  // Never -0, which is no integer in MessagePack.
  return Math.round(Math.max(-MOST, Math.min(MOST, value * scale))) || 0;
}

/** @returns null where the device has none */
export function fromReading(value: number, scale: number): number | null {
  return value === NO_READING ? null : value / scale;
}

function readReadings(fields: Fields): Readings {
  const [first, second, third] = fields.ints(3, NO_READING, MOST);
  if (third === undefined) throw wrong('its readings are not three');
  return [first!, second!, third];
}
