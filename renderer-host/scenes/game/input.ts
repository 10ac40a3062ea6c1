/** Turns keys and pointer into the game's controls. The pointer steers until a key is pressed, and the other way round. */
import type { SceneCanvas } from '@remote-view/renderer-host';
import { TRACK_HALF, type Controls } from './rules.ts';

const LEFT = new Set(['ArrowLeft', 'KeyA']);
const RIGHT = new Set(['ArrowRight', 'KeyD']);
const JUMP = new Set(['Space', 'ArrowUp', 'KeyW', 'Enter']);

export class GameInput {
  readonly #held = new Set<string>();
  #byKeys = true;
  #targetX = 0;
  #jump = false;

  /** @param press called when the button or key is pressed that starts and jumps */
  constructor(canvas: SceneCanvas, press: () => void, signal: AbortSignal) {
    const point = (event: PointerEvent): void => {
      // The edges of the track are reached well inside the picture.
      this.#targetX = ((event.offsetX / canvas.clientWidth) * 2 - 1) * TRACK_HALF * 1.7;
      this.#byKeys = false;
    };
    canvas.addEventListener('pointermove', point, { signal });
    canvas.addEventListener(
      'pointerdown',
      (event) => {
        point(event);
        this.#jump = true;
        press();
      },
      { signal },
    );
    canvas.addEventListener(
      'keydown',
      (event) => {
        if (event.repeat) return;
        this.#held.add(event.code);
        if (LEFT.has(event.code) || RIGHT.has(event.code)) this.#byKeys = true;
        if (!JUMP.has(event.code)) return;
        this.#jump = true;
        press();
      },
      { signal },
    );
    canvas.addEventListener('keyup', (event) => this.#held.delete(event.code), { signal });
    canvas.addEventListener('blur', () => this.#held.clear(), { signal });
  }

  /** What is wanted now; a jump is told once. */
  read(): Controls {
    const jump = this.#jump;
    this.#jump = false;
    const right = [...this.#held].some((code) => RIGHT.has(code)) ? 1 : 0;
    const left = [...this.#held].some((code) => LEFT.has(code)) ? 1 : 0;
    return { steer: this.#byKeys ? right - left : undefined, targetX: this.#targetX, jump };
  }
}
