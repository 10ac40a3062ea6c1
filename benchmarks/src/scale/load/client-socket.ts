/**
 * The socket of one simulated client, which dials again when it is lost. What it says first, and what is said to it, are its
 * owner's; here is when it is there, and when it came back.
 */
import { WebSocket } from 'ws';
import type { Millis } from '@remote-view/protocol';
import { pauseBefore, type Redial } from './redial.ts';
import { add, type Tally } from './tally.ts';

export interface ClientSocketOptions {
  /** With the path. */
  readonly urls: readonly string[];
  /** Which of them is dialled first. */
  readonly first: number;
  readonly subprotocol: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly redial: Redial;
  /** Attempts that came to nothing are counted here. */
  readonly failed: Tally;
  /** The socket is open: what shall be said first? */
  readonly greet: () => object;
  readonly receive: (message: Received) => void;
}

export interface Received {
  readonly type: string;
  readonly [field: string]: unknown;
}

export class ClientSocket {
  readonly #options: ClientSocketOptions;
  #socket: WebSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #url: number;
  #attempts = 0;
  #isSettled = false;
  #isClosed = false;
  #settledAt: Millis = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(options: ClientSocketOptions) {
    this.#options = options;
    this.#url = options.first;
    this.#dial();
  }

  /** When the gateway took it in last, by the wall clock, ms; undefined while none has. */
  get settledAt(): Millis | undefined {
    return this.#isSettled ? this.#settledAt : undefined;
  }

  /** A gateway has taken it in. */
  settle(): void {
    this.#isSettled = true;
    this.#attempts = 0;
    this.#settledAt = Date.now();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Resolves once it is taken in, or `within` is over. @returns whether it is */
  async settled(within: Millis): Promise<boolean> {
    if (!this.#isSettled) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        timer = setTimeout(resolve, within);
      });
      clearTimeout(timer);
    }
    return this.#isSettled;
  }

  send(message: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#socket?.terminate();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #dial(): void {
    const { urls, subprotocol, headers, greet, receive, failed } = this.#options;
    const socket = new WebSocket(urls[this.#url % urls.length]!, subprotocol, {
      headers,
      perMessageDeflate: false,
      handshakeTimeout: 10_000,
    });
    this.#socket = socket;
    socket.on('error', (error: Error & { readonly code?: string }) => add(failed, error.code ?? error.message));
    socket.on('open', () => this.send(greet()));
    socket.on('message', (data) => {
      const message = JSON.parse((data as Buffer).toString()) as Received;
      if (message.type === 'error' && typeof message['code'] === 'string') add(failed, message['code']);
      receive(message);
    });
    socket.on('close', () => this.#lost());
  }

  #lost(): void {
    this.#isSettled = false;
    if (this.#isClosed) return;
    const { redial, urls } = this.#options;
    this.#url += 1;
    const pause = pauseBefore(redial, this.#attempts, urls.length, Math.random());
    this.#attempts += 1;
    this.#timer = setTimeout(() => this.#dial(), pause);
  }
}

/** Waits until all of them are back that `since` says were lost. */
export async function allBack(
  sockets: readonly ClientSocket[],
  since: Millis,
  within: Millis,
): Promise<{ readonly after: Millis[]; readonly away: number }> {
  const isBack = ({ settledAt = 0 }: ClientSocket): boolean => settledAt >= since;
  const deadline = Date.now() + within;
  while (Date.now() < deadline && !sockets.every(isBack)) await new Promise((resolve) => setTimeout(resolve, 50));
  const back = sockets.filter(isBack);
  return { after: back.map(({ settledAt = 0 }) => settledAt - since), away: sockets.length - back.length };
}
