/**
 * Files of the user for the scene: dropped on the element or handed over by the page, what the scene takes, and what is
 * shown of it all. Where the scene takes no files, a drop is the page's own.
 */
import { RemoteViewError, type FileRules } from '@remote-view/protocol';
import type { FileChannel } from '../connection/media-path.ts';
import { FileProgressEvent } from '../events/file-progress-event.ts';
import { reasonWords } from '../i18n/reason-words.ts';
import { fill, type Strings } from '../i18n/strings.ts';
import { FileSender } from './file-sender.ts';

/** One line over the picture. */
export interface FileNote {
  readonly kind: 'progress' | 'refused';
  readonly text: string;
  readonly detail: string;
  /** Of the file that is on its way, 0 to 1. */
  readonly share: number;
}

/** A connection that files can go over. */
export interface FileLink {
  /** False: not yet. */
  readonly isOpen: boolean;
  openFiles(): FileChannel;
  /** A message of the host was not understood, and ignored. */
  rejected(error: RemoteViewError): void;
}

export interface FileTransfersHandlers {
  strings(): Strings;
  /** The user may do something with the scene. */
  usable(): boolean;
  /** What is shown changed. */
  changed(): void;
}

const NO_FILES: FileRules = { type: 'files', maxBytes: 0, multiple: false, accept: [] };
/** A file that is there sooner needs no word. */
const SHOWN_AFTER = 400;
const REFUSAL_SHOWN = 7_000;

export class FileTransfers {
  readonly #element: HTMLElement;
  readonly #handlers: FileTransfersHandlers;
  #rules = NO_FILES;
  #link: FileLink | null = null;
  /** Of this link; made with the first file. */
  #sender: FileSender | null = null;
  #dragging = false;
  #note: FileNote | null = null;
  #noteTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement, handlers: FileTransfersHandlers) {
    this.#element = element;
    this.#handlers = handlers;
  }

  /** What the scene takes; `maxBytes` of 0: nothing. */
  get rules(): FileRules {
    return this.#rules;
  }

  /** Files are held over the element, and what the scene takes of them. */
  get dropHint(): string | null {
    if (!this.#dragging) return null;
    const { accept, maxBytes } = this.#rules;
    const { accepted, anyType } = this.#strings;
    // Whoever holds a file knows how its name ends, and seldom its media type.
    const endings = accept.filter((type) => type.startsWith('.'));
    const types = (endings.length > 0 ? endings : accept).join(', ') || anyType;
    return fill(accepted, { types, size: Math.ceil(maxBytes / 1_048_576) });
  }

  get note(): FileNote | null {
    return this.#note;
  }

  /** Files go over this one from now on; what goes over another has failed. */
  use(link: FileLink | null): void {
    if (link === this.#link) return;
    this.#link = link;
    this.#sender?.close();
    this.#sender = null;
  }

  /** The scene said what it takes, or there is no scene any more. */
  take(rules: FileRules | null): void {
    this.#rules = rules ?? NO_FILES;
    if (this.#rules.maxBytes === 0) this.#drag(false);
  }

  /** Listens to what is dragged over the element. */
  listen(signal: AbortSignal): void {
    const over = (event: DragEvent): void => {
      if (!this.#concerns(event)) return;
      event.preventDefault();
      event.dataTransfer!.dropEffect = 'copy';
      this.#drag(true);
    };
    const leave = ({ relatedTarget }: DragEvent): void => {
      if (!(relatedTarget instanceof Node && this.#element.contains(relatedTarget))) this.#drag(false);
    };
    const drop = (event: DragEvent): void => {
      if (!this.#concerns(event)) return;
      event.preventDefault();
      this.#drag(false);
      this.#dropped([...event.dataTransfer!.files]);
    };
    this.#element.addEventListener('dragenter', over, { signal });
    this.#element.addEventListener('dragover', over, { signal });
    this.#element.addEventListener('dragleave', leave, { signal });
    this.#element.addEventListener('drop', drop, { signal });
  }

  /** @throws RemoteViewError `file-refused`, `file-failed` */
  async send(file: File): Promise<void> {
    const begun = performance.now();
    let percent = 0;
    let sent = 0;
    const told = (bytes: number): void => {
      sent = bytes;
      const now = file.size === 0 ? 100 : Math.floor((bytes / file.size) * 100);
      if (now === percent) return;
      percent = now;
      this.#element.dispatchEvent(new FileProgressEvent(file, 'sending', sent));
      if (performance.now() - begun > SHOWN_AFTER) this.#showProgress(file, percent);
    };
    try {
      const link = this.#link;
      if (link?.isOpen !== true) throw new RemoteViewError('file-failed', this.#strings.notConnected);
      this.#sender ??= new FileSender(
        () => link.openFiles(),
        (error) => link.rejected(error),
      );
      await this.#sender.send(file, told);
    } catch (thrown) {
      const error = RemoteViewError.from(thrown, 'file-failed');
      const { text, detail } = reasonWords({ code: error.code, text: error.message }, this.#handlers.strings());
      this.#refused(file.name, `${text} ${detail}`.trim());
      this.#element.dispatchEvent(new FileProgressEvent(file, 'refused', sent, error));
      throw error;
    }
    if (this.#note?.kind === 'progress') this.#show(null);
    this.#element.dispatchEvent(new FileProgressEvent(file, 'taken', file.size));
  }

  get #strings(): Strings['files'] {
    return this.#handlers.strings().files;
  }

  #concerns({ dataTransfer }: DragEvent): boolean {
    const takes = this.#rules.maxBytes > 0 && this.#handlers.usable();
    return takes && dataTransfer?.types.includes('Files') === true;
  }

  #dropped(files: readonly File[]): void {
    if (files.length > 1 && !this.#rules.multiple) {
      this.#refused('', this.#strings.oneOnly);
      return;
    }
    // The event and the note have told of it.
    for (const file of files) this.send(file).catch(() => undefined);
  }

  #drag(dragging: boolean): void {
    if (dragging === this.#dragging) return;
    this.#dragging = dragging;
    this.#handlers.changed();
  }

  #showProgress({ name }: File, percent: number): void {
    const { sending, opening } = this.#strings;
    const text = fill(percent < 100 ? sending : opening, { name });
    this.#show({ kind: 'progress', text, detail: '', share: percent / 100 });
  }

  #refused(name: string, reason: string): void {
    const { refused, noneOpened } = this.#strings;
    this.#show({ kind: 'refused', text: name === '' ? noneOpened : fill(refused, { name }), detail: reason, share: 0 });
    this.#noteTimer = setTimeout(() => this.#show(null), REFUSAL_SHOWN);
  }

  #show(note: FileNote | null): void {
    clearTimeout(this.#noteTimer);
    this.#note = note;
    this.#handlers.changed();
  }
}
