/** The suite's handle on the process of the light viewers. */
import type { Millis, rest, VideoInfo } from '@remote-view/protocol';
import { fork, type ChildProcess } from 'node:child_process';
import type { Credentials, FromReceivers, OpenReceiver, ReceiverCounts, ToReceivers } from './receiver-messages.ts';

const RECEIVING_WITHIN: Millis = 30_000;

export class Receivers {
  readonly #process: ChildProcess;
  readonly #gateway: string;
  readonly #listeners = new Set<(message: FromReceivers) => void>();
  #opened = 0;
  #video: VideoInfo | undefined;

  constructor(gateway: string) {
    this.#gateway = gateway;
    this.#process = fork(new URL('testing/main.ts', import.meta.url), {
      execArgv: ['--conditions=@remote-view/source', '--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#process.on('message', (message: FromReceivers) => {
      for (const listener of this.#listeners) listener(message);
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** What the host said of the picture of the newest session, when its first frame came. */
  get video(): VideoInfo | undefined {
    return this.#video;
  }

  /** @throws Error with the gateway's answer where there is no session to be had */
  async createSession(scene: string): Promise<Credentials> {
    const response = await fetch(`${this.#gateway}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ scene } satisfies rest.CreateSession),
    });
    if (!response.ok) throw new Error(`no session: ${await response.text()}`);
    const { id, token } = (await response.json()) as rest.CreatedSession;
    return { id, token };
  }

  /** Adds a viewer and waits for its first picture. @throws Error where none comes */
  async open(options: Pick<OpenReceiver, 'session' | 'width' | 'height' | 'inputs'>): Promise<void> {
    const receiver = ++this.#opened;
    const answer = this.#next(
      (message) => message.type !== 'counts' && message.receiver === receiver,
      `no picture within ${RECEIVING_WITHIN} ms`,
    );
    this.#send({ type: 'open', receiver, gateway: this.#gateway, ...options });
    const message = await answer;
    if (message.type === 'failed') throw new Error(`a light viewer failed: ${message.reason}`);
    if (message.type === 'receiving') this.#video = message.video;
  }

  /** What was counted since the last call. */
  async collect(): Promise<{ readonly span: Millis; readonly counts: readonly ReceiverCounts[] }> {
    const answer = this.#next((message) => message.type === 'counts', 'the light viewers do not answer');
    this.#send({ type: 'collect' });
    const message = await answer;
    return message.type === 'counts' ? message : { span: 0, counts: [] };
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill('SIGKILL');
    await ended;
  }

  #send(message: ToReceivers): void {
    this.#process.send(message);
  }

  #next(fits: (message: FromReceivers) => boolean, late: string): Promise<FromReceivers> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => done(() => reject(new Error(late))), RECEIVING_WITHIN);
      const listener = (message: FromReceivers): void => {
        if (fits(message)) done(() => resolve(message));
      };
      const exited = (): void => done(() => reject(new Error('the process of the light viewers ended')));
      const done = (settle: () => void): void => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
        this.#process.off('exit', exited);
        settle();
      };
      this.#listeners.add(listener);
      this.#process.on('exit', exited);
    });
  }
}
