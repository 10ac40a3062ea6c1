/** The scene process's handle on its encoder thread: the free slots of the ring, and what came of the frames. */
import { RemoteViewError } from '@remote-view/protocol';
import { Worker } from 'node:worker_threads';
import type { FrameInfo, FromEncoder, LinkTarget, ToEncoder } from './encoder-messages.ts';
import { ringMemory, ringSlot, SlotPool, type FrameRingMemory } from './frame-ring.ts';
import type { EncoderChoice } from './h264-options.ts';
import type { EncoderSettings } from './video-encoder.ts';

export interface EncoderThreadHandlers {
  /** A frame left the thread, as so many bytes (0: it was dropped): a slot is free. */
  done(frame: number, encodeMs: number, bytes: number): void;
  /** An IDR is due: a frame is wanted even if the picture did not change. */
  repeat(): void;
  failed(error: RemoteViewError): void;
}

export interface FrameSlot {
  readonly ring: number;
  readonly slot: number;
  readonly bytes: Uint8Array;
}

export class EncoderThread {
  readonly #worker = new Worker(new URL('encoder-worker.ts', import.meta.url));
  readonly #handlers: EncoderThreadHandlers;
  #memory: FrameRingMemory | undefined;
  #slots = new SlotPool();
  #ring = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(handlers: EncoderThreadHandlers) {
    this.#handlers = handlers;
    this.#worker.on('message', (message: FromEncoder) => this.#receive(message));
    this.#worker.on('error', (error) => handlers.failed(RemoteViewError.from(error, 'encoder-failed')));
  }

  /** Opens the encoder for `settings` and makes the ring fit; resolves when it is open. */
  async configure(
    encoder: EncoderChoice,
    settings: EncoderSettings,
    adapter: { readonly name: string; readonly software: boolean },
  ): Promise<void> {
    const slotBytes = settings.width * settings.height * 4;
    if (this.#memory?.slotBytes !== slotBytes) {
      this.#memory = ringMemory(slotBytes);
      this.#slots = new SlotPool();
      this.#ring++;
      this.#send({ type: 'ring', memory: this.#memory });
    }
    this.#send({ type: 'configure', encoder, settings, adapter: adapter.name, software: adapter.software });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Sends access units to the stream process that listens there, from the next IDR on. */
  link(target: LinkTarget): void {
    this.#send({ type: 'link', target });
  }

  /** Frames handed over and not yet encoded. */
  get pending(): number {
    return this.#slots.busy;
  }

  /** A free slot of the ring, or undefined where all are in use: drop the frame. */
  takeSlot(): FrameSlot | undefined {
    const memory = this.#memory;
    const slot = memory === undefined ? undefined : this.#slots.take();
    if (memory === undefined || slot === undefined) return undefined;
    return { ring: this.#ring, slot, bytes: ringSlot(memory, slot) };
  }

  /** Gives back a slot that was not used after all. */
  returnSlot({ ring, slot }: FrameSlot): void {
    if (ring === this.#ring) this.#slots.give(slot);
  }

  encode(info: FrameInfo): void {
    this.#send({ type: 'frame', info });
  }

  /** Closes link and encoder. The thread idles until its process ends: node-av does not survive the end of a thread. */
  close(): void {
    this.#send({ type: 'close' });
    this.#worker.unref();
  }

  #send(message: ToEncoder): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromEncoder): void {
    switch (message.type) {
      case 'ready':
        this.#waiting.shift()?.();
        return;
      case 'done':
        if (message.ring === this.#ring) this.#slots.give(message.slot);
        this.#handlers.done(message.frame, message.encodeMs, message.bytes);
        return;
      case 'repeat':
        this.#handlers.repeat();
        return;
      case 'failed':
        this.#handlers.failed(new RemoteViewError(message.code, message.message));
        return;
      default:
        message satisfies never;
    }
  }
}
