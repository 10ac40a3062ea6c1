/**
 * What the path held whenever it was overused: the throughput at those times, and how much it scatters. While a rate is
 * near it the sender grows carefully; throughput far from it means another path, and it is forgotten.
 */

const WEIGHT = 0.05;
/** Squared deviations, in kbit/s, over the estimate: a scatter of 2 % to 5 % at 1 Mbit/s. */
const MIN_DEVIATION = 0.4;
const MAX_DEVIATION = 2.5;
const DEVIATIONS = 3;

export class LinkCapacity {
  #kilobits: number | undefined;
  #deviation = MIN_DEVIATION;

  /** Bits per second; undefined where the path was not overused yet, or not since it changed. */
  get estimate(): number | undefined {
    return this.#kilobits === undefined ? undefined : this.#kilobits * 1_000;
  }

  /** @param throughput bits per second that arrived while the path was overused */
  overused(throughput: number): void {
    const sample = throughput / 1_000;
    const estimate = this.#kilobits === undefined ? sample : this.#kilobits + WEIGHT * (sample - this.#kilobits);
    const error = (estimate - sample) ** 2 / Math.max(estimate, 1);
    const deviation = (1 - WEIGHT) * this.#deviation + WEIGHT * error;
    this.#kilobits = estimate;
    this.#deviation = Math.min(Math.max(deviation, MIN_DEVIATION), MAX_DEVIATION);
  }

  isBelow(throughput: number): boolean {
    const estimate = this.#kilobits;
    return estimate !== undefined && throughput / 1_000 > estimate + this.#spread(estimate);
  }

  isAbove(throughput: number): boolean {
    const estimate = this.#kilobits;
    return estimate !== undefined && throughput / 1_000 < estimate - this.#spread(estimate);
  }

  forget(): void {
    this.#kilobits = undefined;
  }

  #spread(estimate: number): number {
    return DEVIATIONS * Math.sqrt(this.#deviation * estimate);
  }
}
