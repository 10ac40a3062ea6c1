/**
 * Asks the browser for the pointer lock that the scene wishes for, and says what became of it. The browser decides: it
 * wants a click or a key of the user shortly before, and Escape ends the lock at any time.
 */
import type { LockRequest } from '@remote-view/protocol';

export class PointerLock {
  readonly #stage: HTMLElement;
  readonly #answer: (locked: boolean, refused: string) => void;
  /** The scene's newest word. */
  #wanted = false;
  #locked = false;
  /** The browser says by a promise why it refuses. Others fire an event without a reason. */
  #explains = false;

  /** @param signal ends it */
  constructor(stage: HTMLElement, answer: (locked: boolean, refused: string) => void, signal: AbortSignal) {
    this.#stage = stage;
    this.#answer = answer;
    document.addEventListener('pointerlockchange', () => this.#changed(), { signal });
    document.addEventListener(
      'pointerlockerror',
      () => this.#explains || answer(false, 'the browser wants a click or a key shortly before'),
      { signal },
    );
  }

  get locked(): boolean {
    return this.#locked;
  }

  async request({ wanted, unadjusted }: LockRequest): Promise<void> {
    this.#wanted = wanted;
    if (!wanted) return this.exit();
    if (this.#locked) return this.#answer(true, '');
    try {
      // Missing on phones, whatever the types say.
      const request = this.#stage.requestPointerLock as HTMLElement['requestPointerLock'] | undefined;
      if (request === undefined) throw new Error('this browser has no pointer lock');
      const asked: unknown = request.call(this.#stage, unadjusted ? { unadjustedMovement: true } : undefined);
      this.#explains = asked instanceof Promise;
      await asked;
    } catch (thrown) {
      this.#answer(false, (thrown as Error).message.slice(0, 200));
    }
  }

  exit(): void {
    if (this.#locked) document.exitPointerLock();
  }

  #changed(): void {
    const root = this.#stage.getRootNode() as ShadowRoot;
    const locked = root.pointerLockElement === this.#stage;
    if (locked === this.#locked) return;
    this.#locked = locked;
    this.#answer(locked, '');
    // The scene changed its mind while the browser was asked.
    if (locked && !this.#wanted) this.exit();
  }
}
