/** A real scene process in software, with a link server in the place of the stream process and a test as its agent. */
import { check, encodeViewerData, type ViewerData } from '@remote-view/protocol';
import type { ChildProcess } from 'node:child_process';
import { childEnvironment, spawnChild } from '../../agent/child.ts';
import { FromSceneProcess, type RenderSettings, type ToScene } from '../../agent/child-messages.ts';
import { softwareGpu } from '../../gpu/testing/run-job.ts';
import { hostNow } from '../../host-clock.ts';
import { LinkServer } from '../../link/testing/link-server.ts';

const SETTINGS: RenderSettings = {
  encoder: 'libx264',
  software: true,
  adapter: 'a test',
  warm: true,
  developing: false,
  restricted: false,
  assets: { folders: [], origins: [] },
};

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class TestSceneProcess {
  readonly server: LinkServer;
  readonly messages: FromSceneProcess[] = [];
  readonly ended: Promise<Ended>;
  output = '';
  readonly #child: ChildProcess;
  #hasEnded = false;
  readonly #waiting = new Set<() => void>();

  constructor(viewers: number, settings: Partial<RenderSettings> = {}, nodeOptions: readonly string[] = []) {
    this.server = new LinkServer(viewers);
    const render = JSON.stringify({ ...SETTINGS, ...settings });
    const environment = childEnvironment({
      ...softwareGpu,
      REMOTE_VIEW_RENDER: render,
      REMOTE_VIEW_HOST_KEY: 'secret',
    });
    const child = spawnChild(new URL('../main.ts', import.meta.url), [], environment, 'pipe', nodeOptions);
    this.#child = child;
    child.on('message', (message) => {
      if (!check(FromSceneProcess, message)) throw new Error(`unknown message ${JSON.stringify(message)}`);
      this.messages.push(message);
      this.#wake();
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
        this.#wake();
      });
    }
    this.ended = new Promise((resolve) => child.on('exit', (exitCode, signal) => resolve({ exitCode, signal })));
    // Not with `exit`: messages and output may still be on their way.
    child.on('close', () => {
      this.#hasEnded = true;
      this.#wake();
    });
  }

  /** Starts a process and in it the scene of this source: a module's text, without imports. */
  static async run(source: string, viewers: number): Promise<TestSceneProcess> {
    const process = new TestSceneProcess(viewers);
    await process.told('ready');
    process.start(source);
    return process;
  }

  start(source: string): void {
    const module = `data:text/javascript,${encodeURIComponent(source)}`;
    this.tell({ type: 'start', module, link: this.server.target() });
  }

  tell(message: ToScene): void {
    this.#child.send(message);
  }

  async input(data: ViewerData, viewer = 1, channel: 'motion' | 'events' = 'events'): Promise<number> {
    // Frames may come before it: the two sockets are not in step.
    await this.server.until(() => this.server.has('control'));
    const receivedAt = hostNow();
    this.server.send('control', { type: 'input', viewer, channel, receivedAt }, encodeViewerData(data));
    return receivedAt;
  }

  /** The first message of this type. */
  async told<T extends FromSceneProcess['type']>(type: T): Promise<Extract<FromSceneProcess, { type: T }>> {
    const find = () => this.messages.find((message) => message.type === type);
    await this.until(() => find() !== undefined);
    return find() as Extract<FromSceneProcess, { type: T }>;
  }

  /** Looks whenever the process tells or writes something; throws with its output if it ends before. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#hasEnded)
        throw new Error(`The process ended too early: ${JSON.stringify(this.messages)} ${this.output}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  get heartbeats(): number {
    return this.messages.filter((message) => message.type === 'heartbeat').length;
  }

  disconnect(): void {
    this.#child.disconnect();
  }

  async close(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
    this.server.close();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
