/**
 * The motors of a viewer's gamepad (W3C Gamepad, section 8): what a scene plays goes to the page, whose browser says how it
 * ended. One effect plays at a time, and a new one ends the one before it.
 *
 * Bounds: {@link EFFECTS_PER_SECOND}; what comes sooner is `preempted` and goes nowhere, since a scene that plays something
 * in every frame plays on in the next. A page that does not answer counts as done when its effect must be over.
 */
import { MAX_RUMBLE, RUMBLE_MAX, type Rumble, type RumbleResult } from '@remote-view/protocol';

const EFFECTS_PER_SECOND = 30;
const WINDOW = 1_000;
/** For the way there and back, ms. */
const ANSWER_WITHIN = 2_000;

export type RumbleWish = Omit<Rumble, 'type' | 'index'>;

interface Playing {
  readonly id: number;
  readonly timer: NodeJS.Timeout;
  end(result: RumbleResult): void;
}

/** Effects are told apart across all gamepads of the process: an answer reaches every view of its viewer. */
let effects = 0;

export class HapticActuator {
  readonly type = 'dual-rumble';
  readonly effects: readonly GamepadHapticEffectType[];
  readonly #tell: (wish: RumbleWish) => void;
  readonly #playedAt: number[] = [];
  #playing: Playing | undefined;

  constructor(able: readonly GamepadHapticEffectType[], tell: (wish: RumbleWish) => void) {
    this.effects = able;
    this.#tell = tell;
  }

  /** Resolves when the effect has ended. @throws TypeError, or DOMException `NotSupportedError` */
  playEffect(type: GamepadHapticEffectType, params: GamepadEffectParameters = {}): Promise<GamepadHapticsResult> {
    return unminded(this.#begin(type, params));
  }

  /** Ends what plays. */
  reset(): Promise<GamepadHapticsResult> {
    if (this.#playing === undefined) return Promise.resolve('complete');
    return unminded(this.#play({ effect: 'stop', startDelay: 0, duration: 0, strong: 0, weak: 0, left: 0, right: 0 }));
  }

  /** The page says how an effect ended. */
  answered(id: number, result: RumbleResult): void {
    if (this.#playing?.id === id) this.#end(result);
  }

  /** The gamepad or its viewer is gone. */
  close(): void {
    this.#end('preempted');
  }

  async #begin(type: GamepadHapticEffectType, params: GamepadEffectParameters): Promise<GamepadHapticsResult> {
    const { duration = 0, startDelay = 0, strongMagnitude = 0, weakMagnitude = 0 } = params;
    const { leftTrigger = 0, rightTrigger = 0 } = params;
    const strengths = [strongMagnitude, weakMagnitude, leftTrigger, rightTrigger];
    if (!isEffect(type) || !isValid(duration, startDelay, strengths)) {
      throw new TypeError('This is no effect that a gamepad can play.');
    }
    if (!this.effects.includes(type)) throw unsupported();
    if (!this.#mayPlay(performance.now())) return 'preempted';
    return this.#play({
      effect: type,
      startDelay: Math.round(startDelay),
      duration: Math.round(duration),
      strong: level(strongMagnitude),
      weak: level(weakMagnitude),
      left: level(leftTrigger),
      right: level(rightTrigger),
    });
  }

  #play(wish: Omit<RumbleWish, 'id'>): Promise<GamepadHapticsResult> {
    this.#end('preempted');
    const id = ++effects;
    const ended = new Promise<GamepadHapticsResult>((resolve, reject) => {
      const end = (result: RumbleResult): void => (result === 'refused' ? reject(unsupported()) : resolve(result));
      const timer = setTimeout(() => this.answered(id, 'complete'), wish.startDelay + wish.duration + ANSWER_WITHIN);
      timer.unref();
      this.#playing = { id, timer, end };
    });
    this.#tell({ id, ...wish });
    return ended;
  }

  #end(result: RumbleResult): void {
    const playing = this.#playing;
    if (playing === undefined) return;
    this.#playing = undefined;
    clearTimeout(playing.timer);
    playing.end(result);
  }

  #mayPlay(now: number): boolean {
    while (this.#playedAt.length > 0 && now - this.#playedAt[0]! >= WINDOW) this.#playedAt.shift();
    if (this.#playedAt.length >= EFFECTS_PER_SECOND) return false;
    this.#playedAt.push(now);
    return true;
  }
}

function isEffect(type: string): type is 'dual-rumble' | 'trigger-rumble' {
  return type === 'dual-rumble' || type === 'trigger-rumble';
}

function isValid(duration: number, startDelay: number, strengths: readonly number[]): boolean {
  const time = duration + startDelay;
  return duration >= 0 && startDelay >= 0 && time <= MAX_RUMBLE && strengths.every((value) => value >= 0 && value <= 1);
}

function level(strength: number): number {
  return Math.round(strength * RUMBLE_MAX);
}

function unsupported(): DOMException {
  return new DOMException('This gamepad cannot play this effect.', 'NotSupportedError');
}

/** A browser does not mind a refusal that nobody looks at; here it would end the process. */
function unminded<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
