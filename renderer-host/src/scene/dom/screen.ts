/** The screen: what controls that go by a device's orientation ask. Whoever sent an orientation last has turned it so. */
import type { HeadlessDocument } from './document.ts';

class HeadlessScreenOrientation extends EventTarget {
  #angle = 0;

  /** Degrees by which the viewer's screen is turned. */
  get angle(): number {
    return this.#angle;
  }

  get type(): OrientationType {
    const upright = this.#angle % 180 === 0;
    const first = this.#angle < 180 ? 'primary' : 'secondary';
    return `${upright ? 'portrait' : 'landscape'}-${first}`;
  }

  /** @returns whether it is another now */
  turn(angle: number): boolean {
    if (angle === this.#angle) return false;
    this.#angle = angle;
    this.dispatchEvent(new Event('change'));
    return true;
  }
}

export class HeadlessScreen {
  readonly orientation = new HeadlessScreenOrientation();
  readonly #document: HeadlessDocument;

  constructor(document: HeadlessDocument) {
    this.#document = document;
  }

  get width(): number {
    return this.#document.size.width;
  }
  get height(): number {
    return this.#document.size.height;
  }
}
