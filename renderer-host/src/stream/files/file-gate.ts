/**
 * The files of one viewer, between its `files` channel and the scene process. Nothing is kept here: a piece goes on as it
 * comes, and what holds the viewer back is that its pieces are confirmed late.
 *
 * Bounds: one file of a viewer at a time; {@link FILE_LIMITS}.windowBytes unconfirmed, beyond which the file is refused;
 * {@link MAX_UNREAD} bytes that wait for the scene, beyond which nothing is confirmed. A viewer that sends more than
 * {@link MAX_MESSAGES} a second, or {@link MAX_IGNORED} that say nothing, is closed.
 */
import {
  decodeFileData,
  FILE_LIMITS,
  isErrorCode,
  RemoteViewError,
  type ErrorCode,
  type FileData,
  type FileReply,
  type Millis,
} from '@remote-view/protocol';
import type { FileFromScene, FileToScene } from '../../link/file-messages.ts';
import type { FileBudget } from './file-budget.ts';

export type FileEffect =
  | { readonly to: 'scene'; readonly message: FileToScene; readonly body?: Uint8Array }
  | { readonly to: 'viewer'; readonly reply: FileReply }
  | { readonly to: 'close'; readonly error: RemoteViewError };

/** Together with the inputs these wait in the socket to the scene process, which holds 8 MiB. */
const MAX_UNREAD = 524_288;
/** What was under way of a refused file comes in as many pieces; the smallest have a kilobyte. */
const MAX_IGNORED = 512;
/** Of a kilobyte they make half of what a session may send in a second. */
const MAX_MESSAGES = 8_192;
const WINDOW: Millis = 1_000;
/** What a scene without a word for it refuses is no fault of the page's. */
const REPLACED = 'The scene was replaced meanwhile.';

interface CurrentFile {
  readonly file: number;
  readonly size: number;
  /** The scene wants it. */
  wanted: boolean;
  received: number;
  /** By the scene. */
  read: number;
  confirmed: number;
  /** So many bytes may be confirmed then. */
  readonly due: { readonly at: Millis; readonly bytes: number }[];
}

export class FileGate {
  readonly #viewer: number;
  readonly #budget: FileBudget;
  #current: CurrentFile | undefined;
  #windowStart: Millis = -Infinity;
  #messages = 0;
  #idle = 0;
  readonly #counts = { files: 0, pieces: 0, refused: 0, ignored: 0, malformed: 0 };

  constructor(viewer: number, budget: FileBudget) {
    this.#viewer = viewer;
    this.#budget = budget;
  }

  /** Of all time; `ignored`: pieces of a file that is not under way (any more). */
  get counts(): Readonly<Record<'files' | 'pieces' | 'refused' | 'ignored' | 'malformed', number>> {
    return { ...this.#counts };
  }

  /** A message of the viewer. */
  take(bytes: Uint8Array, now: Millis): FileEffect[] {
    if (now - this.#windowStart >= WINDOW) {
      this.#windowStart = now;
      this.#messages = 0;
      this.#idle = 0;
    }
    if (++this.#messages > MAX_MESSAGES) return closing('rate-limited');
    let data: FileData;
    try {
      data = decodeFileData(bytes);
    } catch (thrown) {
      this.#counts.malformed++;
      return this.#ignore(RemoteViewError.from(thrown, 'malformed-message').code);
    }
    switch (data.type) {
      case 'file':
        return this.#begin(data);
      case 'piece':
        return this.#piece(data.file, data.bytes, now);
      case 'file-abort':
        return this.#abort(data.file);
      default:
        return data satisfies never;
    }
  }

  /** The scene's word on a file; one that is of no file any more says nothing. */
  fromScene(message: FileFromScene, now: Millis): FileEffect[] {
    const current = this.#current;
    if (current === undefined || message.file !== current.file) return [];
    const { file } = message;
    switch (message.type) {
      case 'file-read': {
        current.read = Math.min(message.bytes, current.received);
        if (current.wanted) return this.poll(now);
        current.wanted = true;
        return [{ to: 'viewer', reply: { type: 'file-got', file, bytes: 0 } }];
      }
      case 'file-taken':
        this.#close();
        return [{ to: 'viewer', reply: { type: 'file-taken', file } }];
      case 'file-refused': {
        const code = isErrorCode(message.code) ? message.code : 'file-failed';
        return this.#refuse(file, code, message.text);
      }
      default:
        return message satisfies never;
    }
  }

  /** Confirms what is due. Call it at {@link nextPoll}. */
  poll(now: Millis): FileEffect[] {
    const current = this.#current;
    if (current === undefined || isBehind(current)) return [];
    const before = current.confirmed;
    while (current.due.length > 0 && current.due[0]!.at <= now) current.confirmed = current.due.shift()!.bytes;
    if (current.confirmed === before) return [];
    return [{ to: 'viewer', reply: { type: 'file-got', file: current.file, bytes: current.confirmed } }];
  }

  nextPoll(): Millis | undefined {
    const current = this.#current;
    return current === undefined || isBehind(current) ? undefined : current.due[0]?.at;
  }

  /** Another scene process has taken over, which knows nothing of the file. */
  sceneReplaced(): FileEffect[] {
    return this.#current === undefined ? [] : this.#refuse(this.#current.file, 'file-failed', REPLACED);
  }

  /** The viewer is gone; so are its files, which the scene hears of elsewhere. */
  end(): void {
    this.#close();
  }

  #begin({ file, size, name, mime }: Extract<FileData, { type: 'file' }>): FileEffect[] {
    if (this.#current !== undefined) {
      return [...this.#ignore('malformed-message'), this.#refusal(file, 'file-refused', 'One file at a time.')];
    }
    try {
      this.#budget.open(size);
    } catch (thrown) {
      const { code, message } = RemoteViewError.from(thrown, 'file-refused');
      return [...this.#ignore(code), this.#refusal(file, code, message)];
    }
    this.#counts.files++;
    this.#current = { file, size, wanted: false, received: 0, read: 0, confirmed: 0, due: [] };
    return [{ to: 'scene', message: { type: 'file-offered', viewer: this.#viewer, file, size, name, mime } }];
  }

  #piece(file: number, bytes: Uint8Array, now: Millis): FileEffect[] {
    const current = this.#current;
    if (current?.file !== file || !current.wanted) {
      this.#counts.ignored++;
      return this.#ignore('rate-limited');
    }
    const received = current.received + bytes.length;
    if (received > current.size) return this.#break(current, 'malformed-message', 'It is longer than was said.');
    if (received - current.confirmed > FILE_LIMITS.windowBytes) {
      return this.#break(current, 'rate-limited', 'More of it came than was asked for.');
    }
    this.#counts.pieces++;
    current.received = received;
    current.due.push({ at: this.#budget.pass(bytes.length, now), bytes: received });
    const message = { type: 'file-piece', viewer: this.#viewer, file } as const;
    return [{ to: 'scene', message, body: bytes }, ...this.poll(now)];
  }

  #abort(file: number): FileEffect[] {
    if (this.#current?.file !== file) return this.#ignore('rate-limited');
    this.#close();
    return [{ to: 'scene', message: { type: 'file-ended', viewer: this.#viewer, file } }];
  }

  /** Both sides are told. */
  #break({ file }: CurrentFile, code: ErrorCode, text: string): FileEffect[] {
    const ended = { type: 'file-ended', viewer: this.#viewer, file } as const;
    return [{ to: 'scene', message: ended }, ...this.#refuse(file, code, text)];
  }

  #refuse(file: number, code: ErrorCode, text: string): FileEffect[] {
    this.#close();
    return [this.#refusal(file, code, text)];
  }

  #refusal(file: number, code: ErrorCode, text: string): FileEffect {
    this.#counts.refused++;
    return { to: 'viewer', reply: { type: 'file-refused', file, code, text } };
  }

  #ignore(code: ErrorCode): FileEffect[] {
    return ++this.#idle > MAX_IGNORED ? closing(code) : [];
  }

  #close(): void {
    if (this.#current !== undefined) this.#budget.close(this.#current.size);
    this.#current = undefined;
  }
}

function closing(code: ErrorCode): FileEffect[] {
  return [{ to: 'close', error: new RemoteViewError(code, 'The viewer sent files that nobody asked for.') }];
}

function isBehind({ received, read }: CurrentFile): boolean {
  return received - read > MAX_UNREAD;
}
