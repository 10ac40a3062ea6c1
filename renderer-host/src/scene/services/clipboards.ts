/**
 * The viewers' clipboards, as a scene reaches them: its requests go to one page, whose answers keep the promises. At most
 * {@link MAX_WAITING} requests wait, over all pages; one more is refused.
 */
import {
  ClipboardAssembler,
  clipboardPieces,
  encodeHostData,
  NO_TEXT,
  RemoteViewError,
  type ClipboardPiece,
  type PageClipboard,
} from '@remote-view/protocol';
import { define } from '../define-global.ts';
import type { ClipboardOptions, SceneClipboard } from '../sdk/clipboard.ts';

export interface ClipboardsOptions {
  /** To the page of one viewer, encoded. */
  readonly send: (bytes: Uint8Array, viewer: number) => void;
  /** Who pressed a button or a key last. */
  readonly gesture: () => number | undefined;
  /** To the consoles of the pages. */
  readonly warn: (text: string) => void;
}

interface Waiting {
  readonly viewer: number;
  readonly answer: ClipboardAssembler;
  resolve(text: string): void;
  reject(reason: string): void;
}

const MAX_WAITING = 16;

export class Clipboards implements SceneClipboard {
  readonly #options: ClipboardsOptions;
  readonly #waiting = new Map<number, Waiting>();
  #ids = 0;

  constructor(options: ClipboardsOptions) {
    this.#options = options;
  }

  /** For code that was written for a page. */
  install(): void {
    const readText = (): Promise<string> => this.readText();
    const writeText = (text: unknown): Promise<void> => this.writeText(String(text));
    define(globalThis.navigator, 'clipboard', { value: { readText, writeText }, writable: true });
  }

  readText(options: ClipboardOptions = {}): Promise<string> {
    return this.#ask(options, 'read', () => [NO_TEXT]);
  }

  writeText(text: string, options: ClipboardOptions = {}): Promise<void> {
    return unwatched(this.#ask(options, 'write', () => clipboardPieces(text)).then(() => undefined));
  }

  /** The scene's answer to a `copy` of this viewer; nobody waits for what comes of it. */
  copied(viewer: number, text: string): void {
    try {
      this.#send(viewer, 'write', 0, clipboardPieces(text));
    } catch (thrown) {
      this.#options.warn(RemoteViewError.from(thrown).message);
    }
  }

  /** A page says something of its clipboard. */
  take(viewer: number, message: PageClipboard): void {
    const waiting = this.#waiting.get(message.id);
    if (waiting?.viewer !== viewer) return;
    const text = waiting.answer.take(message);
    if (text === undefined) return;
    this.#waiting.delete(message.id);
    if (message.use === 'refused') waiting.reject(text);
    else waiting.resolve(text);
  }

  gone(viewer: number): void {
    for (const [id, waiting] of this.#waiting) {
      if (waiting.viewer !== viewer) continue;
      this.#waiting.delete(id);
      waiting.reject('the viewer left');
    }
  }

  /** Viewers are numbered anew, or the scene is being stopped. */
  allGone(): void {
    for (const { viewer } of [...this.#waiting.values()]) this.gone(viewer);
  }

  #ask(options: ClipboardOptions, use: 'write' | 'read', pieces: () => readonly ClipboardPiece[]): Promise<string> {
    return unwatched(
      new Promise((resolve, rejectWith) => {
        const reject = (reason: string): void =>
          rejectWith(new DOMException(`The clipboard was refused: ${reason}.`, 'NotAllowedError'));
        const viewer = options.viewer ?? this.#options.gesture();
        if (viewer === undefined) return reject('no viewer has pressed a button or a key, which browsers want first');
        if (this.#waiting.size >= MAX_WAITING) return reject('too many requests wait');
        const text = pieces();
        const id = ++this.#ids;
        this.#waiting.set(id, { viewer, answer: new ClipboardAssembler(), resolve, reject });
        this.#send(viewer, use, id, text);
      }),
    );
  }

  #send(viewer: number, use: 'write' | 'read', id: number, pieces: readonly ClipboardPiece[]): void {
    for (const piece of pieces) this.#options.send(encodeHostData({ type: 'clipboard', use, id, ...piece }), viewer);
  }
}

/** A browser does not mind a refusal that nobody looks at; here it would end the process. */
function unwatched<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
