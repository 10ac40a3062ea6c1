/**
 * Keeps the screen of a phone or a laptop on while `screen-wish.ts` says so. The browser ends each lock when the page is
 * hidden, and may refuse one (battery saver): then the next sign of life asks again, no more often than {@link RETRY_AFTER}.
 */
import type { Millis } from '@remote-view/protocol';
import { ScreenWish } from './screen-wish.ts';

const RETRY_AFTER: Millis = 5_000;

export class ScreenLock {
  readonly #wish = new ScreenWish();
  #lock: WakeLockSentinel | null = null;
  #askedAt: Millis = -Infinity;
  #asking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param element where input counts */
  constructor(element: HTMLElement) {
    for (const type of ['pointerdown', 'pointermove', 'wheel', 'keydown'] as const) {
      element.addEventListener(type, () => this.active(), { passive: true });
    }
  }

  /** Listens to the page while the element is in it. */
  listen(signal: AbortSignal): void {
    document.addEventListener(
      'visibilitychange',
      () => {
        // What the browser took is asked for again at once.
        this.#askedAt = -Infinity;
        this.#update();
      },
      { signal },
    );
  }

  /** The picture is live, and the page lets the screen stay on. */
  set live(live: boolean) {
    this.#wish.live = live;
    this.#update();
  }

  /** There was input, or another picture. */
  active(): void {
    this.#wish.active(performance.now());
    if (this.#lock === null) this.#update();
  }

  #update(): void {
    const now = performance.now();
    this.#wish.visible = !document.hidden;
    clearTimeout(this.#timer);
    const restsAt = this.#wish.restsAt(now);
    if (restsAt === null) return this.#release();
    this.#timer = setTimeout(() => this.#update(), restsAt - now + 1);
    if (this.#lock !== null || this.#asking || now - this.#askedAt < RETRY_AFTER) return;
    this.#askedAt = now;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    const lock = await navigator.wakeLock.request('screen').catch(() => null);
    this.#asking = false;
    this.#lock = lock;
    lock?.addEventListener('release', () => {
      if (this.#lock === lock) this.#lock = null;
    });
    // It may not be wanted any more.
    if (lock !== null) this.#update();
  }

  #release(): void {
    const lock = this.#lock;
    if (lock === null) return;
    this.#lock = null;
    this.#askedAt = -Infinity;
    void lock.release();
  }
}
