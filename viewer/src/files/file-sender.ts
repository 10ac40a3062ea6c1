/**
 * Sends files to the scene over one connection, one after the other, on a channel that is opened with the first. What is
 * in memory is a block of {@link BLOCK} bytes; {@link MAX_WAITING} files may wait for their turn, more are refused.
 */
import { decodeFileReply, encodeFileData, RemoteViewError, type FileData, type FileReply } from '@remote-view/protocol';
import type { FileChannel } from '../connection/media-path.ts';
import { SendWindow } from './send-window.ts';

const BLOCK = 1_048_576;
const MAX_WAITING = 32;

export type ToldProgress = (sentBytes: number) => void;

/** What is known of the file that is being sent. */
interface Upload {
  readonly number: number;
  readonly window: SendWindow;
  readonly told: ToldProgress;
  state: 'offered' | 'wanted' | 'taken';
  error: RemoteViewError | null;
}

export class FileSender {
  readonly #open: () => FileChannel;
  readonly #rejected: (error: RemoteViewError) => void;
  #channel: FileChannel | null = null;
  #closed = false;
  #number = 0;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();
  #upload: Upload | null = null;
  /** Something may have changed for who waits. */
  #wake = (): void => {};

  /** @param rejected a message of the host was not understood, and ignored */
  constructor(open: () => FileChannel, rejected: (error: RemoteViewError) => void) {
    this.#open = open;
    this.#rejected = rejected;
  }

  /**
   * Resolves when the scene has made something of the file.
   * @throws RemoteViewError `file-refused`, `file-failed`
   */
  async send(file: File, told: ToldProgress): Promise<void> {
    if (this.#waiting >= MAX_WAITING) throw new RemoteViewError('file-refused', 'Too many files at a time.');
    this.#waiting++;
    const sending = this.#last.then(() => this.#send(file, told));
    this.#last = sending.catch(() => undefined);
    try {
      await sending;
    } finally {
      this.#waiting--;
    }
  }

  /** What is under way or waits fails. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  async #send(file: File, told: ToldProgress): Promise<void> {
    const channel = (this.#channel ??= this.#made());
    const upload: Upload = { number: ++this.#number, window: new SendWindow(), told, state: 'offered', error: null };
    this.#upload = upload;
    try {
      await this.#until(upload, () => channel.readyState === 'open');
      const { name, size, type: mime } = file;
      this.#tell(channel, { type: 'file', file: upload.number, size, name, mime });
      // An empty file may be taken by now.
      await this.#until(upload, () => upload.state !== 'offered');
      await this.#sendBytes(channel, file, upload);
      await this.#until(upload, () => upload.state === 'taken');
    } finally {
      this.#upload = null;
    }
  }

  async #sendBytes(channel: FileChannel, file: File, upload: Upload): Promise<void> {
    const { number, window } = upload;
    let sent = 0;
    for (let start = 0; start < file.size; start += BLOCK) {
      const block = await this.#read(channel, file.slice(start, start + BLOCK), number);
      while (sent < start + block.length) {
        await this.#until(upload, () => window.room > 0);
        const bytes = block.subarray(sent - start, sent - start + window.room);
        this.#tell(channel, { type: 'piece', file: number, bytes });
        window.sent(bytes.length, performance.now());
        sent += bytes.length;
      }
    }
  }

  /** The file may be gone from the disk by now. */
  async #read(channel: FileChannel, part: Blob, file: number): Promise<Uint8Array> {
    try {
      return new Uint8Array(await part.arrayBuffer());
    } catch (cause) {
      this.#tell(channel, { type: 'file-abort', file });
      throw failed('The file could not be read.', cause);
    }
  }

  #tell(channel: FileChannel, data: FileData): void {
    // It may have closed since it was looked at.
    if (channel.readyState === 'open') channel.send(encodeFileData(data));
  }

  /** @throws RemoteViewError what ended the upload */
  async #until(upload: Upload, holds: () => boolean): Promise<void> {
    for (;;) {
      if (this.#closed) throw failed('The connection was lost.');
      if (upload.error !== null) throw upload.error;
      if (holds()) return;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #made(): FileChannel {
    const channel = this.#open();
    channel.binaryType = 'arraybuffer';
    channel.addEventListener('open', () => this.#wake());
    channel.addEventListener('close', () => this.close());
    channel.addEventListener('message', ({ data }) => {
      try {
        this.#receive(decodeFileReply(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array()));
      } catch (thrown) {
        this.#rejected(RemoteViewError.from(thrown));
      }
    });
    return channel;
  }

  #receive(reply: FileReply): void {
    const upload = this.#upload;
    if (upload?.number !== reply.file) return;
    switch (reply.type) {
      case 'file-got':
        if (upload.state === 'offered') upload.state = 'wanted';
        upload.window.confirmed(reply.bytes, performance.now());
        upload.told(reply.bytes);
        break;
      case 'file-taken':
        upload.state = 'taken';
        break;
      case 'file-refused':
        upload.error = new RemoteViewError(reply.code, reply.text || undefined);
        break;
      default:
        reply satisfies never;
    }
    this.#wake();
  }
}

function failed(text: string, cause?: unknown): RemoteViewError {
  return new RemoteViewError('file-failed', text, { cause });
}
