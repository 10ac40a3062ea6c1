/**
 * The encoder's thread: takes frames from shared rings, encodes them, and writes the access units straight to the stream
 * process, so that a scene that keeps the main thread busy delays no encoded frame.
 *
 * One for all views of a process, however many: node-av works in one thread of a process only (a second one that uses it
 * aborts the process with V8's complaint that nobody holds its lock). So views take turns, and one that ends closes its
 * encoder and leaves the thread to the others. A thread that has loaded node-av is never ended either: it corrupts the
 * heap (60 of them in a row never got through, with no encoder ever opened). It goes with its process.
 */
import { RemoteViewError, type Millis } from '@remote-view/protocol';
import { connect } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { LinkSocket } from '../link/link-socket.ts';
import { FromStream, type FromScene } from '../link/messages.ts';
import type { FromEncoder, LinkTarget, ToEncoder, ToViewEncoder } from './encoder-messages.ts';
import { ThumbnailMaker } from './thumbnail-maker.ts';
import type { Picture } from './video-encoder.ts';
import { ViewEncoder } from './view-encoder.ts';

/** Whoever looks at a list of sessions asks every few seconds. */
const CLOSE_THUMBNAILS_AFTER: Millis = 15_000;

class EncoderWorker {
  readonly #post: (message: FromEncoder) => void;
  readonly #views = new Map<number, ViewEncoder>();
  #link: LinkSocket<typeof FromStream, FromScene> | undefined;
  #thumbnails: ThumbnailMaker | undefined;
  #thumbnailsIdle: NodeJS.Timeout | undefined;

  constructor(post: (message: FromEncoder) => void) {
    this.#post = post;
  }

  handle(message: ToEncoder): void {
    switch (message.type) {
      case 'view':
        this.#handleView(message.view, message.message);
        return;
      case 'link':
        this.#connect(message.target);
        return;
      case 'close':
        for (const view of [...this.#views.keys()]) this.#handleView(view, { type: 'close' });
        this.#link?.close();
        this.#closeThumbnails();
        return;
      default:
        message satisfies never;
    }
  }

  #handleView(view: number, message: ToViewEncoder): void {
    let encoder = this.#views.get(view);
    if (encoder === undefined) {
      encoder = new ViewEncoder(view, {
        post: (answer) => this.#post({ type: 'view', view, message: answer }),
        send: (unit, body) => this.#link?.send(unit, body) === true,
        linked: () => this.#link !== undefined,
        thumbnail: (picture) => this.#thumbnail(picture),
      });
      this.#views.set(view, encoder);
    }
    encoder.handle(message);
    if (message.type !== 'close') return;
    this.#views.delete(view);
    if (view > 0) this.#link?.send({ type: 'view-end', view });
  }

  #thumbnail(picture: Picture): Uint8Array | undefined {
    this.#thumbnails ??= new ThumbnailMaker();
    clearTimeout(this.#thumbnailsIdle);
    this.#thumbnailsIdle = setTimeout(() => this.#closeThumbnails(), CLOSE_THUMBNAILS_AFTER);
    return this.#thumbnails.make(picture);
  }

  #closeThumbnails(): void {
    clearTimeout(this.#thumbnailsIdle);
    this.#thumbnails?.close();
  }

  #connect(target: LinkTarget): void {
    this.#link?.close();
    const link: LinkSocket<typeof FromStream, FromScene> = new LinkSocket(connect(target.path), FromStream, {
      message: (message) => {
        // A view that has just ended may still be asked for something.
        if (message.type === 'key-frame') this.#views.get(message.view ?? 0)?.requestKeyFrame();
        else if (message.type === 'rate') this.#views.get(message.view ?? 0)?.follow(message);
      },
      closed: () => {
        if (this.#link === link) this.#link = undefined;
      },
    });
    this.#link = link;
    link.send({ type: 'hello', role: 'video', secret: target.secret, generation: target.generation });
    for (const encoder of this.#views.values()) encoder.linked();
  }
}

if (parentPort !== null) {
  const port = parentPort;
  const worker = new EncoderWorker((message) => port.postMessage(message));
  port.on('message', (message: ToEncoder) => {
    try {
      worker.handle(message);
    } catch (thrown) {
      const error = RemoteViewError.from(thrown, 'encoder-failed');
      port.postMessage({ type: 'failed', code: error.code, message: error.message } satisfies FromEncoder);
    }
  });
}
