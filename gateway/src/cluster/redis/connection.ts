/**
 * A gateway's two connections to Redis: one for commands, one on which it hears what other gateways send it.
 *
 * Invariant: a call ends within `answerWithin`, whatever becomes of Redis. Nothing is kept for later: a command that could not
 * be sent at once has failed, so that nobody waits behind what nobody waits for any more. The client connects again by itself,
 * and subscribes again.
 *
 * Bound: {@link MAX_UNANSWERED} commands; one more fails at once.
 */
import { createClient, ErrorReply } from 'redis';
import { RemoteViewError, type Millis } from '@remote-view/protocol';
import { CLUSTER_SCRIPT } from './script.ts';

export const ANSWER_WITHIN: Millis = 500;
const OPEN_WITHIN: Millis = 3_000;
const MAX_UNANSWERED = 10_000;
/** A connection on which nothing comes for so long is cut: its other end may be gone without a word. */
const SILENT_AFTER: Millis = 5_000;
const PING_EVERY: Millis = 1_500;
const RETRY_FROM: Millis = 50;
const RETRY_UP_TO: Millis = 1_000;

type Client = ReturnType<typeof newClient>;
type Receive = (from: string, message: string) => void;

export interface ConnectionSetup {
  /** `redis://` or `rediss://`, with whatever is needed to be let in. */
  readonly url: string;
  readonly prefix: string;
  readonly gateway: string;
  /** A call has failed after this, ms. */
  readonly answerWithin: Millis;
}

export class RedisConnection {
  readonly #setup: ConnectionSetup;
  readonly #commands: Client;
  readonly #hearing: Client;
  #unanswered = 0;
  #connections = 0;
  readonly #brokenSince: { commands?: Millis; hearing?: Millis } = {};

  constructor(setup: ConnectionSetup) {
    this.#setup = setup;
    this.#commands = newClient(setup.url);
    this.#hearing = newClient(setup.url);
    // Without a listener an error would end the process.
    this.#commands.on('error', () => this.#broke('commands'));
    this.#hearing.on('error', () => this.#broke('hearing'));
    this.#commands.on('ready', () => {
      this.#connections += 1;
      delete this.#brokenSince.commands;
    });
    this.#hearing.on('ready', () => {
      this.#connections += 1;
      delete this.#brokenSince.hearing;
    });
  }

  get brokenSince(): Millis | undefined {
    const since = Object.values(this.#brokenSince);
    return since.length === 0 ? undefined : Math.min(...since);
  }

  /**
   * How often it has connected, either way: what it is connected to now may be another server, which has not heard the latest, and what
   * others sent meanwhile is lost.
   */
  get connections(): number {
    return this.#connections;
  }

  /** @throws RemoteViewError `unavailable` */
  async open(receive: Receive): Promise<void> {
    try {
      await within(OPEN_WITHIN, this.#connect(receive));
    } catch (error) {
      await this.close();
      // What Redis answers may quote a password, so it is not shown.
      const text = 'Redis cannot be reached, or does not take the password: look at --redis-url.';
      throw new RemoteViewError('unavailable', text, { cause: error });
    }
  }

  async close(): Promise<void> {
    for (const client of [this.#hearing, this.#commands]) if (client.isOpen) client.destroy();
  }

  /** Runs a command of the script. */
  run(args: readonly string[]): Promise<unknown> {
    return this.#call(() => this.#commands.cluster(this.#setup.prefix, ...args));
  }

  /** @returns whether somebody heard it */
  async publish(to: string, message: string): Promise<boolean> {
    // A name has no space.
    const text = `${this.#setup.gateway} ${message}`;
    return ((await this.#call(() => this.#commands.sPublish(this.#channelOf(to), text))) as number) > 0;
  }

  async #connect(receive: Receive): Promise<void> {
    await Promise.all([this.#commands.connect(), this.#hearing.connect()]);
    await this.#hearing.sSubscribe(this.#channelOf(this.#setup.gateway), (text) => {
      const space = text.indexOf(' ');
      receive(text.slice(0, space), text.slice(space + 1));
    });
  }

  async #call(send: () => Promise<unknown>): Promise<unknown> {
    if (this.#unanswered >= MAX_UNANSWERED) throw unavailable(new Error('Too many commands are unanswered.'));
    this.#unanswered += 1;
    const answer = send().finally(() => (this.#unanswered -= 1));
    try {
      const reply = await within(this.#setup.answerWithin, answer);
      delete this.#brokenSince.commands;
      return reply;
    } catch (error) {
      this.#broke('commands');
      if (error instanceof ErrorReply && error.message.startsWith('READONLY')) this.#connectElsewhere();
      throw unavailable(error);
    }
  }

  #broke(which: 'commands' | 'hearing'): void {
    this.#brokenSince[which] ??= Date.now();
  }

  /** What we are connected to is a replica now: the address leads to another server, if we ask anew. */
  #connectElsewhere(): void {
    for (const client of [this.#commands, this.#hearing]) client.sendCommand(['QUIT']).catch(() => undefined);
  }

  #channelOf(gateway: string): string {
    return `${this.#setup.prefix}to:${gateway}`;
  }
}

function newClient(url: string) {
  return createClient({
    url,
    scripts: { cluster: CLUSTER_SCRIPT },
    disableOfflineQueue: true,
    pingInterval: PING_EVERY,
    socket: {
      connectTimeout: RETRY_UP_TO,
      socketTimeout: SILENT_AFTER,
      // Gateways that lost one Redis at one moment do not all come back at one moment.
      reconnectStrategy: (retries) => Math.min(RETRY_UP_TO, RETRY_FROM * 2 ** retries) * (0.5 + Math.random() / 2),
    },
  });
}

/** What comes later is nobody's any more. */
async function within<T>(time: Millis, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Redis did not answer within ${time} ms.`)), time);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function unavailable(cause: unknown): RemoteViewError {
  return new RemoteViewError('unavailable', 'The gateways cannot reach what they share. Try again.', { cause });
}
