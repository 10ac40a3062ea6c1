/**
 * What a viewer's picture is held to, and by what: for the page's statistics, and only where it is another than the page
 * knows. Pure.
 */
import type { RateInfo } from '@remote-view/protocol';
import { isWorthTelling } from './shared-rate.ts';

/** Bits per second. */
export interface RateBounds {
  /** What congestion control gives. */
  readonly network: number;
  /** What the viewer wishes at most; infinite where it does not say. */
  readonly viewer: number;
  /** What the encoder could use. */
  readonly scene: number;
}

export class RateReport {
  #told: RateInfo | undefined;

  /** @returns undefined where the page knows it */
  next({ network, viewer, scene }: RateBounds): RateInfo | undefined {
    const target = Math.round(Math.min(network, viewer, scene));
    const limitedBy = target >= viewer ? 'viewer' : target >= scene ? 'scene' : 'network';
    if (limitedBy === this.#told?.limitedBy && !isWorthTelling(target, this.#told.target)) return undefined;
    this.#told = { type: 'rate', target, limitedBy };
    return this.#told;
  }
}
