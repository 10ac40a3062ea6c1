/** A child process whose output is shown under its name and that ends when it is told to. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { LinePrefix } from './line-prefix.ts';

export interface ProcessOptions {
  readonly name: string;
  /** Arguments of Node. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** Before each line of output. */
  readonly prefix: string;
  readonly write: (text: string) => void;
}

/** From SIGTERM to SIGKILL, ms. */
export const STOP_WITHIN = 5_000;

/** Output may come behind the end of the process, and a grandchild may hold the pipe open for ever: wait so long, ms. */
const LAST_WORDS_WITHIN = 500;

export class ManagedProcess {
  readonly name: string;
  /** Resolves, never rejects, with how it ended: `exit code 1`, `signal SIGKILL`. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  #running = true;

  constructor({ name, args, cwd, prefix, write }: ProcessOptions) {
    this.name = name;
    const child = spawn(process.execPath, args, {
      cwd,
      // The channel carries nothing: its end tells the child that this process is gone, however it went.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A terminal's Ctrl-C goes to a whole process group. The child must hear of it once, from us, so that it stops in
      // order instead of taking the second signal for a person in a hurry. (On Windows this would open a window.)
      detached: process.platform !== 'win32',
    });
    this.#child = child;
    for (const output of [child.stdout, child.stderr]) if (output !== null) show(output, prefix, write);
    this.ended = new Promise((resolve) => {
      const end = (reason: string): void => {
        this.#running = false;
        const late = setTimeout(resolve, LAST_WORDS_WITHIN, reason);
        child.once('close', () => {
          clearTimeout(late);
          resolve(reason);
        });
      };
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`));
    });
  }

  get running(): boolean {
    return this.#running;
  }

  /** Asks it to end, and makes it end after {@link STOP_WITHIN}. Calling it again changes nothing. */
  async stop(within: number = STOP_WITHIN): Promise<void> {
    if (!this.#running) return;
    this.#child.kill('SIGTERM');
    const force = setTimeout(() => this.#child.kill('SIGKILL'), within);
    await this.ended;
    clearTimeout(force);
  }
}

function show(stream: Readable, prefix: string, write: (text: string) => void): void {
  const lines = new LinePrefix(prefix);
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => write(lines.push(chunk)));
  stream.on('end', () => write(lines.flush()));
}
