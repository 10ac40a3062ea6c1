/** The `files` channel of a relay: an `RTCDataChannel`, as far as sending files needs one. */
import type { FileChannel } from '../connection/media-path.ts';

type Listener = (event: { readonly data: unknown }) => void;

export class RelayFileChannel implements FileChannel {
  binaryType: BinaryType = 'arraybuffer';
  readonly #send: (bytes: Uint8Array) => void;
  readonly #listeners: Record<'open' | 'close' | 'message', Listener[]> = { open: [], close: [], message: [] };
  #closed = false;

  constructor(send: (bytes: Uint8Array) => void) {
    this.#send = send;
  }

  get readyState(): RTCDataChannelState {
    return this.#closed ? 'closed' : 'open';
  }

  send(bytes: Uint8Array): void {
    if (!this.#closed) this.#send(bytes);
  }

  addEventListener(type: 'open' | 'close' | 'message', listener: Listener): void {
    this.#listeners[type].push(listener);
  }

  /** The host said something. */
  receive(bytes: Uint8Array<ArrayBuffer>): void {
    for (const listener of this.#listeners.message) listener({ data: bytes.slice().buffer });
  }

  close(): void {
    this.#closed = true;
    for (const listener of this.#listeners.close) listener({ data: null });
  }
}
