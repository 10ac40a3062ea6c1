/** A real coturn on loopback, with the configuration that we ship and what a test on one machine needs beside it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort, repositoryPath } from '../harness/stack.ts';
import { TurnClient } from './turn-client.ts';

/** Where Debian's package puts it; anything else is found in PATH. */
const PROGRAM = 'turnserver';
const MAX_LINES = 5_000;

export const TURN_SECRET = 'a-secret-of-the-tests';
export const TURN_REALM = 'turn.test';

/** Not everywhere: containers often have no IPv6 at all. */
export const HAS_IPV6 = Object.values(networkInterfaces()).some((of) => of?.some(({ address }) => address === '::1'));

const LOOPBACK = ['127.0.0.1', ...(HAS_IPV6 ? ['::1'] : [])];

export interface Coturn {
  readonly port: number;
  /** What it has said, oldest first. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

export interface CoturnOptions {
  /** More lines of configuration, behind ours: `allowed-peer-ip=…`. */
  readonly lines?: readonly string[];
}

/** Media tests on one machine: hosts are on loopback, which our configuration denies. */
export const LOOPBACK_HOSTS = ['allow-loopback-peers', 'allowed-peer-ip=127.0.0.1'];

/** Why coturn cannot be had here; undefined where it can. */
export function coturnProblem(): string | undefined {
  const { error } = spawnSync(PROGRAM, ['--version'], { stdio: 'ignore' });
  return error === undefined ? undefined : 'coturn is not installed';
}

export async function startCoturn({ lines: more = [] }: CoturnOptions = {}): Promise<Coturn> {
  const folder = mkdtempSync(join(tmpdir(), 'remote-view-coturn-'));
  const port = await freePort();
  const file = join(folder, 'turnserver.conf');
  const settings = [
    `static-auth-secret=${TURN_SECRET}`,
    `realm=${TURN_REALM}`,
    `pidfile=${join(folder, 'pid')}`,
    `userdb=${join(folder, 'db')}`,
    ...LOOPBACK.flatMap((address) => [`listening-ip=${address}`, `relay-ip=${address}`]),
    ...more,
  ];
  const shipped = readFileSync(repositoryPath('deploy/coturn/turnserver.conf'), 'utf8');
  writeFileSync(file, `${shipped.replace('listening-port=3478', `listening-port=${port}`)}\n${settings.join('\n')}\n`);
  const child = spawn(PROGRAM, ['-c', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = keepLines(child);
  const exited = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  // Nobody else would end it where a test could not.
  const abandon = (): unknown => child.kill('SIGKILL');
  process.once('exit', abandon);
  const stop = async (): Promise<void> => {
    process.off('exit', abandon);
    child.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await listens(child, lines, port);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, lines, stop };
}

/** As the gateway makes them, of a user whose name is good for so many seconds more; less than none: it has run out. */
export function turnCredentials(
  seconds: number,
  { secret = TURN_SECRET, user = 'a-session' } = {},
): { username: string; credential: string } {
  const username = `${Math.floor(Date.now() / 1_000) + seconds}:${user}`;
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}

function keepLines(child: ChildProcess): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > MAX_LINES) lines.shift();
    });
  }
  return lines;
}

async function listens(child: ChildProcess, lines: readonly string[], port: number): Promise<void> {
  const client = new TurnClient({ host: '127.0.0.1', port }, turnCredentials(60));
  const exited = new Promise<false>((resolve) => child.on('exit', () => resolve(false)));
  const answers = await Promise.race([exited, client.binding()]);
  client.close();
  if (!answers) throw new Error(`coturn did not start:\n${lines.slice(-20).join('\n')}`);
}
