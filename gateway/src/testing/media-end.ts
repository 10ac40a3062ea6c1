/** Ends of relayed media, for tests. */
import type { ClientOptions, WebSocket } from 'ws';
import { MEDIA_SUBPROTOCOL, PROTOCOL_VERSION } from '@remote-view/protocol';
import type { Client, Harness } from './harness.ts';

/** A socket on `/v1/media`, which speaks text and then bytes. */
export class MediaEnd {
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  readonly received: Buffer[] = [];
  #wake = (): void => {};

  private constructor(client: Client) {
    this.socket = client.socket;
    this.closed = client.closed;
    this.socket.removeAllListeners('message');
    this.socket.on('message', (data) => {
      this.received.push(data as Buffer);
      this.#wake();
    });
  }

  static async open(harness: Harness, options: ClientOptions = {}): Promise<MediaEnd> {
    return new MediaEnd(await harness.open('/v1/media', MEDIA_SUBPROTOCOL, options));
  }

  static async attached(harness: Harness, ticket: unknown, options: ClientOptions = {}): Promise<MediaEnd> {
    const end = await MediaEnd.open(harness, options);
    end.socket.send(JSON.stringify({ type: 'attach', version: PROTOCOL_VERSION, ticket }));
    return end;
  }

  async next(): Promise<Buffer> {
    while (this.received.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.received.shift()!;
  }

  async told(): Promise<unknown> {
    return JSON.parse((await this.next()).toString('utf8'));
  }
}

export interface Tickets {
  readonly viewer: unknown;
  readonly host: unknown;
}

/** The tickets of a relay that this viewer asks for. */
export async function ticketsFor(viewer: Client, host: Client, peer: string): Promise<Tickets> {
  viewer.send({ type: 'relay', peer });
  const [toViewer, toHost] = [await viewer.next(), await host.next()];
  for (const told of [toViewer, toHost]) {
    if (told.type !== 'relay' || told['peer'] !== peer) throw new Error(`no relay: ${JSON.stringify(told)}`);
  }
  return { viewer: toViewer['ticket'], host: toHost['ticket'] };
}
