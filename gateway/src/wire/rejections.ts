/** Counts what was refused, by reason: the reasons are a closed union, so a peer cannot make the table grow. */
import type { Rejection } from '../switchboard/effects.ts';

export class Rejections {
  readonly #counts = new Map<Rejection, number>();

  add(reason: Rejection): void {
    this.#counts.set(reason, this.count(reason) + 1);
  }

  count(reason: Rejection): number {
    return this.#counts.get(reason) ?? 0;
  }
}
