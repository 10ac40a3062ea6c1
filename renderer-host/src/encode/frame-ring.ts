/**
 * Shared memory between the thread that reads frames back from the GPU and the thread that encodes them.
 *
 * A few equal slots; a slot is owned by the reader until it is handed over by message and by the encoder until it comes
 * back. Where no slot is free the frame is dropped before it was encoded, which costs no key frame: the newest wins.
 */
export const RING_SLOTS = 3;

/** The part of a ring that crosses to the other thread. */
export interface FrameRingMemory {
  readonly buffer: SharedArrayBuffer;
  readonly slotBytes: number;
}

export function ringMemory(slotBytes: number): FrameRingMemory {
  return { buffer: new SharedArrayBuffer(slotBytes * RING_SLOTS), slotBytes };
}

/** The bytes of one slot. */
export function ringSlot(memory: FrameRingMemory, slot: number): Uint8Array {
  return new Uint8Array(memory.buffer, slot * memory.slotBytes, memory.slotBytes);
}

/** Which slots are free; lives on the reading side. */
export class SlotPool {
  readonly #free: number[] = Array.from({ length: RING_SLOTS }, (_, index) => index);

  take(): number | undefined {
    return this.#free.pop();
  }

  /** @returns whether this one was free */
  takeThis(slot: number): boolean {
    const index = this.#free.indexOf(slot);
    if (index !== -1) this.#free.splice(index, 1);
    return index !== -1;
  }

  give(slot: number): void {
    this.#free.push(slot);
  }

  get busy(): number {
    return RING_SLOTS - this.#free.length;
  }
}
