/**
 * Looking around and walking without a pointer lock: a mouse that drags looks; of fingers, one that begins in the left
 * third of the picture walks, as on a stick, and any other looks.
 */

/** Radians for the width of the picture. */
const TURN = 2.6;
/** CSS pixels of the stick that are full speed. */
const STICK = 60;
const STICK_PART = 0.36;
/** CSS pixels that a click may move. */
const SLOP = 5;

export interface Stick {
  readonly right: number;
  readonly ahead: number;
}

export class LookByDrag {
  readonly #canvas: HTMLCanvasElement;
  readonly #look: (yaw: number, pitch: number) => void;
  readonly #pointers = new Map<number, { x: number; y: number; readonly stick: boolean }>();
  #stick: Stick = { right: 0, ahead: 0 };
  #travelled = 0;

  /** @param look turns by so many radians; upwards is positive */
  constructor(canvas: HTMLCanvasElement, look: (yaw: number, pitch: number) => void, signal: AbortSignal) {
    this.#canvas = canvas;
    this.#look = look;
    canvas.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    canvas.addEventListener('pointermove', (event) => this.#move(event), { signal });
    for (const type of ['pointerup', 'pointercancel'] as const) {
      canvas.addEventListener(type, ({ pointerId }) => this.#up(pointerId), { signal });
    }
  }

  /** What was pressed last was dragged: a click that ends it means nothing else. */
  get dragged(): boolean {
    return this.#travelled > SLOP;
  }

  get stick(): Stick {
    return this.#stick;
  }

  #down({ pointerId, pointerType, offsetX, offsetY }: PointerEvent): void {
    this.#travelled = 0;
    const stick = pointerType === 'touch' && offsetX < this.#canvas.clientWidth * STICK_PART;
    this.#pointers.set(pointerId, { x: offsetX, y: offsetY, stick });
  }

  #move({ pointerId, buttons, offsetX, offsetY }: PointerEvent): void {
    const pointer = this.#pointers.get(pointerId);
    if (pointer === undefined) return;
    if (buttons === 0) return this.#up(pointerId);
    const [dx, dy] = [offsetX - pointer.x, offsetY - pointer.y];
    if (pointer.stick) {
      const part = (way: number): number => Math.max(-1, Math.min(1, way / STICK));
      this.#stick = { right: part(dx), ahead: part(-dy) };
      return;
    }
    this.#travelled += Math.hypot(dx, dy);
    pointer.x = offsetX;
    pointer.y = offsetY;
    const scale = TURN / this.#canvas.clientWidth;
    // The place is dragged along, so the eyes turn the other way.
    this.#look(dx * scale, dy * scale);
  }

  #up(pointerId: number): void {
    if (this.#pointers.get(pointerId)?.stick === true) this.#stick = { right: 0, ahead: 0 };
    this.#pointers.delete(pointerId);
  }
}
