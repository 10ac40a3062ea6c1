/** How often the gateway is asked: every two seconds, less and less often while it does not answer. */
import type { Millis } from '@remote-view/protocol';

export const POLL_EVERY: Millis = 2_000;
const LONGEST: Millis = 30_000;

/** @param failures in a row */
export function pauseAfter(failures: number): Millis {
  return Math.min(POLL_EVERY * 2 ** failures, LONGEST);
}
