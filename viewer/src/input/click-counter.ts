/**
 * Counts clicks in a row: pointer events, unlike mouse events, do not. A scene needs it for double clicks.
 */
import { POSITION_MAX, type Millis } from '@remote-view/protocol';

const WITHIN: Millis = 500;
/** About 1 % of the picture: a hand that trembles is still the same place. */
const NEAR = POSITION_MAX / 100;

export class ClickCounter {
  #button = -1;
  #time: Millis = -Infinity;
  #x = 0;
  #y = 0;
  #count = 0;

  /** A button went down at a position of 0..65535. @returns which click in a row this is, 1..255 */
  down(button: number, x: number, y: number, now: Millis): number {
    const again = button === this.#button && now - this.#time <= WITHIN && this.#isNear(x, y);
    this.#count = again ? Math.min(255, this.#count + 1) : 1;
    this.#button = button;
    this.#time = now;
    this.#x = x;
    this.#y = y;
    return this.#count;
  }

  /** The count that belongs to the release of `button`. One that was dragged is the last in its row. */
  up(button: number, x: number, y: number): number {
    if (button !== this.#button) return 1;
    if (!this.#isNear(x, y)) this.#time = -Infinity;
    return this.#count;
  }

  #isNear(x: number, y: number): boolean {
    return Math.abs(x - this.#x) <= NEAR && Math.abs(y - this.#y) <= NEAR;
  }
}
