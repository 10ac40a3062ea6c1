/**
 * Which packets a path loses: each by itself, or in bursts.
 *
 * Bursts follow Gilbert's model: a path is good or bad, everything in a bad stretch is lost, and both last a random
 * number of packets with a given mean, so that losses come as they do where a radio fades.
 */
import type { Random } from '../stats/random.ts';

export type LossModel =
  /** @param share 0..1 */
  | { readonly type: 'random'; readonly share: number }
  /** Means of the lengths of good and of bad stretches, in packets; at least 1. */
  | { readonly type: 'bursts'; readonly good: number; readonly bad: number };

export class LossProcess {
  readonly #model: LossModel;
  readonly #random: Random;
  #bad = false;

  constructor(model: LossModel, random: Random) {
    this.#model = model;
    this.#random = random;
  }

  /** Whether the next packet is lost. */
  next(): boolean {
    const model = this.#model;
    if (model.type === 'random') return this.#random() < model.share;
    const lost = this.#bad;
    if (this.#random() < 1 / (lost ? model.bad : model.good)) this.#bad = !lost;
    return lost;
  }
}
