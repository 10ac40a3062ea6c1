/** How long a place in the queue will take, by how often slots became free lately. */
import type { Millis } from '@remote-view/protocol';

/** Older than this says nothing about now. */
const WINDOW: Millis = 30 * 60_000;
const MAX_REMEMBERED = 32;

export class SlotRate {
  /** When slots became free, and for which scenes, the oldest first. */
  #freed: { readonly at: Millis; readonly scenes: ReadonlySet<string> }[] = [];

  freed(now: Millis, scenes: ReadonlySet<string>): void {
    this.#freed.push({ at: now, scenes });
    if (this.#freed.length > MAX_REMEMBERED) this.#freed.shift();
  }

  /**
   * Until as many slots have become free that the scene can use. Since the last one counts as well, a rate that dries up is believed less and less.
   * @returns undefined where fewer than two slots became free lately
   */
  timeUntil(slots: number, scene: string, now: Millis): Millis | undefined {
    this.#freed = this.#freed.filter(({ at }) => now - at <= WINDOW);
    const usable = this.#freed.filter(({ scenes }) => scenes.has(scene));
    const [oldest] = usable;
    if (oldest === undefined || usable.length < 2) return undefined;
    return (slots * (now - oldest.at)) / (usable.length - 1);
  }
}

/** Whole seconds that do not change with every look: steps of 5 s, from one minute on of 30 s, from ten minutes on of 60 s. */
export function coarseSeconds(time: Millis): number {
  const seconds = time / 1_000;
  const step = seconds < 60 ? 5 : seconds < 600 ? 30 : 60;
  return Math.max(step, Math.ceil(seconds / step) * step);
}
