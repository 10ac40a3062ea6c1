/**
 * The estimate from delay alone: packets in groups, their trend, the detector's verdict and the rate that follows from
 * it. A probe's result takes the rate's place, unless the path is overused.
 */
import type { Millis } from '@remote-view/protocol';
import { OveruseDetector, type Usage } from './overuse-detector.ts';
import { PacketGroups } from './packet-groups.ts';
import { RateControl } from './rate-control.ts';
import { Trendline } from './trendline.ts';

export interface Arrival {
  readonly bytes: number;
  readonly sentAt: Millis;
  readonly receivedAt: Millis;
}

export interface DelayVerdict {
  /** The rate is what a probe found. */
  readonly probed: boolean;
  /** A queue that overuse had left is gone. */
  readonly recovered: boolean;
}

/** After such a silence the newest group says nothing about the next. */
const FORGET_AFTER: Millis = 2_000;

export class DelayBased {
  readonly #groups = new PacketGroups();
  readonly #trendline = new Trendline();
  readonly #detector = new OveruseDetector();
  readonly #control: RateControl;
  #heardAt: Millis | undefined;

  constructor(start: number, min: number) {
    this.#control = new RateControl(start, min);
  }

  /** Bits per second. */
  get rate(): number {
    return this.#control.rate;
  }

  get usage(): Usage {
    return this.#detector.usage;
  }

  setRoundTrip(rtt: Millis): void {
    this.#control.setRoundTrip(rtt);
  }

  /**
   * @param arrivals in order of arrival, at least one
   * @param acked bits per second that arrive
   * @param probe bits per second that a probe found
   */
  update(
    arrivals: readonly Arrival[],
    acked: number | undefined,
    probe: number | undefined,
    now: Millis,
  ): DelayVerdict {
    if (this.#heardAt !== undefined && now - this.#heardAt > FORGET_AFTER) {
      this.#groups.reset();
      this.#trendline.reset();
    }
    this.#heardAt = now;
    let recovered = false;
    for (const { sentAt, receivedAt } of arrivals) {
      const spacing = this.#groups.add(sentAt, receivedAt, now);
      if (spacing === undefined) continue;
      const before = this.#detector.usage;
      const usage = this.#detector.update(this.#trendline.add(spacing), spacing.sent, spacing.receivedAt);
      recovered ||= before === 'under' && usage === 'normal';
    }
    return { probed: this.#apply(acked, probe, now), recovered };
  }

  /** @returns whether a probe set the rate */
  #apply(acked: number | undefined, probe: number | undefined, now: Millis): boolean {
    if (this.#detector.usage === 'over') {
      if (acked !== undefined) {
        if (this.#control.mayReduce(acked, now)) this.#control.update('over', acked, now);
      } else {
        // Nobody knows yet what arrives, only that it is too much.
        this.#control.setRate(this.#control.rate / 2, now);
      }
      return false;
    }
    if (probe !== undefined) {
      this.#control.setRate(probe, now);
      return true;
    }
    this.#control.update(this.#detector.usage, acked, now);
    return false;
  }
}
