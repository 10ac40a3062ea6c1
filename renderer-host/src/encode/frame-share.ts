/**
 * How many intervals' worth of bits a frame gets: an encoder counts frames, a path counts time.
 *
 * A scene of 30 Hz makes up to 60 frames a second while there is input, and one that is too heavy makes 20. With a fixed
 * share for each, the first would send twice what the path takes, and the second leave a third of it unused.
 */
import type { Millis } from '@remote-view/protocol';

/** Shares come in quarters: every new one is a reconfiguration of the encoder, and timers jitter by more than nothing. */
const STEP = 0.25;
/** A frame stands for no more time than this, in intervals; what comes later follows a pause. */
const LONGEST = 2;

/**
 * @param sincePrevious from the start of the frame before to the start of this one; infinite for the first
 * @param interval of the frame rate
 * @returns intervals, 0.25 to 2
 */
export function frameShare(sincePrevious: Millis, interval: Millis): number {
  const intervals = Math.round(sincePrevious / interval / STEP) * STEP;
  // The first frame after a pause answers somebody: more than one share would take longer on the wire than any other.
  if (intervals > LONGEST) return 1;
  return Math.max(STEP, intervals);
}
