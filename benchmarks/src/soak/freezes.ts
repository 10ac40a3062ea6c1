/**
 * Freezes, as WebRTC's statistics mean them (W3C webrtc-stats, `freezeCount`): a frame comes later than max(3 d, d + 150 ms)
 * after the one before it, where d is the mean distance of the 30 distances before. Computed here, from the times at which
 * frames were presented, so that windows and rule are ours.
 */
import type { Millis } from '@remote-view/protocol';

export interface Freeze {
  /** The last frame before it. */
  readonly at: Millis;
  /** Until the next frame. */
  readonly duration: Millis;
}

const HISTORY = 30;

/** @param presented ascending; before there are 30 distances, those that there are count, and the first never is a freeze */
export function findFreezes(presented: readonly Millis[]): Freeze[] {
  const freezes: Freeze[] = [];
  const history: Millis[] = [];
  for (const [index, time] of presented.entries()) {
    const before = presented[index - 1];
    if (before === undefined) continue;
    const gap = time - before;
    if (history.length > 0) {
      const mean = history.reduce((total, distance) => total + distance, 0) / history.length;
      if (gap > Math.max(3 * mean, mean + 150)) freezes.push({ at: before, duration: gap });
    }
    history.push(gap);
    if (history.length > HISTORY) history.shift();
  }
  return freezes;
}
