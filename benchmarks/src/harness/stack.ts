/** The real gateway and a real host in processes of their own, on loopback. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../../', import.meta.url);
/** As `npm start` has it. */
const CODE_CACHE = fileURLToPath(new URL('node_modules/.cache/remote-view/code', ROOT));

export interface StackOptions {
  /** Folders with scenes. */
  readonly scenes: readonly string[];
  readonly capacity?: number;
  readonly warm?: number;
  /** False: do not wait until a host can take sessions; it will say why it never can. */
  readonly ready?: boolean;
  /** Keys that are asked for; without them, the gateway is in dev mode. */
  readonly keys?: { readonly api: string; readonly admin: string; readonly host: string };
  /** More flags for the gateway. */
  readonly gatewayFlags?: readonly string[];
  /** More flags for the host. */
  readonly hostFlags?: readonly string[];
}

export interface StackProcess {
  readonly pid: number;
  /** Everything it wrote, by line. */
  readonly lines: readonly string[];
  readonly exitCode: number | null;
  kill(signal: NodeJS.Signals): void;
  exited(): Promise<void>;
}

export interface Stack {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly gateway: StackProcess;
  readonly host: StackProcess;
  /** Ends the gateway and starts another on the same port. */
  restartGateway(): Promise<void>;
  stop(): Promise<void>;
}

export function repositoryPath(path: string): string {
  return fileURLToPath(new URL(path, ROOT));
}

export async function startStack(options: StackOptions): Promise<Stack> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let gateway = startGateway(port, options);
  const host = startHost(port, options);
  const stop = async (): Promise<void> => {
    for (const child of [host, gateway]) child.kill('SIGTERM');
    await Promise.all([stopped(host), stopped(gateway)]);
  };
  try {
    if (options.ready === false) await waitUntilRegistered(url, [gateway, host]);
    else await waitUntilReady(url, [gateway, host]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    host,
    get gateway() {
      return gateway;
    },
    restartGateway: async () => {
      gateway.kill('SIGKILL');
      await gateway.exited();
      gateway = startGateway(port, options);
      await waitUntilReady(url, [gateway, host]);
    },
    stop,
  };
}

function startGateway(port: number, { gatewayFlags = [], keys }: StackOptions): StackProcess {
  const bundle = repositoryPath('viewer/dist/remote-view.js');
  const args = [
    ...accessFlags(keys),
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--viewer-bundle',
    bundle,
    ...gatewayFlags,
  ];
  return startProcess('gateway/src/server.ts', args);
}

function accessFlags(keys: StackOptions['keys']): readonly string[] {
  return keys === undefined ? ['--dev'] : ['--api-key', keys.api, '--admin-key', keys.admin, '--host-key', keys.host];
}

function startHost(port: number, options: StackOptions): StackProcess {
  return startProcess('renderer-host/src/agent/main.ts', [
    '--gateway',
    `ws://127.0.0.1:${port}/v1/hosts`,
    ...(options.keys === undefined ? [] : ['--host-key', options.keys.host]),
    '--bind-address',
    '127.0.0.1',
    '--capacity',
    String(options.capacity ?? 4),
    '--warm',
    String(options.warm ?? 1),
    // A test that is over waits for nobody.
    '--drain-timeout',
    '0',
    ...options.scenes.flatMap((folder) => ['--scenes', repositoryPath(folder)]),
    // A scene that is made for one run (scene-at-rate.ts) imports the one that it is made from.
    '--allow-read',
    fileURLToPath(new URL('benchmarks', ROOT)),
    ...(options.hostFlags ?? []),
  ]);
}

/** @param env beside what this process has */
export function startProcess(
  module: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): StackProcess {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--conditions=@remote-view/source', '--disable-warning=ExperimentalWarning', repositoryPath(module), ...args],
    // The channel carries nothing: its end tells the child that this process is gone, however it went.
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { NODE_COMPILE_CACHE: CODE_CACHE, ...process.env, ...env },
    },
  );
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', (line) => remember(lines, line));
  }
  const exited = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  return {
    pid: child.pid ?? 0,
    lines,
    get exitCode() {
      return child.exitCode;
    },
    kill: (signal) => child.kill(signal),
    exited: () => exited,
  };
}

const MAX_LINES = 5_000;

function remember(lines: string[], line: string): void {
  lines.push(line);
  if (lines.length > MAX_LINES) lines.shift();
  if (process.env['REMOTE_VIEW_VERBOSE'] !== undefined) console.log(line);
}

const waitUntilReady = (url: string, processes: readonly StackProcess[]): Promise<void> =>
  waitUntil(processes, async () => (await fetch(`${url}/readyz?hosts=1`)).ok);

/** A host that can take no sessions still says which scenes it would have. */
const waitUntilRegistered = (url: string, processes: readonly StackProcess[]): Promise<void> =>
  waitUntil(processes, async () => {
    const { scenes } = (await (await fetch(`${url}/v1/scenes`)).json()) as { scenes: unknown[] };
    return scenes.length > 0;
  });

/** @throws Error with what the processes wrote, where it takes too long or one of them ends */
export async function waitUntil(processes: readonly StackProcess[], done: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (await done().catch(() => false)) return;
    if (processes.some(({ exitCode }) => exitCode !== null)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const output = processes.flatMap(({ lines }) => lines.slice(-20)).join('\n');
  throw new Error(`The stack did not become ready:\n${output}`);
}

/** Resolves with its end, which was asked for; it is not asked for ever. */
export async function stopped(child: StackProcess): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), 6_000);
  await child.exited();
  clearTimeout(timer);
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
