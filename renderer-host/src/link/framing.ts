/**
 * Frames on the socket between the scene process and the stream process: a byte stream cut into messages, each a small
 * JSON header and a binary body.
 *
 *     u32 LE  header bytes
 *     u32 LE  body bytes
 *     header  JSON text
 *     body
 *
 * The scene process runs user code, so what it sends is bounded here before it is kept.
 */
import { RemoteViewError } from '@remote-view/protocol';

export const LINK_LIMITS = { headerBytes: 8_192, bodyBytes: 16 * 1024 * 1024 } as const;

const PREFIX_BYTES = 8;

export interface LinkFrame {
  readonly header: string;
  /** A copy: stays valid. Empty where the message has no body. */
  readonly body: Uint8Array;
}

/** Prefix and header of a message whose body of `bodyBytes` follows. */
export function encodeLinkHeader(header: object, bodyBytes: number): Buffer {
  const text = JSON.stringify(header);
  const size = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(PREFIX_BYTES + size);
  bytes.writeUInt32LE(size, 0);
  bytes.writeUInt32LE(bodyBytes, 4);
  bytes.write(text, PREFIX_BYTES, 'utf8');
  return bytes;
}

/** Cuts a byte stream into messages. */
export class LinkFrameReader {
  #chunks: Uint8Array[] = [];
  #buffered = 0;

  /**
   * Takes the next chunk of the stream and returns the messages that it completes.
   * @throws RemoteViewError `message-too-large`; the stream cannot be read on after that
   */
  push(chunk: Uint8Array): LinkFrame[] {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    const frames: LinkFrame[] = [];
    while (this.#buffered >= PREFIX_BYTES) {
      const prefix = this.#peek(PREFIX_BYTES);
      const headerBytes = prefix.readUInt32LE(0);
      const bodyBytes = prefix.readUInt32LE(4);
      if (headerBytes > LINK_LIMITS.headerBytes || bodyBytes > LINK_LIMITS.bodyBytes) {
        throw new RemoteViewError('message-too-large', undefined, { context: { headerBytes, bodyBytes } });
      }
      const total = PREFIX_BYTES + headerBytes + bodyBytes;
      if (this.#buffered < total) break;
      const bytes = this.#take(total);
      frames.push({
        header: bytes.toString('utf8', PREFIX_BYTES, PREFIX_BYTES + headerBytes),
        body: bytes.subarray(PREFIX_BYTES + headerBytes),
      });
    }
    return frames;
  }

  #peek(size: number): Buffer {
    const first = this.#chunks[0]!;
    if (first.length < size) this.#merge();
    const bytes = this.#chunks[0]!;
    return Buffer.from(bytes.buffer, bytes.byteOffset, size);
  }

  #take(size: number): Buffer {
    if (this.#chunks[0]!.length < size) this.#merge();
    const first = this.#chunks[0]!;
    const taken = Buffer.from(first.subarray(0, size));
    if (first.length === size) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(size);
    this.#buffered -= size;
    return taken;
  }

  #merge(): void {
    this.#chunks = [Buffer.concat(this.#chunks)];
  }
}
