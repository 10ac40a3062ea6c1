/**
 * The files of all viewers on their way into the scene: what is accepted, what has come of each, and what became of it.
 *
 * Bounds are those of the stream process (four files, 64 MiB in all); a viewer has one file at a time here as well. Memory
 * grows with what comes, not with what was announced.
 */
import {
  acceptsFile,
  encodeHostData,
  FILE_LIMITS,
  RemoteViewError,
  type ErrorCode,
  type FileRules,
} from '@remote-view/protocol';
import type { FileFromScene, FileOffered, FileToScene } from '../../link/file-messages.ts';
import type { AcceptedFiles, SceneFile, SceneFiles } from '../sdk/files.ts';

export interface FileInboxHandlers {
  /** A message for every page. */
  send(bytes: Uint8Array): void;
  /** A word on a file for the stream process. */
  tellStream(message: FileFromScene): void;
  /** A file is complete: {@link FileInbox.deliver} has something to do. */
  complete(): void;
}

type Listener = Parameters<SceneFiles['onFile']>[0];

interface IncomingFile {
  readonly offer: FileOffered;
  readonly pieces: Uint8Array[];
  received: number;
  /** Of that the stream process was told. */
  told: number;
}

const NONE: FileRules = { type: 'files', maxBytes: 0, multiple: false, accept: [] };
/** The stream process hears of this much at a time. */
const TELL_EVERY = 131_072;

export class FileInbox {
  readonly #handlers: FileInboxHandlers;
  readonly #listeners = new Set<Listener>();
  /** By viewer; with all its pieces it waits in {@link #complete}. */
  readonly #incoming = new Map<number, IncomingFile>();
  #complete: IncomingFile[] = [];
  #rules = NONE;
  readonly #told = new Set<number>();

  constructor(handlers: FileInboxHandlers) {
    this.#handlers = handlers;
  }

  /** What a scene's `context.files` is. */
  readonly sdk: SceneFiles = {
    accept: (files) => {
      this.#rules = files === null ? NONE : toRules(files);
      this.#announce();
    },
    onFile: (listener) => {
      this.#listeners.add(listener);
      return () => void this.#listeners.delete(listener);
    },
  };

  /** A viewer said something: one that is new learns what is accepted. */
  heard(viewer: number): void {
    if (this.#told.has(viewer)) return;
    this.#told.add(viewer);
    if (this.#rules !== NONE) this.#announce();
  }

  /** A message of the stream process. */
  receive(message: FileToScene, body: Uint8Array): void {
    switch (message.type) {
      case 'file-offered':
        this.#offered(message);
        return;
      case 'file-piece':
        this.#piece(message.viewer, message.file, body);
        return;
      case 'file-ended':
        this.#end(message.viewer, message.file);
        return;
      default:
        message satisfies never;
    }
  }

  /** Hands complete files to the scene. */
  deliver(): void {
    const complete = this.#complete;
    this.#complete = [];
    for (const file of complete) void this.#hand(file);
  }

  gone(viewer: number): void {
    this.#told.delete(viewer);
    this.#forget(({ offer }) => offer.viewer === viewer);
  }

  /** Another stream process numbers its viewers anew. */
  forgetViewers(): void {
    this.#told.clear();
    this.#forget(() => true);
  }

  #announce(): void {
    this.#handlers.send(encodeHostData(this.#rules));
  }

  #offered(offer: FileOffered): void {
    const { viewer, file, size } = offer;
    const problem = this.#problem(offer);
    if (problem !== undefined) {
      this.#refuse(offer, 'file-refused', problem);
      return;
    }
    const incoming: IncomingFile = { offer, pieces: [], received: 0, told: 0 };
    this.#incoming.set(viewer, incoming);
    this.#handlers.tellStream({ type: 'file-read', viewer, file, bytes: 0 });
    if (size === 0) this.#completed(incoming);
  }

  #problem({ name, mime, size }: FileOffered): string | undefined {
    const { maxBytes, accept } = this.#rules;
    if (maxBytes === 0 || this.#listeners.size === 0) return 'The scene takes no files.';
    if (!acceptsFile(accept, name, mime)) return `The scene takes ${named(accept)}.`;
    if (size > maxBytes) return `The scene takes files of at most ${megabytes(maxBytes)}.`;
    return undefined;
  }

  #piece(viewer: number, file: number, body: Uint8Array): void {
    const incoming = this.#incoming.get(viewer);
    if (incoming?.offer.file !== file) return;
    const { size } = incoming.offer;
    incoming.pieces.push(body);
    incoming.received += body.length;
    if (incoming.received - incoming.told >= TELL_EVERY || incoming.received >= size) {
      incoming.told = incoming.received;
      this.#handlers.tellStream({ type: 'file-read', viewer, file, bytes: incoming.received });
    }
    if (incoming.received >= size) this.#completed(incoming);
  }

  #completed(incoming: IncomingFile): void {
    this.#incoming.delete(incoming.offer.viewer);
    this.#complete.push(incoming);
    this.#handlers.complete();
  }

  async #hand({ offer, pieces, received }: IncomingFile): Promise<void> {
    const { viewer, file, name, mime: type } = offer;
    const bytes = new Uint8Array(received);
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    const made: SceneFile = { name, type, bytes, viewer };
    try {
      await Promise.all([...this.#listeners].map(async (listener) => listener(made)));
      this.#handlers.tellStream({ type: 'file-taken', viewer, file });
    } catch (thrown) {
      const { code, message } = RemoteViewError.from(thrown, 'file-failed');
      this.#refuse(offer, code, message);
    }
  }

  #refuse({ viewer, file }: FileOffered, code: ErrorCode, text: string): void {
    this.#handlers.tellStream({ type: 'file-refused', viewer, file, code, text: text.slice(0, FILE_LIMITS.textChars) });
  }

  #end(viewer: number, file: number): void {
    this.#forget(({ offer }) => offer.viewer === viewer && offer.file === file);
  }

  #forget(ended: (incoming: IncomingFile) => boolean): void {
    for (const incoming of this.#incoming.values()) if (ended(incoming)) this.#incoming.delete(incoming.offer.viewer);
    this.#complete = this.#complete.filter((incoming) => !ended(incoming));
  }
}

function toRules({ types = [], maxBytes = FILE_LIMITS.totalBytes, multiple = false }: AcceptedFiles): FileRules {
  if (types.length > FILE_LIMITS.types || types.some((type) => type.length > FILE_LIMITS.typeChars)) {
    throw new RemoteViewError(
      'bad-configuration',
      `At most ${FILE_LIMITS.types} short types of files can be accepted.`,
    );
  }
  if (!Number.isInteger(maxBytes) || maxBytes < 1 || maxBytes > FILE_LIMITS.totalBytes) {
    throw new RemoteViewError('bad-configuration', `maxBytes is no integer from 1 to ${FILE_LIMITS.totalBytes}.`);
  }
  return { type: 'files', maxBytes, multiple, accept: [...types] };
}

/** Who has a file knows how its name ends, and seldom its media type. */
function named(accept: readonly string[]): string {
  const endings = accept.filter((type) => type.startsWith('.'));
  return (endings.length > 0 ? endings : accept).join(', ');
}

function megabytes(bytes: number): string {
  return bytes < 1_048_576 ? `${Math.ceil(bytes / 1_024)} KiB` : `${Math.round(bytes / 104_857.6) / 10} MiB`;
}
