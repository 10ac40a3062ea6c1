/**
 * A view's handle on its encoder on the encoder's thread: the free slots of the rings, and what came of the frames.
 *
 * Each size of picture has a ring of its own, so that frames of the old size that are still being read back at a resize
 * are encoded like any other. The ring before goes with the first frame that came through the new one.
 */
import { RemoteViewError, type Preference } from '@remote-view/protocol';
import type { FrameInfo, FrameOutcome, FromViewEncoder, SlotPicture, ToViewEncoder } from './encoder-messages.ts';
import { ringMemory, ringSlot, SlotPool, type FrameRingMemory } from './frame-ring.ts';
import type { EncoderChoice } from './h264-options.ts';
import type { EncoderSettings } from './video-encoder.ts';

export interface PictureEncoderHandlers {
  /** A frame left the thread: a slot is free. */
  done(outcome: FrameOutcome): void;
  /** A frame is wanted even if the picture did not change: an IDR is due, or the newest picture was left out. */
  repeat(): void;
  /** What the viewers want at most has changed. */
  prefer(preference: Preference): void;
}

export interface FrameSlot {
  readonly ring: number;
  readonly slot: number;
  readonly bytes: Uint8Array;
}

interface Ring {
  readonly memory: FrameRingMemory;
  readonly slots: SlotPool;
  readonly width: number;
  readonly height: number;
}

export class PictureEncoder {
  readonly #send: (message: ToViewEncoder) => void;
  readonly #handlers: PictureEncoderHandlers;
  readonly #rings = new Map<number, Ring>();
  #newest = 0;
  /** Of all its pictures. */
  #format: SlotPicture['format'] = 'bgra';
  /** The newest frame that the thread is done with, for as long as its slot was not taken again. */
  #picture: SlotPicture | undefined;
  #thumbnail: PromiseWithResolvers<Uint8Array | undefined> | undefined;
  /** The slot that a thumbnail is being made of. */
  #thumbnailSlot: SlotPicture | undefined;
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  /** @param send to the encoder of this view */
  constructor(send: (message: ToViewEncoder) => void, handlers: PictureEncoderHandlers) {
    this.#send = send;
    this.#handlers = handlers;
  }

  /**
   * Opens the encoder for `settings` and makes a ring for their size; resolves when it is open.
   * @param settings `bitrate` is what such pictures can use; the stream process may allow less
   */
  async configure(
    encoder: EncoderChoice,
    settings: EncoderSettings,
    adapter: { readonly name: string; readonly software: boolean },
  ): Promise<void> {
    if (this.#closed) return;
    const { width, height } = settings;
    const newest = this.#rings.get(this.#newest);
    if (newest?.width !== width || newest.height !== height) {
      // Sizes in a row: of those that no frame came through, only the newest is of use.
      for (const ring of this.#rings.keys()) if (ring < this.#newest) this.#rings.delete(ring);
      const memory = ringMemory(width * height * 4);
      this.#rings.set(++this.#newest, { memory, slots: new SlotPool(), width, height });
      this.#send({ type: 'ring', ring: this.#newest, memory });
    }
    this.#send({ type: 'configure', encoder, settings, adapter: adapter.name, software: adapter.software });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Frames handed over and not yet encoded. */
  get pending(): number {
    let busy = 0;
    for (const { slots } of this.#rings.values()) busy += slots.busy;
    return this.#rings.has(this.#thumbnailSlot?.ring ?? 0) ? busy - 1 : busy;
  }

  /** A free slot for a picture of this size, or undefined where there is none: drop the frame. */
  takeSlot(width: number, height: number): FrameSlot | undefined {
    for (const [ring, { memory, slots, ...size }] of this.#rings) {
      if (size.width !== width || size.height !== height) continue;
      const slot = slots.take();
      if (ring === this.#picture?.ring && slot === this.#picture.slot) this.#picture = undefined;
      return slot === undefined ? undefined : { ring, slot, bytes: ringSlot(memory, slot) };
    }
    return undefined;
  }

  /** Gives back a slot that was not used after all. */
  returnSlot({ ring, slot }: FrameSlot): void {
    this.#rings.get(ring)?.slots.give(slot);
  }

  encode(info: FrameInfo): void {
    if (this.#closed) return;
    this.#format = info.format;
    this.#send({ type: 'frame', info });
  }

  /**
   * A small JPEG of the newest picture: of the last one where the scene rests, of the next one where the last is being written
   * over. Undefined where it does not fit into one, and at the end. @throws RemoteViewError `encoder-failed`
   */
  thumbnail(): Promise<Uint8Array | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    this.#thumbnail ??= Promise.withResolvers();
    this.#makeThumbnail();
    return this.#thumbnail.promise;
  }

  /** Ends the encoder. What is handed over later is let go. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#send({ type: 'close' });
    for (const resolve of this.#waiting.splice(0)) resolve();
    this.#thumbnail?.resolve(undefined);
  }

  /** What the encoder says. */
  receive(message: FromViewEncoder): void {
    if (this.#closed) return;
    switch (message.type) {
      case 'ready':
        this.#waiting.shift()?.();
        return;
      case 'done': {
        const { ring, slot, frame, bytes, encodeMs, keyFrame, quantiser, unlimited } = message;
        this.#rings.get(ring)?.slots.give(slot);
        // Frames come in order: nothing of the size before is on its way any more.
        for (const before of this.#rings.keys()) if (before < ring) this.#rings.delete(before);
        const { width, height } = this.#rings.get(ring) ?? {};
        if (width !== undefined && height !== undefined) {
          this.#picture = { ring, slot, format: this.#format, width, height };
          this.#makeThumbnail();
        }
        this.#handlers.done({ frame, bytes, encodeMs, keyFrame, quantiser, unlimited });
        return;
      }
      case 'thumbnail': {
        const { ring, slot, jpeg, problem } = message;
        this.#rings.get(ring)?.slots.give(slot);
        const thumbnail = this.#thumbnail;
        this.#thumbnail = undefined;
        this.#thumbnailSlot = undefined;
        if (problem === undefined) thumbnail?.resolve(jpeg);
        else thumbnail?.reject(new RemoteViewError('encoder-failed', problem));
        return;
      }
      case 'repeat':
        this.#handlers.repeat();
        return;
      case 'prefer':
        this.#handlers.prefer(message.preference);
        return;
      default:
        message satisfies never;
    }
  }

  /** The picture's slot is the thread's until the thumbnail is made. */
  #makeThumbnail(): void {
    const picture = this.#picture;
    if (picture === undefined || this.#thumbnail === undefined || this.#thumbnailSlot !== undefined) return;
    if (this.#rings.get(picture.ring)?.slots.takeThis(picture.slot) !== true) return;
    this.#thumbnailSlot = picture;
    this.#send({ type: 'thumbnail', ...picture });
  }
}
