/** One end of a socket between the two processes of a session: typed messages in and out. */
import { parseJson } from '@remote-view/protocol';
import type { Socket } from 'node:net';
import type { Static, TSchema } from 'typebox';
import { encodeLinkHeader, LINK_LIMITS, LinkFrameReader } from './framing.ts';

const EMPTY = new Uint8Array(0);
/** What may wait unsent: about a second of video. More means that the other end does not read. */
const MAX_UNSENT_BYTES = 8 * 1024 * 1024;

export interface LinkHandlers<In> {
  message(message: In, body: Uint8Array): void;
  /** Called once, when the socket is gone or was closed for what came over it. */
  closed(reason: string): void;
}

export class LinkSocket<InSchema extends TSchema, Out extends object> {
  readonly #socket: Socket;
  #closed = false;
  readonly #closedHandler: (reason: string) => void;

  constructor(socket: Socket, schema: InSchema, handlers: LinkHandlers<Static<InSchema>>) {
    this.#socket = socket;
    this.#closedHandler = (reason) => handlers.closed(reason);
    const reader = new LinkFrameReader();
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const { header, body } of reader.push(chunk)) {
          if (this.#closed) return;
          handlers.message(parseJson(schema, header, LINK_LIMITS.headerBytes), body);
        }
      } catch (thrown) {
        this.#end(thrown instanceof Error ? thrown.message : String(thrown));
      }
    });
    socket.on('error', (error) => this.#end(error.message));
    socket.on('close', () => this.#end('closed by the other end'));
  }

  /** False where the message was not sent: the socket is closed, or too much waits already. */
  send(message: Out, body: Uint8Array = EMPTY): boolean {
    if (this.#closed || this.#socket.writableLength > MAX_UNSENT_BYTES) return false;
    const header = encodeLinkHeader(message, body.length);
    // One write a message: `cork` would delay to the next turn, two writes are two system calls.
    this.#socket.write(body.length === 0 ? header : Buffer.concat([header, body]));
    return true;
  }

  close(): void {
    this.#end('closed');
  }

  #end(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.destroy();
    this.#closedHandler(reason);
  }
}
