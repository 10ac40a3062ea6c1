/**
 * Decides which readings of the motion sensors the host gets: one of a kind in {@link SENSOR_INTERVAL}, and none that says
 * the same as the one before it. Pure.
 */
import {
  ACCELERATION_SCALE,
  ANGLE_SCALE,
  ROTATION_SCALE,
  toReading,
  type Millis,
  type Readings,
} from '@remote-view/protocol';
import type { SensorReading } from '../input/encoder.ts';

/** A little less than a refresh at 60 Hz. */
export const SENSOR_INTERVAL: Millis = 16;

type Turns = Partial<Record<'alpha' | 'beta' | 'gamma', number | null>> | null;
type Along = Partial<Record<'x' | 'y' | 'z', number | null>> | null;

export interface OrientationReading {
  readonly alpha: number | null;
  readonly beta: number | null;
  readonly gamma: number | null;
  readonly absolute?: boolean;
}

export interface MotionReading {
  readonly acceleration: Along;
  readonly accelerationIncludingGravity: Along;
  readonly rotationRate: Turns;
  /** ms. */
  readonly interval: number;
}

export class SensorWatch {
  readonly #told = new Map<SensorReading['type'], { readonly text: string; readonly at: Millis }>();

  /** @param screen by how many degrees the screen is turned */
  orientation(reading: OrientationReading, screen: number, now: Millis): SensorReading | null {
    const { absolute = false } = reading;
    const turned = ((Math.round(screen) % 360) + 360) % 360;
    return this.#take({ type: 'orientation', angles: turns(reading, ANGLE_SCALE), absolute, screen: turned }, now);
  }

  motion(reading: MotionReading, now: Millis): SensorReading | null {
    // Seconds in some browsers of old; the standard has milliseconds.
    const interval = Math.round(Math.max(0, Math.min(1_000, reading.interval || 0)));
    const motion = {
      type: 'deviceMotion' as const,
      interval,
      acceleration: along(reading.acceleration),
      withGravity: along(reading.accelerationIncludingGravity),
      rotation: turns(reading.rotationRate, ROTATION_SCALE),
    };
    return this.#take(motion, now);
  }

  /** Whoever listens now knows nothing. */
  reset(): void {
    this.#told.clear();
  }

  #take(reading: SensorReading, now: Millis): SensorReading | null {
    const told = this.#told.get(reading.type);
    const text = JSON.stringify(reading);
    if (told !== undefined && (now - told.at < SENSOR_INTERVAL || told.text === text)) return null;
    this.#told.set(reading.type, { text, at: now });
    return reading;
  }
}

function turns(reading: Turns, scale: number): Readings {
  return [toReading(reading?.alpha, scale), toReading(reading?.beta, scale), toReading(reading?.gamma, scale)];
}

function along(reading: Along): Readings {
  const scale = ACCELERATION_SCALE;
  return [toReading(reading?.x, scale), toReading(reading?.y, scale), toReading(reading?.z, scale)];
}
