/** The host agent's process: settings from flags and environment, one line for everything worth knowing. */
import { hostLink, RemoteViewError } from '@remote-view/protocol';
import { existsSync } from 'node:fs';
import { availableParallelism, hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Agent } from './agent.ts';
import { originOf } from '../scene/assets/scene-rules.ts';
import { createLog } from './log.ts';
import { probeMachine, type AdapterChoice } from './machine.ts';
import { findScenes } from './scene-catalog.ts';

const HELP = `remote-view host: renders scenes and streams them

  --gateway URL        the gateway's host endpoint (default ws://127.0.0.1:8080/v1/hosts)
  --host-key KEY       the key that the gateway asks hosts for   [REMOTE_VIEW_HOST_KEY]
  --scenes FOLDER      where the scenes are; may be given several times
  --scene FILE         a module that is a scene by itself; may be given several times
  --develop            the scenes are being written: reload them when they change, show where they fail
  --name NAME          name of this host (default: the machine's)
  --capacity N         sessions at once (default: by the number of cores)
  --warm N             processes of each kind kept ready (default 1)
  --adapter WHICH      auto, gpu or software (default auto)      [REMOTE_VIEW_ADAPTER]
  --encoder-preset P   of libx264 ultrafast, superfast or veryfast, of h264_nvenc p1 to p4, of h264_qsv veryfast,
                       faster or fast (default: by size)       [REMOTE_VIEW_ENCODER_PRESET]
  --bind-address IP    address for media (default: all)
  --port-range A-B     UDP ports for media (default: any)
  --setup-timeout S    seconds a scene may take to its first frame (default 20)
  --empty-timeout S    seconds a session lives without a viewer (default 30)
  --max-memory MB      memory that a scene's process may use (default 1536)
  --allow-read PATH    what scenes may read beside their folders; may be given several times
  --allow-origin URL   whence scenes may fetch assets, like https://cdn.example; may be given several times
  --trust-scenes       scenes may use files, processes and sockets like any other program; what fetch() and loaders
                       read stays with their folders, --allow-read and --allow-origin
`;

function settings() {
  const { values } = parseArgs({
    options: {
      gateway: { type: 'string', default: 'ws://127.0.0.1:8080/v1/hosts' },
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
      capacity: { type: 'string' },
      warm: { type: 'string', default: '1' },
      adapter: { type: 'string', default: process.env['REMOTE_VIEW_ADAPTER'] ?? 'auto' },
      'encoder-preset': { type: 'string' },
      'bind-address': { type: 'string' },
      'port-range': { type: 'string' },
      'setup-timeout': { type: 'string', default: '20' },
      'empty-timeout': { type: 'string', default: '30' },
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
    portRange: portRange(values['port-range']),
  };
}

function number(flag: string, text: string, minimum: number): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < minimum) throw wrong(flag, `a number from ${minimum}`);
  return value;
}

function portRange(text: string | undefined): { begin: number; end: number } | undefined {
  if (text === undefined) return undefined;
  const [, begin, end] = /^(\d{1,5})-(\d{1,5})$/u.exec(text) ?? [];
  const range = { begin: Number(begin), end: Number(end) };
  if (!(range.begin >= 1 && range.begin <= range.end && range.end <= 65_535))
    throw wrong('--port-range', 'like 40000-40100');
  return range;
}

function wrong(flag: string, expected: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', `${flag} must be ${expected}.`);
}

function capacity(text: string): number {
  const sessions = number('--capacity', text, 1);
  if (sessions > hostLink.MAX_SESSIONS) throw wrong('--capacity', `at most ${hostLink.MAX_SESSIONS}`);
  return Math.floor(sessions);
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
  const agent = new Agent({
    name: flags.name,
    gatewayUrl: flags.gateway,
    hostKey: flags['host-key'] ?? process.env['REMOTE_VIEW_HOST_KEY'],
    scenes,
    machine,
    capacity: flags.capacity === undefined ? defaultCapacity(software) : capacity(flags.capacity),
    warm: number('--warm', flags.warm, 0),
    stream: {
      profileLevelId: works ? machine.profileLevelId : '',
      bindAddress: flags['bind-address'],
      portRange: flags.portRange,
    },
    setupTimeout: number('--setup-timeout', flags['setup-timeout'], 1) * 1_000,
    emptyTimeout: number('--empty-timeout', flags['empty-timeout'], 1) * 1_000,
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
  const stop = (why: string, code: number): void => {
    log.info(why);
    process.exitCode = code;
    agent.close();
    // The children end within 2 s, by themselves or not.
    setTimeout(() => process.exit(code), 2_500).unref();
  };
  process.on('SIGTERM', () => stop('stopping', 0));
  process.on('SIGINT', () => stop('stopping', 0));
  // Whoever started us with an IPC channel is gone: nobody else would ever stop us.
  process.on('disconnect', () => stop('stopping: the parent process is gone', 0));
  if (works) log.info('warming up …');
  await agent.start();
}

main().catch((thrown: unknown) => {
  const error = RemoteViewError.from(thrown);
  console.error(`${error.message} (${error.code})`);
  process.exit(1);
});
