/** A real Redis for tests: on a free port of this machine, with nothing on disk. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const PROGRAM = 'redis-server';
const START_WITHIN_MS = 10_000;

export class RedisServer {
  readonly port: number;
  #process: ChildProcess;

  private constructor(port: number, process: ChildProcess) {
    this.port = port;
    this.#process = process;
  }

  static get isInstalled(): boolean {
    return spawnSync(PROGRAM, ['--version']).status === 0;
  }

  /** @returns undefined where Redis is not installed */
  static async start(): Promise<RedisServer | undefined> {
    if (!RedisServer.isInstalled) return undefined;
    const port = await freePort();
    return new RedisServer(port, await launch(port));
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** It is gone, with all that it had. */
  async stop(): Promise<void> {
    const process = this.#process;
    if (process.exitCode !== null || process.signalCode !== null) return;
    const exit = once(process, 'exit');
    // Also one that is paused.
    process.kill('SIGKILL');
    await exit;
  }

  /** It is there again, empty. */
  async restart(): Promise<void> {
    await this.stop();
    this.#process = await launch(this.port);
  }

  /** It answers nothing, and keeps its connections. */
  pause(): void {
    this.#process.kill('SIGSTOP');
  }

  resume(): void {
    this.#process.kill('SIGCONT');
  }
}

async function launch(port: number): Promise<ChildProcess> {
  const options = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    tmpdir(),
  ];
  const server = spawn(PROGRAM, [...options, '--loglevel', 'warning'], { stdio: 'ignore' });
  // A test that is cut short leaves no server behind.
  const kill = (): void => void server.kill('SIGKILL');
  process.once('exit', kill);
  server.once('exit', () => process.off('exit', kill));
  for (const end = Date.now() + START_WITHIN_MS; Date.now() < end; await sleep(10)) {
    if (server.exitCode !== null) break;
    if (await answers(port)) return server;
  }
  server.kill('SIGKILL');
  throw new Error(`${PROGRAM} does not answer on port ${port}.`);
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write('PING\r\n');
    const [reply] = (await once(socket, 'data')) as [Buffer];
    return reply.toString().startsWith('+PONG');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Of this machine. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
