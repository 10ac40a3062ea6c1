/**
 * Picks how large and how frequent pictures are for what the path holds: fewer pixels, then fewer frames, where the bits
 * do not do for more.
 *
 * Whether they do depends on the picture as much as on the rate: at 1 Mbit/s a cube on a plain floor is perfect at 720p, a
 * landscape in motion is mud. The encoder knows which it is: its quantiser is what the picture lacks. Above {@link SHORT}
 * a smaller picture, scaled up by the browser, is nearer to the original than the full one. Only pictures that move count;
 * one that stands still gets sharp by itself, so at rest everything is given back: sharp text and edges at rest, motion
 * first when moving.
 */
import type { Millis, Preference } from '@remote-view/protocol';
import { MotionQuantiser } from './motion-quantiser.ts';

/** Quantiser beyond which {@link STEP} of the pixels look better. */
export const SHORT = 37;
/** By so much a step up must leave the quantiser below that. */
const ROOM = 2;
/** Pixels of the next smaller picture: three quarters each way. */
const STEP = 9 / 16;
/** What a doubling at the same rate adds to the quantiser. */
const PER_DOUBLING = { pixels: 4.5, fps: 3 } as const;
/** Below this nothing can be made out, whatever the quantiser says. */
const LEAST_PIXELS = 320 * 180;
/** Below this motion falls apart. */
const LEAST_FPS = 15;
/** What goes beyond this is given up once the picture has lost two steps. */
const COMMON_FPS = 30;
/** Steps down at once: near its end the quantiser does not say by how much it is too high. */
const MOST_STEPS = 2;

/** Each change is a key frame and with it a soft picture. */
const CHANGE_EVERY: Millis = 2_000;
const FIRST_PATIENCE: Millis = 4_000;
const LONGEST_PATIENCE: Millis = 64_000;
/** A step up that is taken back within this was a mistake. */
const PROBATION: Millis = 10_000;
const FIRST_REST: Millis = 1_000;
const LONGEST_REST: Millis = 32_000;

export interface PictureLevel {
  readonly pixels: number;
  /** frames per second */
  readonly fps: number;
}

export class NetworkLadder {
  #preference: Preference = 'auto';
  #rung = 0;
  /** Where it was before the present rest. */
  #inMotion = 0;
  readonly #quantiser = new MotionQuantiser();
  #movedAt: Millis = -Infinity;
  #changedAt: Millis = -Infinity;
  #steppedUpAt: Millis = -Infinity;
  #roomSince: Millis | undefined;
  #patience: Millis = FIRST_PATIENCE;
  #restedAt: Millis = -Infinity;
  /** How long nothing must move for a rest. */
  #restAfter: Millis = FIRST_REST;

  /** What is kept longest on the way down: pixels (sharp), frames (smooth), or first these and then those (auto). */
  prefer(preference: Preference): void {
    this.#preference = preference;
  }

  /** @param ceiling what the viewer shows and the host holds */
  level(ceiling: PictureLevel): PictureLevel {
    const all = rungs(ceiling, this.#preference);
    return all[Math.min(this.#rung, all.length - 1)] ?? ceiling;
  }

  /**
   * Takes a picture that differed from the one before and was no key frame.
   * @param quantiser mean of the picture, 0 to 51
   * @returns whether the level changed
   */
  moved(now: Millis, quantiser: number, ceiling: PictureLevel): boolean {
    this.#movedAt = now;
    const typical = this.#quantiser.add(now, quantiser);
    if (typical === undefined) return false;
    const all = rungs(ceiling, this.#preference);
    this.#rung = Math.min(this.#rung, all.length - 1);
    const rung = typical > SHORT ? this.#lower(now, typical, all) : this.#higher(now, typical, all);
    return this.#change(rung, now);
  }

  /** When {@link rests} may change something if nothing moves until then; undefined where it cannot. */
  get restDue(): Millis | undefined {
    return this.#rung === 0 ? undefined : Math.max(this.#movedAt + this.#restAfter, this.#changedAt + CHANGE_EVERY);
  }

  /** Nothing moves. @returns whether the level changed */
  rests(now: Millis): boolean {
    if (this.#rung === 0 || now - this.#movedAt < this.#restAfter) return false;
    const before = this.#rung;
    if (!this.#change(0, now)) return false;
    this.#inMotion = before;
    this.#steppedUpAt = -Infinity;
    this.#restedAt = now;
    return true;
  }

  #lower(now: Millis, quantiser: number, all: readonly PictureLevel[]): number {
    this.#roomSince = undefined;
    // Moving again after a rest, on the same path.
    if (this.#rung < this.#inMotion) return Math.min(this.#inMotion, all.length - 1);
    let rung = this.#rung;
    for (let left = quantiser; left > SHORT && rung < all.length - 1 && rung - this.#rung < MOST_STEPS; rung++) {
      left -= difference(all[rung]!, all[rung + 1]!);
    }
    return rung;
  }

  #higher(now: Millis, quantiser: number, all: readonly PictureLevel[]): number {
    const rung = this.#rung - 1;
    if (rung < 0 || quantiser + difference(all[rung]!, all[rung + 1]!) > SHORT - ROOM) {
      this.#roomSince = undefined;
      return this.#rung;
    }
    this.#roomSince ??= now;
    return now - this.#roomSince < this.#patience ? this.#rung : rung;
  }

  #change(rung: number, now: Millis): boolean {
    if (rung === this.#rung || now - this.#changedAt < CHANGE_EVERY) return false;
    if (rung < this.#rung) this.#steppedUpAt = now;
    // A step up that did not hold: the next is tried later.
    else if (now - this.#steppedUpAt < PROBATION) this.#patience = Math.min(LONGEST_PATIENCE, this.#patience * 2);
    // Full pictures that did not do: what was taken for a rest was a pause.
    if (rung > this.#rung && this.#inMotion > 0) {
      this.#restAfter = now - this.#restedAt < PROBATION ? Math.min(LONGEST_REST, this.#restAfter * 2) : FIRST_REST;
    }
    this.#rung = rung;
    this.#inMotion = 0;
    this.#changedAt = now;
    this.#roomSince = undefined;
    this.#quantiser.clear();
    return true;
  }
}

/** From everything down to the least. */
function rungs(ceiling: PictureLevel, preference: Preference): PictureLevel[] {
  const all = [ceiling];
  for (let level: PictureLevel | undefined = ceiling; ; all.push(level)) {
    level = below(level, ceiling, preference);
    if (level === undefined) return all;
  }
}

function below(level: PictureLevel, ceiling: PictureLevel, preference: Preference): PictureLevel | undefined {
  const { pixels, fps } = level;
  const smaller = pixels * STEP >= LEAST_PIXELS ? { pixels: pixels * STEP, fps } : undefined;
  const half = fps / 2 >= LEAST_FPS ? { pixels, fps: fps / 2 } : undefined;
  if (preference === 'sharp') return half ?? smaller;
  if (preference === 'smooth') return smaller ?? half;
  const common = fps > COMMON_FPS ? { pixels, fps: Math.max(fps / 2, COMMON_FPS) } : undefined;
  const lostTwo = pixels < ceiling.pixels * STEP ** 1.5;
  return (lostTwo ? common : undefined) ?? smaller ?? common ?? half;
}

/** How much higher the quantiser is at the higher of two neighbours. */
function difference(higher: PictureLevel, lower: PictureLevel): number {
  const pixels = PER_DOUBLING.pixels * Math.log2(higher.pixels / lower.pixels);
  return pixels + PER_DOUBLING.fps * Math.log2(higher.fps / lower.fps);
}
