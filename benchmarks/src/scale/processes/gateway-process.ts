/** A gateway as it runs in production: its own process, with keys, and rates that the load of one address stays below. */
import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { freePort, repositoryPath } from '../../harness/stack.ts';
import type { ProcessLook } from './process-look.ts';

export interface GatewayKeys {
  readonly api: string;
  readonly host: string;
  readonly tokens: string;
}

/** The same for all gateways of a run: a token of one is good at the others. */
export function makeGatewayKeys(): GatewayKeys {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const tokens = JSON.stringify({ keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'scale', x, d }] });
  return { api: 'an-api-key-of-the-scale-suite', host: 'a-host-key-of-the-scale-suite', tokens };
}

export interface GatewaySetup {
  readonly keys: GatewayKeys;
  /** Undefined: it is alone. */
  readonly redisUrl: string | undefined;
  readonly maxQueue: number;
}

/** All clients come from one address here. In production each has its own, and the defaults hold. */
const RATES = ['tenant-requests', 'address-requests', 'address-sockets', 'address-failures'].flatMap((what) => [
  `--${what}-per-minute`,
  '10000000',
]);

const START_WITHIN_MS = 30_000;

export class GatewayProcess {
  readonly #setup: GatewaySetup;
  readonly #port: number;
  #child: ChildProcess;

  private constructor(setup: GatewaySetup, port: number, child: ChildProcess) {
    this.#setup = setup;
    this.#port = port;
    this.#child = child;
  }

  /** @throws Error with what it said, where it does not start */
  static async start(setup: GatewaySetup): Promise<GatewayProcess> {
    const port = await freePort();
    return new GatewayProcess(setup, port, await launch(setup, port));
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async look(): Promise<ProcessLook> {
    const answer = once(this.#child, 'message');
    this.#child.send('look');
    const [look] = (await answer) as [ProcessLook];
    return look;
  }

  /** Without a word, as a machine that fails. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Another process at the same address. */
  async startAgain(): Promise<void> {
    this.#child = await launch(this.#setup, this.#port);
  }
}

async function launch({ keys, redisUrl, maxQueue }: GatewaySetup, port: number): Promise<ChildProcess> {
  const probe = pathToFileURL(repositoryPath('benchmarks/src/scale/processes/gateway-probe.ts')).href;
  const node = [
    '--conditions=@remote-view/source',
    '--disable-warning=ExperimentalWarning',
    '--expose-gc',
    '--import',
    probe,
  ];
  const flags = ['--port', String(port), '--max-queue', String(maxQueue), '--log-level', 'error', ...RATES];
  const child = spawn(process.execPath, [...node, repositoryPath('gateway/src/server.ts'), ...flags], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Secrets are not for the list of processes.
    env: {
      ...process.env,
      REMOTE_VIEW_API_KEYS: keys.api,
      REMOTE_VIEW_HOST_KEY: keys.host,
      REMOTE_VIEW_TOKEN_KEYS: keys.tokens,
      ...(redisUrl === undefined ? {} : { REMOTE_VIEW_REDIS_URL: redisUrl }),
    },
  });
  const said: string[] = [];
  const listens = new Promise<boolean>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream! }).on('line', (line) => {
        if (said.length < 50) said.push(line);
        if (line.startsWith('remote-view gateway: http')) resolve(true);
      });
    }
    child.once('exit', () => resolve(false));
    setTimeout(() => resolve(false), START_WITHIN_MS).unref();
  });
  if (await listens) return child;
  child.kill('SIGKILL');
  throw new Error(`A gateway did not start:\n${said.join('\n')}`);
}
