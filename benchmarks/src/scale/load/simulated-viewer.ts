/** A viewer without a picture: it joins, offers when it is asked to, and stays. */
import { randomBytes } from 'node:crypto';
import { PROTOCOL_VERSION, VIEWER_SUBPROTOCOL, type Millis, type rest } from '@remote-view/protocol';
import { ClientSocket, type Received } from './client-socket.ts';
import { VIEWER_REDIAL } from './redial.ts';
import { OFFER_SDP } from './sdp-text.ts';
import type { Tally } from './tally.ts';

export type Ticket = Pick<rest.CreatedSession, 'id' | 'token'>;

const ANSWER_WITHIN: Millis = 10_000;

export class SimulatedViewer {
  readonly socket: ClientSocket;
  /** By peer; false: it was refused. */
  readonly #waiting = new Map<string, (isAnswered: boolean) => void>();
  #peers = 0;

  constructor(ticket: Ticket, urls: readonly string[], first: number, failed: Tally) {
    // Who comes back is known by its page.
    const page = randomBytes(18).toString('base64url');
    const { id: session, token } = ticket;
    this.socket = new ClientSocket({
      ...{ urls: urls.map((url) => `${url.replace('http', 'ws')}/v1/signal`), first, failed },
      subprotocol: VIEWER_SUBPROTOCOL,
      headers: {},
      redial: VIEWER_REDIAL,
      greet: () => ({ type: 'join', version: PROTOCOL_VERSION, session, token, page }),
      receive: (message) => this.#receive(message),
    });
  }

  /** @returns how long the answer took; undefined where there was none */
  async offer(): Promise<Millis | undefined> {
    const peer = String((this.#peers += 1));
    const began = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const isAnswered = await new Promise<boolean>((resolve) => {
      this.#waiting.set(peer, resolve);
      timer = setTimeout(() => resolve(false), ANSWER_WITHIN);
      this.socket.send({ type: 'offer', peer, sdp: OFFER_SDP });
    });
    clearTimeout(timer);
    this.#waiting.delete(peer);
    return isAnswered ? performance.now() - began : undefined;
  }

  close(): void {
    this.socket.close();
  }

  #receive(message: Received): void {
    if (message.type === 'joined') this.socket.settle();
    else this.#waiting.get(String(message['peer']))?.(message.type === 'answer');
  }
}
