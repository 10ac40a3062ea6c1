/** Looks at the machine. Nothing here judges; nothing here throws for what it finds. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, SOURCE_FLAGS } from '../../run-node.ts';
import { localAuthority, type StartOptions } from '../../start/options.ts';
import { whyPortIsUnusable } from '../../start/port.ts';
import type { Facts, MachineFacts } from './facts.ts';
import { answers, bindingRequest, type StunServer } from './stun.ts';

export interface Examination {
  readonly host: string;
  readonly port: number;
  readonly adapter: string;
  /** UDP ports that the host is to use for media. */
  readonly portRange: { readonly begin: number; readonly end: number } | undefined;
  readonly turn: { readonly url: string; readonly server: StunServer } | undefined;
}

const UDP_WITHIN_MS = 1_000;
const TURN_WITHIN_MS = 3_000;

export async function examine(wanted: Examination): Promise<Facts> {
  const { host, port, portRange, turn } = wanted;
  // One after the other: the probes want the machine for themselves.
  const machine = await examineMachine(wanted.adapter);
  return {
    node: process.version,
    platform: process.platform,
    arch: process.arch,
    vulkanLoader: findLibrary('libvulkan.so.1'),
    soundLibrary: findLibrary('libasound.so.2'),
    vulkanDrivers: DRIVER_FOLDERS.flatMap((folder) => filesIn(folder)).filter((file) => file.endsWith('.json')),
    nvidia: nvidiaVersion(),
    devices: devices(),
    machine,
    port: await examinePort({ host, port }),
    udp: { problem: await udpProblem(portRange) },
    turn: turn === undefined ? undefined : { server: turn.url, problem: await turnProblem(turn.server) },
    folders: [
      { what: 'Cache', ...writable(join(ROOT, 'node_modules', '.cache', 'remote-view')) },
      { what: 'Sockets', ...writable(tmpdir()) },
    ],
    freeMemory: availableMemory(),
  };
}

async function examinePort(listen: StartOptions): Promise<Facts['port']> {
  const problem = await whyPortIsUnusable(listen, (other) => `--port ${other}`);
  const gateway = problem !== undefined && (await isGateway(`http://${localAuthority(listen)}/v1/scenes`));
  return { port: listen.port, problem, gateway };
}

async function isGateway(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    return 'scenes' in ((await response.json()) as object);
  } catch {
    return false;
  }
}

/** Asks the renderer host's own probes, in a process that a driver may crash. */
function examineMachine(adapter: string): Promise<Facts['machine']> {
  return new Promise((resolve) => {
    const args = [...SOURCE_FLAGS, join(ROOT, 'renderer-host/src/agent/check-machine.ts'), adapter];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let complaints = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
    child.on('error', (error) => resolve({ problem: error.message }));
    child.on('close', () => {
      try {
        resolve(JSON.parse(output) as MachineFacts);
      } catch {
        const reason = complaints.split('\n').find((line) => /Error/.test(line)) ?? 'it said nothing';
        resolve({ problem: `the renderer host's probes do not run: ${reason.trim()}` });
      }
    });
  });
}

const LIBRARY_FOLDERS = [
  ...(process.env['LD_LIBRARY_PATH'] ?? '').split(':').filter((folder) => folder !== ''),
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/lib64',
  '/lib',
  '/usr/local/lib',
];

const DRIVER_FOLDERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];

function findLibrary(name: string): string | undefined {
  return LIBRARY_FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function nvidiaVersion(): string | undefined {
  try {
    return /Kernel Module(?: for \S+)? +([\d.]+)/.exec(readFileSync('/proc/driver/nvidia/version', 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

function devices(): { path: string; usable: boolean }[] {
  const render = filesIn('/dev/dri').filter((path) => path.includes('renderD'));
  const nvidia = filesIn('/dev').filter((path) => /\/nvidia(?:ctl|\d+)$/.test(path));
  return [...render, ...nvidia].map((path) => ({ path, usable: may(path, constants.R_OK | constants.W_OK) }));
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

function writable(path: string): { path: string; problem: string | undefined } {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
    return { path, problem: undefined };
  } catch (error) {
    return { path, problem: (error as Error).message };
  }
}

/** What Linux calls free leaves out the caches that it gives back when asked. */
function availableMemory(): number {
  try {
    const kilobytes = /MemAvailable: +(\d+) kB/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
    return kilobytes === undefined ? freemem() : Number(kilobytes) * 1_024;
  } catch {
    return freemem();
  }
}

/** Sends itself a datagram, from the first and the last port of the range where there is one. */
export async function udpProblem(range: Examination['portRange']): Promise<string | undefined> {
  for (const port of range === undefined ? [0] : [range.begin, range.end]) {
    const problem = await datagramProblem(port);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function datagramProblem(port: number): Promise<string | undefined> {
  return exchange(UDP_WITHIN_MS, 'a datagram to this machine itself did not arrive', (socket, done) => {
    socket.on('message', () => done(undefined));
    socket.bind(port, '127.0.0.1', () => socket.send('hello', socket.address().port, '127.0.0.1'));
  });
}

export function turnProblem({ host, port }: StunServer, within: number = TURN_WITHIN_MS): Promise<string | undefined> {
  const transaction = randomBytes(12);
  const begin: Exchange = (socket, done) => {
    socket.on('message', (bytes) => {
      if (answers(bytes, transaction)) done(undefined);
    });
    socket.send(bindingRequest(transaction), port, host, (error) => {
      if (error !== null) done(error.message);
    });
  };
  return exchange(within, `no answer within ${within / 1_000} s`, begin, host.includes(':') ? 'udp6' : 'udp4');
}

type Exchange = (socket: Socket, done: (problem: string | undefined) => void) => void;

function exchange(
  within: number,
  otherwise: string,
  begin: Exchange,
  family: 'udp4' | 'udp6' = 'udp4',
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(family);
    let over = false;
    const done = (problem: string | undefined): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      socket.close();
      resolve(problem);
    };
    const timer = setTimeout(done, within, otherwise);
    socket.on('error', (error) => done(error.message));
    begin(socket, done);
  });
}
