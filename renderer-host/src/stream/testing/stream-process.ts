/** A real stream process, with a test as its agent and as its scene. */
import { DEFAULT_RULES, type SessionRules } from '@remote-view/protocol';
import { connect } from 'node:net';
import type { Grant } from '../../access/grant.ts';
import { OWNER } from '../../access/testing/grants.ts';
import { Child } from '../../agent/child.ts';
import { FromStreamProcess, type StreamSettings, type ToStream } from '../../agent/child-messages.ts';
import { LinkSocket } from '../../link/link-socket.ts';
import { FromStream, type FromScene } from '../../link/messages.ts';

type Role = 'control' | 'video';
type Message<T extends FromStreamProcess['type']> = Extract<FromStreamProcess, { type: T }>;

export class TestStreamProcess {
  readonly messages: FromStreamProcess[] = [];
  death: string | undefined;
  readonly #child: Child<typeof FromStreamProcess, ToStream>;
  readonly #waiting = new Set<() => void>();

  constructor() {
    this.#child = new Child(
      FromStreamProcess,
      {
        module: new URL('../main.ts', import.meta.url),
        environment: {},
        // What hangs in native code is killed, and the test learns it.
        heartbeatTimeout: 3_000,
        maxResidentBytes: 2 ** 30,
      },
      {
        message: (message) => this.#note(() => this.messages.push(message)),
        died: (reason) => this.#note(() => (this.death = reason)),
        output: () => {},
      },
    );
  }

  static async start(
    generation = 1,
    rules: SessionRules = DEFAULT_RULES,
    network: Partial<StreamSettings> = {},
  ): Promise<TestStreamProcess> {
    const stream = new TestStreamProcess();
    await stream.told('ready');
    stream.#child.watch();
    const settings = {
      profileLevelId: '42c02a',
      bindAddress: '127.0.0.1',
      port: undefined,
      advertised: [],
      ...network,
    };
    stream.tell({ type: 'start', session: 'a-session', settings, rules });
    stream.tell({ type: 'generation', generation });
    return stream;
  }

  tell(message: ToStream): void {
    this.#child.send(message);
  }

  all<T extends FromStreamProcess['type']>(type: T): Message<T>[] {
    return this.messages.filter((message) => message.type === type) as Message<T>[];
  }

  async told<T extends FromStreamProcess['type']>(type: T, count = 1): Promise<Message<T>> {
    await this.until(() => this.all(type).length >= count);
    return this.all(type).at(-1)!;
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.death !== undefined) throw new Error(`The stream process ended: ${this.death}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Peer connections alive, as the agent knows it. */
  get viewers(): number {
    return this.all('viewers').at(-1)?.count ?? 0;
  }

  /** What the agent is told of this offer: an answer or a refusal. */
  async offer(
    sdp: string,
    peer = 'p1',
    wish: { readonly address?: string; readonly page?: string; readonly viewer?: string; readonly grant?: Grant } = {},
  ): Promise<Message<'answer'> | Message<'viewer-error'>> {
    const { address = '127.0.0.1', page = `page-of-${peer}`, viewer = `of-${peer}`, grant = OWNER } = wish;
    this.tell({ type: 'offer', viewer, page, peer, grant, sdp, address });
    const find = () => [...this.all('answer'), ...this.all('viewer-error')].find((message) => message.peer === peer);
    await this.until(() => find() !== undefined);
    return find()!;
  }

  /** Dials as a scene process does. */
  async link(role: Role, { generation = 1, secret }: { generation?: number; secret?: string } = {}): Promise<TestLink> {
    const ready = await this.told('ready');
    const link = new TestLink(ready.path);
    link.send({ type: 'hello', role, secret: secret ?? ready.secret, generation });
    return link;
  }

  async close(): Promise<void> {
    this.#child.kill('the test is over');
    if (this.death === undefined) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  #note(change: () => void): void {
    change();
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** The scene process's end of one link. */
export class TestLink {
  readonly received: { readonly message: FromStream; readonly body: Uint8Array }[] = [];
  closed: string | undefined;
  readonly #link: LinkSocket<typeof FromStream, FromScene>;
  #wake = (): void => {};

  constructor(path: string) {
    this.#link = new LinkSocket(connect(path), FromStream, {
      message: (message, body) => {
        this.received.push({ message, body });
        this.#wake();
      },
      closed: (reason) => {
        this.closed = reason;
        this.#wake();
      },
    });
  }

  send(message: FromScene, body?: Uint8Array): void {
    this.#link.send(message, body);
  }

  of<T extends FromStream['type']>(type: T): Extract<FromStream, { type: T }>[] {
    return this.received.flatMap(({ message }) =>
      message.type === type ? [message as Extract<FromStream, { type: T }>] : [],
    );
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}
