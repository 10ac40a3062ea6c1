/** How long a place in the line will take, by how often slots became free lately. */
import type { Millis } from '@remote-view/protocol';

/** Older than this says nothing about now. */
const WINDOW: Millis = 30 * 60_000;
/** Slots that are looked back at. */
export const MAX_REMEMBERED = 32;

/**
 * Until so many slots have become free. Since the last one counts as well, a rate that dries up is believed less and less.
 * @param freed when slots became free, the oldest first
 * @returns undefined where fewer than two became free lately
 */
export function timeUntil(slots: number, freed: readonly Millis[], now: Millis): Millis | undefined {
  const lately = freed.filter((at) => now - at <= WINDOW);
  const [oldest] = lately;
  if (oldest === undefined || lately.length < 2) return undefined;
  return (slots * (now - oldest)) / (lately.length - 1);
}

/** Whole seconds that do not change with every look: steps of 5 s, from one minute on of 30 s, from ten minutes on of 60 s. */
export function coarseSeconds(time: Millis): number {
  const seconds = time / 1_000;
  const step = seconds < 60 ? 5 : seconds < 600 ? 30 : 60;
  return Math.max(step, Math.ceil(seconds / step) * step);
}
