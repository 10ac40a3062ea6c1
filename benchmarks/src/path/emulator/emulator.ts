/** A suite's handle on a link emulator, which has a process of its own: nothing that a suite does delays a packet. */
import type { Millis } from '@remote-view/protocol';
import { fork, type ChildProcess } from 'node:child_process';
import type { PathCase } from '../cases.ts';
import type { EmulatorRecording, FromEmulator, ToEmulator } from './messages.ts';

const ANSWERS_WITHIN: Millis = 30_000;

export class Emulator {
  readonly #process: ChildProcess;
  readonly #listeners = new Set<(message: FromEmulator) => void>();

  /** @param seed of the losses, of the jitter and of a trace */
  constructor(path: PathCase, seed: number) {
    this.#process = fork(new URL('main.ts', import.meta.url), {
      execArgv: ['--conditions=@remote-view/source', '--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#process.on('message', (message: FromEmulator) => {
      for (const listener of this.#listeners) listener(message);
    });
    this.#send({ type: 'open', path, seed });
  }

  /**
   * @param port a UDP port on loopback, from which the pictures come
   * @returns the port to use in its place
   */
  async relay(port: number): Promise<number> {
    const answer = this.#next((message) => message.type === 'relaying' && message.port === port);
    this.#send({ type: 'relay', port });
    const message = await answer;
    return message.type === 'relaying' ? message.relay : 0;
  }

  /** The schedule begins; until then the path loses nothing. */
  begin(): void {
    this.#send({ type: 'begin' });
  }

  /** Ends the path. @throws Error where the process is gone or says nothing */
  async finish(): Promise<EmulatorRecording> {
    const answer = this.#next((message) => message.type === 'recorded');
    this.#send({ type: 'finish' });
    const message = await answer;
    if (message.type !== 'recorded') throw new Error('a link emulator recorded nothing');
    return message.recording;
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await ended;
  }

  #send(message: ToEmulator): void {
    this.#process.send(message);
  }

  #next(fits: (message: FromEmulator) => boolean): Promise<FromEmulator> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
        this.#process.off('exit', exited);
        act();
      };
      const fail = (reason: string): void => settle(() => reject(new Error(`a link emulator ${reason}`)));
      const timer = setTimeout(() => fail('does not answer'), ANSWERS_WITHIN);
      const exited = (): void => fail('ended');
      const listener = (message: FromEmulator): void => {
        if (message.type === 'failed') fail(`failed: ${message.reason}`);
        else if (fits(message)) settle(() => resolve(message));
      };
      this.#listeners.add(listener);
      this.#process.on('exit', exited);
    });
  }
}
