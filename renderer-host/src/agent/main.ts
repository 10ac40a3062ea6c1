/** The host agent's process: settings from flags and environment, one line for everything worth knowing. */
import { check, hostLink, RemoteViewError, Resources, type PublicKey } from '@remote-view/protocol';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, hostname, networkInterfaces } from 'node:os';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readPinnedKeys } from '../access/pinned-keys.ts';
import { Agent } from './agent.ts';
import { originOf } from '../scene/assets/scene-rules.ts';
import { gpuMemory } from './gpu-memory.ts';
import { labelsOf } from './labels.ts';
import { createLog } from './log.ts';
import { probeMachine, type AdapterChoice } from './machine.ts';
import { readAdvertised, readPortRange } from './network-options.ts';
import { findScenes } from './scene-catalog.ts';

const HELP = `remote-view host: renders scenes and streams them

  --gateway URL        the gateway's host endpoint (default ws://127.0.0.1:8080/v1/hosts); given several times, the host goes to
                       the next one when it loses one
  --host-key KEY       the key that the gateway asks hosts for   [REMOTE_VIEW_HOST_KEY]
  --scenes FOLDER      where the scenes are; may be given several times
  --scene FILE         a module that is a scene by itself; may be given several times
  --develop            the scenes are being written: reload them when they change, show where they fail
  --name NAME          name of this host (default: the machine's)
  --label KEY=VALUE    what operators and sessions find the host by; may be given several times
                                                                 [REMOTE_VIEW_LABELS, with commas between]
  --region NAME        for --label region=NAME
  --zone NAME          for --label zone=NAME
  --capacity N         sessions at once (default: by the number of cores)
  --cpu N              for all sessions, thousandths of a core (default: all cores)
  --gpu-memory MB      for all sessions (default: what the driver says, where it says it)
  --warm N             processes of each kind kept ready (default 1)
  --adapter WHICH      auto, gpu or software (default auto)      [REMOTE_VIEW_ADAPTER]
  --encoder-preset P   of libx264 ultrafast, superfast or veryfast, of h264_nvenc p1 to p4, of h264_qsv veryfast,
                       faster or fast (default: by size)       [REMOTE_VIEW_ENCODER_PRESET]
  --bind-address IP    address for media (default: all)
  --port-range A-B     UDP ports for media, one for each session, which its viewers share (default: any, one for each viewer)
  --advertise IP,IP    what viewers are told in place of this machine's own addresses: behind 1:1 NAT, as in most clouds
                                                                 [REMOTE_VIEW_ADVERTISE]
  --setup-timeout S    seconds a scene may take to its first frame (default 20)
  --token-keys FILE    public keys of whoever signs viewers' tokens, as a JSON Web Key Set (default: those that the gateway names)
  --drain-timeout S    seconds that sessions with viewers may go on after SIGTERM; 0: none (default 30)
  --max-memory MB      memory that a scene's process may use (default 1536)
  --allow-read PATH    what scenes may read beside their folders; may be given several times
  --allow-origin URL   whence scenes may fetch assets, like https://cdn.example; may be given several times
  --trust-scenes       scenes may use files, processes and sockets like any other program; what fetch() and loaders
                       read stays with their folders, --allow-read and --allow-origin
`;

/** A week, ms: what a session may last at most. */
const MAX_DRAIN = 604_800_000;

function settings() {
  const { values } = parseArgs({
    options: {
      gateway: { type: 'string', multiple: true, default: ['ws://127.0.0.1:8080/v1/hosts'] },
      'host-key': { type: 'string' },
      scenes: { type: 'string', multiple: true, default: [] },
      scene: { type: 'string', multiple: true, default: [] },
      develop: { type: 'boolean', default: false },
      name: {
        type: 'string',
        default:
          hostname()
            .replaceAll(/[^A-Za-z0-9._-]/gu, '-')
            .slice(0, 64) || 'host',
      },
      label: { type: 'string', multiple: true, default: [] },
      region: { type: 'string' },
      zone: { type: 'string' },
      capacity: { type: 'string' },
      cpu: { type: 'string' },
      'gpu-memory': { type: 'string' },
      warm: { type: 'string', default: '1' },
      adapter: { type: 'string', default: process.env['REMOTE_VIEW_ADAPTER'] ?? 'auto' },
      'encoder-preset': { type: 'string' },
      'bind-address': { type: 'string' },
      'port-range': { type: 'string' },
      advertise: { type: 'string' },
      'setup-timeout': { type: 'string', default: '20' },
      'token-keys': { type: 'string' },
      'drain-timeout': { type: 'string', default: '30' },
      'max-memory': { type: 'string', default: '1536' },
      'allow-read': { type: 'string', multiple: true, default: [] },
      'allow-origin': { type: 'string', multiple: true, default: [] },
      'trust-scenes': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  if (!['auto', 'gpu', 'software'].includes(values.adapter)) throw wrong('--adapter', 'auto, gpu or software');
  return {
    ...values,
    adapter: values.adapter as AdapterChoice,
    encoderPreset: values['encoder-preset'] ?? process.env['REMOTE_VIEW_ENCODER_PRESET'],
    advertise: values.advertise ?? process.env['REMOTE_VIEW_ADVERTISE'],
  };
}

function number(flag: string, text: string, minimum: number): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < minimum) throw wrong(flag, `a number from ${minimum}`);
  return value;
}

/** An empty variable is one that is not set: compose files write them so. */
function advertised(text: string | undefined, bindAddress: string | undefined): readonly string[] {
  if (text === undefined || text === '') return [];
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return readAdvertised(text, bindAddress === undefined ? own.map(({ address }) => address) : [bindAddress]);
}

function tokenKeys(path: string | undefined): readonly PublicKey[] | undefined {
  if (path === undefined) return undefined;
  if (!existsSync(path)) throw wrong('--token-keys', `a file that exists, not ${path}`);
  return readPinnedKeys(readFileSync(path, 'utf8'));
}

function wrong(flag: string, expected: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', `${flag} must be ${expected}.`);
}

function capacity(text: string): number {
  const sessions = number('--capacity', text, 1);
  if (sessions > hostLink.MAX_SESSIONS) throw wrong('--capacity', `at most ${hostLink.MAX_SESSIONS}`);
  return Math.floor(sessions);
}

function url(text: string): string {
  if (!/^wss?:$/u.test(URL.parse(text)?.protocol ?? ''))
    throw wrong('--gateway', `like wss://gateway.example/v1/hosts, not ${text}`);
  return text;
}

/** Whole; what nobody says and nobody knows is not counted. */
async function resources(flags: ReturnType<typeof settings>, gpu: string | undefined): Promise<Resources> {
  const cpu = flags.cpu === undefined ? availableParallelism() * 1_000 : number('--cpu', flags.cpu, 0);
  const said = flags['gpu-memory'];
  const memory = said === undefined ? gpu && (await gpuMemory(gpu)) : number('--gpu-memory', said, 0);
  const found = { cpu: Math.floor(cpu), ...(typeof memory === 'number' && { gpuMemory: Math.floor(memory) }) };
  if (!check(Resources, found)) throw wrong('--cpu and --gpu-memory', 'smaller');
  return found;
}

/** Absolute paths; what does not exist is a mistake that would show as a scene that cannot read its files. */
function readable(flags: Record<'scenes' | 'scene' | 'allow-read', readonly string[]>): string[] {
  const missing = flags['allow-read'].find((path) => !existsSync(path));
  if (missing !== undefined) throw wrong('--allow-read', `a path that exists, not ${missing}`);
  return [...flags.scenes, ...flags.scene.map((file) => dirname(file)), ...flags['allow-read']].map((path) =>
    resolve(path),
  );
}

/** A session on the CPU fills about two cores; a GPU is shared by a few. */
function defaultCapacity(software: boolean): number {
  return Math.max(2, Math.floor(availableParallelism() / (software ? 1 : 2)));
}

async function main(): Promise<void> {
  const log = createLog((line) => console.log(line));
  const flags = settings();
  const scenes = findScenes(flags.scenes, flags.scene);
  log.info('looking for a GPU and an encoder …');
  const machine = await probeMachine(flags.adapter, flags.encoderPreset).catch((thrown: unknown) => {
    const error = RemoteViewError.from(thrown);
    if (error.code === 'bad-configuration') throw error;
    return error;
  });
  const works = !(machine instanceof RemoteViewError);
  const software = works && machine.software;
  // A host that can render nothing stays: the gateway tells whoever asks, and a restart follows the repair.
  if (works) for (const line of machine.report) log.info(line);
  else log.warn(`this host takes no sessions: ${machine.message}`, { code: machine.code });
  const slots = flags.capacity === undefined ? defaultCapacity(software) : capacity(flags.capacity);
  const gpu = works && !software ? machine.model : undefined;
  const drainTimeout = number('--drain-timeout', flags['drain-timeout'], 0) * 1_000;
  if (drainTimeout > MAX_DRAIN) throw wrong('--drain-timeout', `at most ${MAX_DRAIN / 1_000}`);
  const range = flags['port-range'];
  const portRange = range === undefined ? undefined : readPortRange(range, slots);
  const agent = new Agent({
    name: flags.name,
    gatewayUrls: flags.gateway.map(url),
    hostKey: flags['host-key'] ?? process.env['REMOTE_VIEW_HOST_KEY'],
    scenes,
    machine,
    capacity: slots,
    resources: await resources(flags, gpu),
    labels: labelsOf({
      flags: flags.label,
      region: flags.region,
      zone: flags.zone,
      environment: process.env['REMOTE_VIEW_LABELS'],
      gpu,
    }),
    portRange,
    warm: number('--warm', flags.warm, 0),
    stream: {
      profileLevelId: works ? machine.profileLevelId : '',
      bindAddress: flags['bind-address'],
      advertised: advertised(flags.advertise, flags['bind-address']),
    },
    setupTimeout: number('--setup-timeout', flags['setup-timeout'], 1) * 1_000,
    tokenKeys: tokenKeys(flags['token-keys']),
    heartbeatTimeout: software ? 4_000 : 2_000,
    limits: {
      maxResidentBytes: number('--max-memory', flags['max-memory'], 128) * 2 ** 20,
      readable: flags['trust-scenes'] ? undefined : readable(flags),
      assets: {
        folders: flags['allow-read'].map((path) => resolve(path)),
        origins: flags['allow-origin'].map(originOf),
      },
    },
    develop: flags.develop ? (lines) => console.log(lines) : undefined,
    log,
    refused: (error) => stop(error.message, 1),
  });
  let stopped = false;
  const stop = (why: string, code: number): void => {
    if (stopped) return;
    stopped = true;
    log.info(why);
    process.exitCode = code;
    agent.close();
    // Otherwise it would keep this process for as long as there is a parent.
    process.channel?.unref();
    // The children end within 2 s, by themselves or not.
    setTimeout(() => process.exit(code), 2_500).unref();
  };
  let draining = false;
  process.on('SIGTERM', () => {
    if (draining || drainTimeout === 0) {
      stop('stopping', 0);
      return;
    }
    draining = true;
    void agent.drain().then(() => stop('stopping', 0));
    setTimeout(() => stop('stopping: sessions had their time to end', 0), drainTimeout).unref();
  });
  process.on('SIGINT', () => stop('stopping', 0));
  // Whoever started us with an IPC channel is gone: nobody else would ever stop us.
  process.on('disconnect', () => stop('stopping: the parent process is gone', 0));
  if (works) log.info('warming up …');
  await agent.start().catch((thrown: unknown) => {
    // What is stopped while it warms up never gets warm, and that is no failure.
    if (!stopped) throw thrown;
  });
}

main().catch((thrown: unknown) => {
  const error = RemoteViewError.from(thrown);
  console.error(`${error.message} (${error.code})`);
  process.exit(1);
});
