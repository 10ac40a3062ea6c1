/**
 * How many bits pictures can use: as many as an ordinary scene needs, and more while a detailed one in motion would look
 * better with them and the path takes all that it is given.
 *
 * What the encoder's quantiser says is what decides, and not the scene's kind or the path's width. At 720p60 our scenes in
 * motion have 39 to 46 dB of luma and an SSIM of 0.99 at a mean quantiser of 18 to 22, 37 dB and 0.98 at 25, and a cloud
 * of stars that gets the ordinary 5 Mbit/s has 34 dB and 0.96 at 28. So bits are added above {@link SOFT}, and taken back
 * below {@link CLEAR}: nobody sees what they buy there, and an easy scene costs what it always did. In between nothing
 * changes.
 *
 * The path's own limit is not known here and need not be: nothing more is asked for while it gives less than is useful, or
 * has no room for a picture now and then. Pure.
 */
import type { Millis } from '@remote-view/protocol';
import { MotionQuantiser } from './motion-quantiser.ts';

/** Quantiser above which a difference can be seen in motion. */
const SOFT = 25;
/** What one step takes off it: by scene 1.7 to 4.5 were measured. */
const PER_STEP = { typical: 3, most: 4.5 } as const;
/** Below this a step less leaves it under {@link SOFT}, whatever the scene. */
const CLEAR = SOFT - PER_STEP.most - 1;
/** Times as many bits as before. Encoders for which another rate is a key frame follow steps of 1.3 and more. */
const STEP = Math.SQRT2;
/** Four times what an ordinary scene uses. */
const MOST_STEPS = 4;
/** bits per second; congestion control asks for no more (`viewer-peer.ts`). */
const MOST = 50e6;
/** Pictures must be soft for so long with all that is useful: they are after a cut, and estimates of a path overshoot. */
const EVIDENCE: Millis = 1_000;
/** Pictures must be clear for so long: the next hard passage of the same scene does not start from nothing. */
const PATIENCE: Millis = 4_000;

export class UsefulRate {
  readonly #quantiser = new MotionQuantiser();
  #steps = 0;
  #clearSince: Millis | undefined;
  #softSince: Millis | undefined;

  /** @param ordinary bits per second that such pictures use where the scene is an ordinary one */
  of(ordinary: number): number {
    return Math.max(ordinary, Math.min(MOST, Math.round(ordinary * STEP ** this.#steps)));
  }

  /** More bits may become useful yet. */
  get mayGrow(): boolean {
    return this.#steps < MOST_STEPS;
  }

  /**
   * Takes a picture that differed from the one before and was no key frame.
   * @param quantiser mean of the picture, 0 to 51
   * @param unlimited it had all the bits that are useful, and followed the one before: the path and the viewers took nothing
   * @returns whether another rate is useful now
   */
  moved(now: Millis, quantiser: number, unlimited: boolean): boolean {
    const typical = this.#quantiser.add(now, quantiser);
    if (typical === undefined || typical <= SOFT || !unlimited) this.#softSince = undefined;
    else this.#softSince ??= now;
    if (typical === undefined || typical >= CLEAR) this.#clearSince = undefined;
    else this.#clearSince ??= now;
    if (typical !== undefined && this.#softSince !== undefined && now - this.#softSince >= EVIDENCE) {
      return this.#take(this.#steps + Math.max(1, Math.round((typical - SOFT) / PER_STEP.typical)));
    }
    if (this.#clearSince !== undefined && now - this.#clearSince >= PATIENCE) return this.#take(this.#steps - 1);
    return false;
  }

  #take(steps: number): boolean {
    const taken = Math.min(MOST_STEPS, Math.max(0, steps));
    if (taken === this.#steps) return false;
    this.#steps = taken;
    this.#softSince = undefined;
    this.#clearSince = undefined;
    this.#quantiser.clear();
    return true;
  }
}
