/**
 * A child process of the agent: its messages checked, its heartbeat watched, its end certain.
 *
 * `died` (it ended by itself) and `close` (we ended it) are different things to whoever owns it. A child that misses its
 * heartbeat is killed: native code can block a process for good, and only another one can end that.
 */
import { check, type Millis } from '@remote-view/protocol';
import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Static, TSchema } from 'typebox';
import { OutputLines } from './output-lines.ts';

/**
 * Node options of the children: those that this process runs our sources with, and a young generation that stays small.
 * V8 lets it grow to 64 MB under a scene's garbage; then one collection stops the scene for 60 ms (8 MB: 7 ms).
 */
const NODE_OPTIONS = [
  ...process.execArgv.filter((option) => !option.startsWith('--inspect')),
  '--max-semi-space-size=8',
];

/**
 * The environment of a child: what programs need to run, our additions, and nothing that the operator keeps secret.
 * glibc's thresholds keep native memory from growing where everything was freed: 4,000 encoder sessions went from 95 MB
 * to 1,160 without them, and to 104 with them.
 */
export function childEnvironment(additions: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const passed = Object.entries(process.env).filter(
    ([name]) => PASSED_VARIABLES.has(name.toUpperCase()) || /^(LC_|XDG_|VK_|CUDA_|NVIDIA_|__)/u.test(name),
  );
  return {
    XDG_RUNTIME_DIR: tmpdir(),
    ...Object.fromEntries(passed),
    MALLOC_MMAP_THRESHOLD_: '65536',
    MALLOC_TRIM_THRESHOLD_: '65536',
    ...CODE_CACHE,
    ...additions,
  };
}

/**
 * Where Node keeps our modules without their types, and compiled: a process that finds them there does not load Node's
 * type stripper, which is 17 MB in each process, once more for the encoder's thread, and a third of the time until a
 * process is ready. What lies there is run, so it is a folder of this user's and none of the temporary ones; without a
 * home there is none. An operator names another with Node's own NODE_COMPILE_CACHE. Coverage is counted without it,
 * since functions from the cache are not all seen.
 */
const CODE_CACHE = codeCache(process.env);

export function codeCache(env: NodeJS.ProcessEnv): { readonly NODE_COMPILE_CACHE?: string } {
  if (env['NODE_V8_COVERAGE'] !== undefined || env['NODE_DISABLE_COMPILE_CACHE'] !== undefined) return {};
  const home = env['HOME'] === undefined ? undefined : join(env['HOME'], '.cache');
  const caches = env['XDG_CACHE_HOME'] ?? env['LOCALAPPDATA'] ?? home;
  const folder = env['NODE_COMPILE_CACHE'] ?? (caches === undefined ? undefined : join(caches, 'remote-view', 'code'));
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

/** In upper case: Windows writes `Path`. */
const PASSED_VARIABLES = new Set([
  'PATH',
  'HOME',
  'LANG',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'LD_LIBRARY_PATH',
  'DISPLAY',
  'NODE_EXTRA_CA_CERTS',
  'SYSTEMROOT',
  'WINDIR',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'NODE_V8_COVERAGE',
]);

export function spawnChild(
  module: URL,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  output: 'ignore' | 'pipe',
  nodeOptions: readonly string[] = [],
): ChildProcess {
  return spawn(process.execPath, [...NODE_OPTIONS, ...nodeOptions, fileURLToPath(module), ...args], {
    env,
    stdio: ['ignore', output, output, 'ipc'],
  });
}

export interface ChildHandlers<Message> {
  message(message: Message): void;
  /** It ended without `close()`. `reason` is readable. */
  died(reason: string): void;
  /** A line that it or its native code wrote. */
  output(line: string): void;
}

export interface ChildOptions {
  readonly module: URL;
  readonly environment: Readonly<Record<string, string>>;
  /** Of its Node, beside those that all children have. */
  readonly nodeOptions?: readonly string[];
  /** No heartbeat for so long ends the child. */
  readonly heartbeatTimeout: Millis;
  /** Resident memory beyond this ends the child. */
  readonly maxResidentBytes: number;
  /** Its process is gone, however it went: what it left behind can be removed. */
  readonly exited?: () => void;
  /** How long it may take to end by itself when it was asked to; default 2 s. */
  readonly closeWithin?: Millis;
}

const CLOSE_WITHIN: Millis = 2_000;
const MAX_UNKNOWN_MESSAGES = 20;
/** Characters on their way to a child: a session's whole storage, many times over. A child that reads never has so many. */
const MAX_UNREAD = 16 * 2 ** 20;

/** A message `{type: 'heartbeat', residentBytes}` is taken care of here. */
export class Child<Schema extends TSchema, Out extends object> {
  readonly #process: ChildProcess;
  readonly #options: ChildOptions;
  #handlers: ChildHandlers<Static<Schema>>;
  #watchdog: NodeJS.Timeout | undefined;
  #killReason: string | undefined;
  #heardAt: Millis = performance.now();
  #closed = false;
  #unknown = 0;
  /** Characters that were sent and that its pipe has not taken yet. */
  #unread = 0;

  constructor(schema: Schema, options: ChildOptions, handlers: ChildHandlers<Static<Schema>>) {
    this.#options = options;
    this.#handlers = handlers;
    this.#process = spawnChild(options.module, [], childEnvironment(options.environment), 'pipe', options.nodeOptions);
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (stream !== null) this.#listen(stream);
    }
    this.#process.on('message', (message) => this.#receive(schema, message));
    this.#process.on('error', (error) => this.#ended(error.message));
    this.#process.on('exit', (code, signal) => {
      const reason =
        this.#killReason ?? (signal === null ? `it exited with code ${code}` : `it was ended by ${signal}`);
      options.exited?.();
      // Its last message, which says why, may still be on its way.
      if (this.#process.connected) this.#process.once('disconnect', () => this.#ended(reason));
      else this.#ended(reason);
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** For how long it has sent nothing, not even a heartbeat. */
  get silence(): Millis {
    return performance.now() - this.#heardAt;
  }

  /** Hands the child to its next owner. */
  adopt(handlers: ChildHandlers<Static<Schema>>): void {
    this.#handlers = handlers;
  }

  /** What it does not read is kept here: one that asks and never reads is killed before this process is full. */
  send(message: Out): void {
    if (!this.#process.connected) return;
    const size = JSON.stringify(message).length;
    this.#unread += size;
    if (this.#unread > MAX_UNREAD) this.kill('it did not read what it was sent');
    else this.#process.send(message, () => (this.#unread -= size));
  }

  /** From now on the heartbeat counts. */
  watch(): void {
    this.#beat();
  }

  /** Set-up of a scene may block its process for longer than any heartbeat. */
  unwatch(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = undefined;
  }

  kill(reason: string): void {
    this.#killReason ??= reason;
    this.#process.kill('SIGKILL');
  }

  /** Asks the child to end with `farewell`, then makes it. */
  close(farewell: Out): void {
    if (this.#closed) return;
    this.#closed = true;
    this.unwatch();
    this.send(farewell);
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), this.#options.closeWithin ?? CLOSE_WITHIN);
    this.#process.once('exit', () => clearTimeout(timer));
  }

  #listen(stream: Readable): void {
    const lines = new OutputLines();
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      for (const line of lines.push(text)) this.#output(line);
    });
    stream.on('end', () => {
      const last = lines.end();
      if (last !== '') this.#handlers.output(last);
    });
  }

  #output(line: string): void {
    // V8's last words: what follows is an abort, which by itself would look like a crash of native code.
    if (/^FATAL ERROR:.*JavaScript heap out of memory/u.test(line)) {
      this.#killReason ??= 'its JavaScript objects filled the memory that a scene may use';
    }
    this.#handlers.output(line);
  }

  #receive(schema: Schema, message: unknown): void {
    this.#heardAt = performance.now();
    if (!check(schema, message)) {
      // Unknown once is a bug; unknown often is an attack on the agent's memory and log.
      if (++this.#unknown === MAX_UNKNOWN_MESSAGES) this.kill('it sent messages that nobody knows');
      return;
    }
    const { type, residentBytes } = message as { readonly type: string; readonly residentBytes?: number };
    if (type === 'heartbeat') {
      if (this.#watchdog !== undefined) this.#beat();
      if ((residentBytes ?? 0) > this.#options.maxResidentBytes) {
        const [used, allowed] = [residentBytes ?? 0, this.#options.maxResidentBytes].map((bytes) => mebibytes(bytes));
        this.kill(`it used ${used} MB of memory, and may use ${allowed}`);
      }
      return;
    }
    this.#handlers.message(message);
  }

  #beat(): void {
    clearTimeout(this.#watchdog);
    const { heartbeatTimeout } = this.#options;
    const due = performance.now() + heartbeatTimeout;
    this.#watchdog = setTimeout(() => {
      // It is this process that did not run, as on a machine that was paused: what the child sent meanwhile is not read yet.
      if (performance.now() - due > heartbeatTimeout / 4) this.#beat();
      else this.kill(`it did not respond for ${heartbeatTimeout / 1_000} s`);
    }, heartbeatTimeout);
  }

  #ended(reason: string): void {
    this.unwatch();
    if (this.#closed) return;
    this.#closed = true;
    this.#handlers.died(reason);
  }
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
