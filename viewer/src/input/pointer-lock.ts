/**
 * Asks the browser for the pointer lock that the scene wishes for, and says what became of it. The browser decides: it
 * wants a click or a key of the user shortly before, and Escape ends the lock at any time. Where it has no raw movement for
 * this mouse, a lock with the system's acceleration is better than none.
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

  constructor(stage: HTMLElement, answer: (locked: boolean, refused: string) => void) {
    this.#stage = stage;
    this.#answer = answer;
  }

  /** Listens to the page while the element is in it. */
  listen(signal: AbortSignal): void {
    document.addEventListener('pointerlockchange', () => this.#changed(), { signal });
    document.addEventListener(
      'pointerlockerror',
      () => this.#explains || this.#answer(false, 'the browser wants a click or a key shortly before'),
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
      await this.#ask(unadjusted ? { unadjustedMovement: true } : undefined);
    } catch (thrown) {
      if (unadjusted && (thrown as Error).name === 'NotSupportedError')
        return this.request({ type: 'lock', wanted, unadjusted: false });
      this.#answer(false, (thrown as Error).message.slice(0, 200));
    }
  }

  async #ask(options: PointerLockOptions | undefined): Promise<void> {
    // Missing on phones, whatever the types say.
    const request = this.#stage.requestPointerLock as HTMLElement['requestPointerLock'] | undefined;
    if (request === undefined) throw new Error('this browser has no pointer lock');
    const asked: unknown = request.call(this.#stage, options);
    this.#explains = asked instanceof Promise;
    await asked;
  }

  /** The page wishes for it. @throws what the browser says */
  async enter(options?: PointerLockOptions): Promise<void> {
    this.#wanted = true;
    this.#explains = true;
    await this.#stage.requestPointerLock(options);
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
