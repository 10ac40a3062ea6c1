/**
 * Gateways that share a Redis, a balancer in front of them, and hosts that know them all: each in a process of its own, with keys,
 * on loopback.
 */
import type { GatewayTiming } from '@remote-view/gateway';
import { RedisServer } from '@remote-view/gateway/testing/redis-server';
import type { admin, rest } from '@remote-view/protocol';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Balancer } from './balancer.ts';
import { freePort, repositoryPath, startProcess, stopped, waitUntil, type StackProcess } from './stack.ts';

export interface FleetOptions {
  readonly gateways: number;
  readonly hosts: readonly FleetHostOptions[];
  /** Of pages that embed the viewer. */
  readonly origins: readonly string[];
  /** Default: that of production. */
  readonly timing?: Partial<GatewayTiming>;
}

export interface FleetHostOptions {
  readonly name: string;
  readonly capacity: number;
  readonly flags?: readonly string[];
}

interface Keys {
  /** Configuration of each gateway. */
  readonly config: { readonly apiKeysFile: string; readonly hostKeysFile: string; readonly tokenKeys: string };
  readonly api: string;
  readonly admin: string;
  readonly host: string;
}

export class FleetGateway {
  readonly port: number;
  readonly #start: () => StackProcess;
  #process: StackProcess;

  constructor(port: number, start: () => StackProcess) {
    this.port = port;
    this.#start = start;
    this.#process = start();
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get process(): StackProcess {
    return this.#process;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    this.#process.kill(signal);
    await stopped(this.#process);
  }

  /** Another process at the same port. */
  async startAgain(): Promise<void> {
    this.#process = this.#start();
    await this.ready(0);
  }

  /** @param hosts that must be there */
  async ready(hosts: number): Promise<void> {
    await waitUntil([this.#process], async () => (await fetch(`${this.url}/readyz?hosts=${hosts}`)).ok);
  }
}

export class FleetHost {
  readonly name: string;
  readonly process: StackProcess;

  constructor({ name, capacity, flags = [] }: FleetHostOptions, key: string, gateways: readonly FleetGateway[]) {
    this.name = name;
    const args = [
      ...gateways.flatMap(({ port }) => ['--gateway', `ws://127.0.0.1:${port}/v1/hosts`]),
      ...['--name', name, '--capacity', String(capacity), '--warm', '1', '--bind-address', '127.0.0.1'],
      ...['--scenes', repositoryPath('benchmarks/e2e/scenes'), ...flags],
    ];
    this.process = startProcess('renderer-host/src/agent/main.ts', args, { REMOTE_VIEW_HOST_KEY: key });
  }

  /** How often a session started here, or ended. */
  count(what: 'a session starts' | 'the session ended', session: string): number {
    return this.process.lines.filter((line) => line.includes(what) && line.includes(session)).length;
  }
}

export class Fleet {
  readonly redis: RedisServer;
  readonly gateways: readonly FleetGateway[];
  readonly hosts: readonly FleetHost[];
  readonly balancer: Balancer;
  readonly #keys: Keys;
  readonly #folder: string;

  private constructor(parts: Pick<Fleet, 'redis' | 'gateways' | 'hosts' | 'balancer'>, keys: Keys, folder: string) {
    this.redis = parts.redis;
    this.gateways = parts.gateways;
    this.hosts = parts.hosts;
    this.balancer = parts.balancer;
    this.#keys = keys;
    this.#folder = folder;
  }

  /** Where there is no Redis, there is no fleet. */
  static get isPossible(): boolean {
    return RedisServer.isInstalled;
  }

  static async start(options: FleetOptions): Promise<Fleet> {
    const folder = await mkdtemp(join(tmpdir(), 'fleet-'));
    const [keys, redis] = await Promise.all([makeKeys(join(folder, 'keys')), RedisServer.start()]);
    if (redis === undefined) throw new Error('redis-server is not installed.');
    const gateways: FleetGateway[] = [];
    for (let index = 0; index < options.gateways; index++) {
      gateways.push(await startGateway(join(folder, `gateway-${index}.json`), keys, redis, options));
    }
    const hosts = options.hosts.map((host) => new FleetHost(host, keys.host, gateways));
    const balancer = await Balancer.open(gateways.map(({ port }) => port));
    const fleet = new Fleet({ redis, gateways, hosts, balancer }, keys, folder);
    try {
      for (const gateway of gateways) await gateway.ready(hosts.length);
    } catch (error) {
      await fleet.stop();
      throw error;
    }
    return fleet;
  }

  /** All gateways take their turns again. */
  balance(): void {
    this.balancer.leadTo(this.gateways.map(({ port }) => port));
  }

  /** That the host went to at last. */
  gatewayOf({ process, name }: FleetHost): FleetGateway {
    const line = process.lines.findLast((text) => text.includes('registered with the gateway')) ?? '';
    const gateway = this.gateways.find(({ port }) => line.includes(`:${port}/`));
    if (gateway === undefined) throw new Error(`${name} is at no gateway: ${line}`);
    return gateway;
  }

  otherThan(gateway: FleetGateway): FleetGateway {
    return this.gateways.find((other) => other !== gateway)!;
  }

  hostNamed(name: string | undefined): FleetHost {
    const host = this.hosts.find((candidate) => candidate.name === name);
    if (host === undefined) throw new Error(`There is no host '${name}'.`);
    return host;
  }

  /** Asks as a backend does. @param at base URL; default: whichever gateway the balancer leads to */
  async ask(method: string, path: string, body?: object, at: string = this.balancer.url): Promise<Response> {
    return this.#fetch(this.#keys.api, method, path, body, at);
  }

  async create(wish: rest.CreateSession, at?: string): Promise<rest.CreatedSession> {
    const response = await this.ask('POST', '/v1/sessions', wish, at);
    if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as rest.CreatedSession;
  }

  /** Undefined where nobody knows it, or can say. */
  async session(id: string, at?: string): Promise<rest.SessionInfo | undefined> {
    const response = await this.ask('GET', `/v1/sessions/${id}`, undefined, at);
    return response.ok ? ((await response.json()) as rest.SessionInfo) : undefined;
  }

  /** To end what is over does no harm. */
  async end(id: string, at?: string): Promise<void> {
    const response = await this.ask('DELETE', `/v1/sessions/${id}`, undefined, at);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  }

  /** As operators see it; undefined where it is not listed. */
  async hostInfo(name: string): Promise<admin.HostInfo | undefined> {
    const response = await this.#fetch(this.#keys.admin, 'GET', '/v1/admin/hosts', undefined, this.balancer.url);
    const { hosts } = (await response.json()) as admin.HostList;
    return hosts.find(({ id }) => id === name);
  }

  async stop(): Promise<void> {
    await this.balancer.close();
    // One that is paused, too; and none waits for its sessions, as it would with SIGTERM.
    for (const { process } of this.hosts) for (const signal of ['SIGCONT', 'SIGINT'] as const) process.kill(signal);
    for (const { process } of this.gateways) process.kill('SIGTERM');
    await Promise.all([...this.hosts, ...this.gateways].map(({ process }) => stopped(process)));
    await this.redis.stop();
    await rm(this.#folder, { recursive: true });
  }

  async #fetch(key: string, method: string, path: string, body: object | undefined, at: string): Promise<Response> {
    const headers = {
      authorization: `Bearer ${key}`,
      // The balancer has no say where a connection that is kept leads to.
      connection: 'close',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    return fetch(`${at}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  }
}

async function startGateway(
  file: string,
  keys: Keys,
  redis: RedisServer,
  { origins, timing }: FleetOptions,
): Promise<FleetGateway> {
  const port = await freePort();
  const config = {
    ...keys.config,
    ...{ port, redisUrl: redis.url, clusterUrl: `http://127.0.0.1:${port}`, allowedOrigins: origins },
    ...{ viewerBundle: repositoryPath('viewer/dist/remote-view.js') },
    ...(timing === undefined ? {} : { timing }),
  };
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  return new FleetGateway(port, () =>
    timing === undefined
      ? startProcess('gateway/src/server.ts', ['--config', file])
      : startProcess('benchmarks/src/harness/hasty-gateway.ts', [file]),
  );
}

/** As an operator makes them. */
async function makeKeys(folder: string): Promise<Keys> {
  const node = ['--conditions=@remote-view/source', '--disable-warning=ExperimentalWarning'];
  const args = [...node, repositoryPath('gateway/src/server.ts'), 'generate-keys', '--out', folder];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const key = (name: string): string => {
    const found = new RegExp(`${name} key, for \\w+ +(\\S+)`, 'u').exec(stdout)?.[1];
    if (found === undefined) throw new Error(`generate-keys shows no ${name} key.`);
    return found;
  };
  const config = {
    apiKeysFile: join(folder, 'api-keys.json'),
    hostKeysFile: join(folder, 'host-keys.json'),
    tokenKeys: await readFile(join(folder, 'token-keys.json'), 'utf8'),
  };
  return { config, api: key('API'), admin: key('admin'), host: key('host') };
}
