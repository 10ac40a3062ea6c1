/** The scene process's handle on its encoder thread, on which each view has an encoder of its own. */
import { RemoteViewError } from '@remote-view/protocol';
import { Worker } from 'node:worker_threads';
import type { FromEncoder, LinkTarget, ToEncoder } from './encoder-messages.ts';
import { PictureEncoder, type PictureEncoderHandlers } from './picture-encoder.ts';

export class EncoderThread {
  readonly #worker = new Worker(new URL('encoder-worker.ts', import.meta.url));
  readonly #views = new Map<number, PictureEncoder>();
  readonly #failed: (error: RemoteViewError) => void;

  /** @param failed an encoder or the thread did: nothing comes from any of them any more */
  constructor(failed: (error: RemoteViewError) => void) {
    this.#failed = failed;
    this.#worker.on('message', (message: FromEncoder) => this.#receive(message));
    this.#worker.on('error', (error) => failed(RemoteViewError.from(error, 'encoder-failed')));
  }

  /** Sends access units of all views to the stream process that listens there, from the next IDR on. */
  link(target: LinkTarget): void {
    this.#send({ type: 'link', target });
  }

  /** @param view unique in this thread; 0 for the one that all viewers share */
  open(view: number, handlers: PictureEncoderHandlers): PictureEncoder {
    const encoder = new PictureEncoder((message) => {
      if (message.type === 'close') this.#views.delete(view);
      this.#send({ type: 'view', view, message });
    }, handlers);
    this.#views.set(view, encoder);
    return encoder;
  }

  /** Closes link and encoders. The thread idles until its process ends (`encoder-worker.ts`). */
  close(): void {
    this.#send({ type: 'close' });
    this.#worker.unref();
  }

  #send(message: ToEncoder): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromEncoder): void {
    if (message.type === 'view') this.#views.get(message.view)?.receive(message.message);
    else this.#failed(new RemoteViewError(message.code, message.message));
  }
}
