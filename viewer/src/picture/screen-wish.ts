/**
 * Whether the screen should stay on: while the picture is live and can be seen, and somebody uses it or something moves in
 * it. A still picture that nobody touches leaves the screen to the system's own idea of rest.
 */
import type { Millis } from '@remote-view/protocol';

/** A glance at a picture that stands still takes no longer. */
export const AWAKE_FOR: Millis = 120_000;

export class ScreenWish {
  #live = false;
  #visible = true;
  #activeAt: Millis = -Infinity;

  set live(live: boolean) {
    this.#live = live;
  }

  set visible(visible: boolean) {
    this.#visible = visible;
  }

  /** There was input, or another picture. */
  active(now: Millis): void {
    this.#activeAt = now;
  }

  wants(now: Millis): boolean {
    return this.#live && this.#visible && now - this.#activeAt < AWAKE_FOR;
  }

  /** When {@link wants} changes if nothing else does; null where it does not. */
  restsAt(now: Millis): Millis | null {
    return this.wants(now) ? this.#activeAt + AWAKE_FOR : null;
  }
}
