/** How soon a change of the path is noticed: the same rule for the modelled paths and the emulated ones. Pure. */
import type { Millis } from '@remote-view/protocol';
import type { Flow } from './flow.ts';
import type { Span } from './link.ts';

/** Windows in which a rate is looked at: of frames with noise, twelve say it to 4 %. */
const ARRIVAL_WINDOW: Millis = 200;
const SENDING_WINDOW: Millis = 100;
/** A rate is reached where it is there for a moment and does not collapse right after it. */
const BACK = { share: 0.9, staysAbove: 0.85, within: 1_000 } as const;
/** From the beginning of a phase on, in which its longest wait is looked for. */
export const PEAK_WITHIN: Millis = 5_000;
/** What the goals allow for getting back to 90 %; of a short phase a third. */
const SETTLE: Millis = 5_000;

/** When a phase has had the time that it is given to settle. */
export function settledFrom({ from, to }: Span): Millis {
  return from + Math.min(SETTLE, (to - from) / 3);
}

/** From the span's beginning until what arrives is what could. @param rate bits per second that could */
export function untilFull(arriving: Flow, rate: number, { from, to }: Span): Millis | undefined {
  const isFull = (rateOf: (window: Millis) => number): boolean =>
    rateOf(ARRIVAL_WINDOW) >= BACK.share * rate && rateOf(BACK.within) >= BACK.staysAbove * rate;
  return arriving.until(isFull, BACK.within, from, to);
}

/** From the span's beginning until no more is sent than passes. @param rate bits per second that pass */
export function untilBelow(sending: Flow, rate: number, { from, to }: Span): Millis | undefined {
  return sending.until((rateOf) => rateOf(SENDING_WINDOW) <= rate, SENDING_WINDOW, from, to);
}
