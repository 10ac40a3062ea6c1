/**
 * The viewers' clipboards, as a scene reaches them: its requests go to one page, whose answers keep the promises. At most
 * {@link MAX_WAITING} requests wait for one viewer, each for {@link ANSWER_WITHIN}; one more is refused. So a page that never
 * answers, by will or because its user looks elsewhere, takes nothing from the others.
 */
import {
  ClipboardAssembler,
  clipboardPieces,
  encodeHostData,
  NO_TEXT,
  RemoteViewError,
  type ClipboardPiece,
  type Millis,
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
  readonly timer: NodeJS.Timeout;
  resolve(text: string): void;
  reject(reason: string): void;
}

const MAX_WAITING = 4;
/** Longer than a text waits in a page for a press, so that the page says what became of it. */
const ANSWER_WITHIN: Millis = 90_000;

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
    if (message.use === 'refused') return this.#refuse(message.id, message.text);
    const text = waiting.answer.take(message);
    if (text === undefined) return;
    this.#ended(message.id);
    waiting.resolve(text);
  }

  gone(viewer: number): void {
    this.#refuseAll(viewer, 'the viewer left');
  }

  /** The viewer looks on from now on: its page answers no more. */
  looksOn(viewer: number): void {
    this.#refuseAll(viewer, 'the viewer only looks on');
  }

  /** Viewers are numbered anew, or the scene is being stopped. */
  allGone(): void {
    for (const { viewer } of [...this.#waiting.values()]) this.gone(viewer);
  }

  #refuseAll(viewer: number, reason: string): void {
    for (const [id, waiting] of [...this.#waiting]) if (waiting.viewer === viewer) this.#refuse(id, reason);
  }

  #refuse(id: number, reason: string): void {
    this.#ended(id)?.reject(reason);
  }

  #ended(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    clearTimeout(waiting?.timer);
    return waiting;
  }

  #ask(options: ClipboardOptions, use: 'write' | 'read', pieces: () => readonly ClipboardPiece[]): Promise<string> {
    return unwatched(
      new Promise((resolve, rejectWith) => {
        const reject = (reason: string): void =>
          rejectWith(new DOMException(`The clipboard was refused: ${reason}.`, 'NotAllowedError'));
        const viewer = options.viewer ?? this.#options.gesture();
        if (viewer === undefined) return reject('no viewer has pressed a button or a key, which browsers want first');
        const before = [...this.#waiting.values()].filter((waiting) => waiting.viewer === viewer).length;
        if (before >= MAX_WAITING) return reject('too many requests wait');
        const text = pieces();
        const id = ++this.#ids;
        const timer = setTimeout(() => this.#refuse(id, 'nobody answered in time'), ANSWER_WITHIN).unref();
        this.#waiting.set(id, { viewer, answer: new ClipboardAssembler(), timer, resolve, reject });
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
