/**
 * `Worker` for the scene: a thread that runs a script out of a blob, as DRACOLoader, KTX2Loader and MeshoptDecoder make
 * them.
 *
 * A worker that fails and that nobody listens to would leave its loader waiting for good, so such an error counts as that
 * of an asset. Threads are ended only because they load no native addon: the end of one that does corrupts the heap.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { resolveObjectURL, type Blob } from 'node:buffer';
import { Worker as Thread, type Transferable } from 'node:worker_threads';
import { workerComplaint } from './loader-complaints.ts';

/** Of one scene at a time; each is a V8 isolate of some 10 MB. */
export const MAX_WORKERS = 16;

/** What of the realm it works by. */
export interface WorkerRealm {
  readonly failed: () => (error: RemoteViewError) => RemoteViewError;
  /** A loader's worker mentions that a task failed. */
  readonly complain: (line: string) => void;
}

/** What the thread starts with. */
export interface WorkerStart {
  readonly source: Blob;
  readonly url: string;
  readonly name: string;
}

/** As a browser's ErrorEvent, which Node does not have. */
class WorkerErrorEvent extends Event {
  readonly message: string;
  readonly error: unknown;

  constructor(error: unknown) {
    super('error', { cancelable: true });
    this.error = error;
    this.message = RemoteViewError.from(error).message;
  }
}

type Handler<E extends Event> = ((event: E) => unknown) | null;

export function workers(realm: WorkerRealm): new (url: string | URL, options?: WorkerOptions) => EventTarget {
  const alive = new Set<SceneWorker>();

  class SceneWorker extends EventTarget {
    onmessage: Handler<MessageEvent> = null;
    onmessageerror: Handler<MessageEvent> = null;
    onerror: Handler<WorkerErrorEvent> = null;
    readonly #thread: Thread;
    readonly #failed = realm.failed();
    #errorListeners = 0;

    constructor(url: string | URL, options: WorkerOptions = {}) {
      super();
      const source = scriptOf(String(url));
      if (source instanceof RemoteViewError) throw this.#failed(source);
      if (alive.size >= MAX_WORKERS) {
        throw this.#failed(new RemoteViewError('asset-failed', `A scene may have ${MAX_WORKERS} workers at once.`));
      }
      const start: WorkerStart = { source, url: String(url), name: options.name ?? '' };
      // Nothing of the host's environment or of its command line is the worker's business.
      this.#thread = new Thread(new URL('worker-realm.ts', import.meta.url), { workerData: start, env: {}, argv: [] });
      alive.add(this);
      this.#thread.on('message', (data: unknown) => {
        const complaint = workerComplaint(data);
        if (complaint !== undefined) realm.complain(complaint);
        this.#tell(new MessageEvent('message', { data }), this.onmessage);
      });
      this.#thread.on('messageerror', (data: unknown) =>
        this.#tell(new MessageEvent('messageerror', { data }), this.onmessageerror),
      );
      this.#thread.on('error', (error) => this.#error(error));
      this.#thread.on('exit', () => alive.delete(this));
    }

    postMessage(message: unknown, transfer: readonly Transferable[] | { transfer?: Transferable[] } = []): void {
      const list = Array.isArray(transfer)
        ? (transfer as Transferable[])
        : (transfer as { transfer?: Transferable[] }).transfer;
      this.#thread.postMessage(message, list ?? []);
    }

    terminate(): void {
      void this.#thread.terminate();
    }

    override addEventListener(...listener: Parameters<EventTarget['addEventListener']>): void {
      if (listener[0] === 'error') this.#errorListeners++;
      super.addEventListener(...listener);
    }

    #error(error: unknown): void {
      const event = new WorkerErrorEvent(error);
      if (this.onerror === null && this.#errorListeners === 0) {
        this.#failed(
          new RemoteViewError('asset-failed', `A worker of the scene failed: ${event.message}`, { cause: error }),
        );
      }
      this.#tell(event, this.onerror);
    }

    #tell<E extends Event>(event: E, handler: Handler<E>): void {
      handler?.call(this, event);
      this.dispatchEvent(event);
    }
  }

  return SceneWorker;
}

/** A blob is read by the thread: only that may wait. */
function scriptOf(url: string): WorkerStart['source'] | RemoteViewError {
  if (url.startsWith('blob:')) {
    return resolveObjectURL(url) ?? new RemoteViewError('asset-failed', 'The blob of a worker was revoked before.');
  }
  return new RemoteViewError(
    'asset-refused',
    'A worker of a scene is made of a blob: new Worker(URL.createObjectURL(new Blob([source]))).',
  );
}
