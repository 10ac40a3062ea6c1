/** Reads the gamepads of the page with each refresh while the scene has the input, and hands on what changed. */
import { GamepadWatch, type GamepadSample } from './gamepad-watch.ts';
import { pageGamepads } from './page-gamepads.ts';

export class Gamepads {
  readonly #watch = new GamepadWatch();
  readonly #tell: (sample: GamepadSample) => void;
  #request = 0;
  #wanted = false;

  constructor(tell: (sample: GamepadSample) => void) {
    this.#tell = tell;
  }

  /** Listens to the page while the element is in it. */
  listen(signal: AbortSignal): void {
    addEventListener('gamepadconnected', () => this.#poll(), { signal });
    signal.addEventListener('abort', () => this.stop());
  }

  /** The scene has the input, and knows nothing of gamepads yet. */
  start(): void {
    this.#wanted = true;
    this.#watch.reset();
    this.#poll();
  }

  /** It has it no more; the host centres sticks and lets go of buttons by itself. */
  stop(): void {
    this.#wanted = false;
    cancelAnimationFrame(this.#request);
  }

  #poll(): void {
    cancelAnimationFrame(this.#request);
    if (!this.#wanted) return;
    for (const sample of this.#watch.poll(pageGamepads(), performance.now())) this.#tell(sample);
    // Without one there is nothing to look at until `gamepadconnected`.
    if (this.#watch.active) this.#request = requestAnimationFrame(() => this.#poll());
  }
}
