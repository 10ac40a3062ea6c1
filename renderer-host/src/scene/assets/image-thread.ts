/**
 * The thread that decodes images, started with the first of them.
 *
 * A thread of its own, because a scene's own may not load native code once scenes are restricted (restrictions.ts). It is
 * never ended: the end of a thread with a native addon corrupts the heap, and the process ends soon after its scene.
 *
 * Images wait for libvips's threads without a bound: they are what the scene asked for, and the limit of the process's
 * memory holds for them as for all that it keeps.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { Worker } from 'node:worker_threads';
import type { ExternalPixels } from '../../gpu/external-image.ts';
import type { FromImageThread, ImageTask, ToImageThread } from './image-messages.ts';

interface Waiting {
  resolve(pixels: ExternalPixels): void;
  reject(error: RemoteViewError): void;
}

class ImageThread {
  readonly #worker = new Worker(new URL('image-worker.ts', import.meta.url));
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #broken: RemoteViewError | undefined;

  constructor() {
    this.#worker.on('message', (message: FromImageThread) => {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if ('pixels' in message) waiting?.resolve(message.pixels);
      else waiting?.reject(new RemoteViewError('asset-failed', message.failure));
    });
    this.#worker.on('error', (cause: unknown) => {
      const { message } = RemoteViewError.from(cause);
      this.#broken = new RemoteViewError('asset-failed', `Images cannot be decoded here: ${message}`, { cause });
      for (const waiting of this.#waiting.values()) waiting.reject(this.#broken);
      this.#waiting.clear();
    });
  }

  run(task: ImageTask): Promise<ExternalPixels> {
    return new Promise((resolve, reject) => {
      if (this.#broken !== undefined) {
        reject(this.#broken);
        return;
      }
      const id = ++this.#last;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, task } satisfies ToImageThread);
    });
  }
}

let thread: ImageThread | undefined;

/** @throws RemoteViewError `asset-failed` */
export function runImageTask(task: ImageTask): Promise<ExternalPixels> {
  thread ??= new ImageThread();
  return thread.run(task);
}
