/**
 * What a page has beside pointers and keys, fetched when it is first used: the motors of gamepads, and the sensors that tell
 * how the device is held.
 */
import type { Right, Rumble, Rumbled, RumbleResult } from '@remote-view/protocol';
import type { SensorReading } from '../input/encoder.ts';
import { pageGamepads } from '../input/page-gamepads.ts';
import { SensorWatch } from './sensor-watch.ts';

export interface DeviceSink {
  sensor(reading: SensorReading): void;
  rumbled(answer: Rumbled): void;
}

/** Between 0 and 1. */
const STRENGTH = 1 / 255;

export class Devices {
  readonly #sink: (right: Right) => DeviceSink | null;
  readonly #watch = new SensorWatch();
  #sensing: AbortController | null = null;

  /** @param sink where it goes; null while the user may not or nobody listens */
  constructor(sink: (right: Right) => DeviceSink | null) {
    this.#sink = sink;
  }

  /** Plays an effect, or ends what plays, and says how it ended. A page that nobody sees plays nothing. */
  async rumble(wish: Rumble): Promise<void> {
    const { index, id } = wish;
    const result = document.hidden ? 'preempted' : await play(wish);
    this.#sink('gamepad')?.rumbled({ type: 'rumbled', index, id, result });
  }

  /** The user has allowed it. */
  startSensors(): void {
    if (this.#sensing !== null) return;
    this.#sensing = new AbortController();
    const { signal } = this.#sensing;
    const send = (reading: SensorReading | null): void => {
      if (reading !== null) this.#sink('sensors')?.sensor(reading);
    };
    const angle = (): number => screen.orientation?.angle ?? 0;
    addEventListener('deviceorientation', (event) => send(this.#watch.orientation(event, angle(), performance.now())), {
      signal,
    });
    addEventListener('devicemotion', (event) => send(this.#watch.motion(event, performance.now())), { signal });
  }

  stopSensors(): void {
    this.#sensing?.abort();
    this.#sensing = null;
    this.#watch.reset();
  }

  /** A new link's scene knows nothing yet. */
  announce(): void {
    this.#watch.reset();
  }
}

async function play({ index, effect, startDelay, duration, ...strengths }: Rumble): Promise<RumbleResult> {
  // Null or missing in some browsers, whatever the types say.
  const actuator: GamepadHapticActuator | null | undefined = pageGamepads()[index]?.vibrationActuator;
  try {
    if (actuator === undefined || actuator === null) return 'refused';
    if (effect === 'stop') return await actuator.reset();
    return await actuator.playEffect(effect, {
      startDelay,
      duration,
      strongMagnitude: strengths.strong * STRENGTH,
      weakMagnitude: strengths.weak * STRENGTH,
      leftTrigger: strengths.left * STRENGTH,
      rightTrigger: strengths.right * STRENGTH,
    });
  } catch {
    return 'refused';
  }
}
