/** The machine line: what must be known about a machine and its software before a number from it means anything. */
import type { VideoInfo } from '@remote-view/protocol';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { repositoryPath } from '../harness/stack.ts';

export const Machine = Type.Object(
  {
    cpu: Type.String(),
    cores: Type.Integer(),
    memoryGiB: Type.Number(),
    system: Type.String(),
    /** Load average of the minute before the run: what else the machine was doing. */
    loadBefore: Type.Number(),
    node: Type.String(),
    /** npm packages that the numbers depend on, and their versions. */
    packages: Type.Record(Type.String(), Type.String()),
    chromium: Type.String(),
    /** The host's GPU, as it names it. */
    adapter: Type.String(),
    /** Graphics cards and their driver, by NVIDIA's own tool. Missing where there is none, and in older results. */
    gpu: Type.Optional(Type.String()),
    software: Type.Boolean(),
    encoder: Type.String(),
    /** Of the sources; `+` behind it where they were changed since. */
    commit: Type.String(),
  },
  { additionalProperties: false },
);
export type Machine = Static<typeof Machine>;

/** What only a run knows. */
export type MachineOfRun = Pick<Machine, 'chromium' | 'adapter' | 'software' | 'encoder'>;
export type MachineBefore = Omit<Machine, keyof MachineOfRun>;

/** At the root of sources that were packed for another machine, where there is no history to ask. */
export const COMMIT_FILE = '.commit';

const PACKAGES = ['three', 'webgpu', 'node-av', 'node-datachannel', 'lit'] as const;

/** Call it before the run, which makes load of its own. */
export async function describeMachine(): Promise<MachineBefore> {
  const processors = cpus();
  const gpu = await nvidiaGpus();
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    loadBefore: round(loadavg()[0] ?? 0),
    node: process.version,
    packages: await packageVersions(),
    ...(gpu === undefined ? {} : { gpu }),
    commit: await sourceCommit(),
  };
}

/** What the host said that it renders and encodes with, as its `video` message has it. */
export function renderedWith(
  video: Pick<VideoInfo, 'adapter' | 'software' | 'encoder'> | null | undefined,
): Pick<VideoInfo, 'adapter' | 'software' | 'encoder'> {
  const { adapter = 'unknown', software = false, encoder = 'unknown' } = video ?? {};
  return { adapter, software, encoder };
}

export function machineLine(machine: Machine): string {
  const { cpu, cores, memoryGiB, system, adapter, software, gpu, encoder, chromium, node, packages, commit } = machine;
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return [
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, load ${machine.loadBefore}`,
    `${adapter}${software ? ' (software)' : ''}${gpu === undefined ? '' : ` [${gpu}]`}, ${encoder}`,
    [chromium, `node ${node}`, ...versions, `commit ${commit}`].join(', '),
  ].join('\n');
}

async function packageVersions(): Promise<Record<string, string>> {
  const lock = JSON.parse(await readFile(repositoryPath('package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string }>;
  };
  return Object.fromEntries(
    PACKAGES.map((name) => [name, lock.packages[`node_modules/${name}`]?.version ?? 'unknown']),
  );
}

/** An archive of the sources has no history; that is no reason not to measure. */
export async function sourceCommit(): Promise<string> {
  const git = (...args: string[]): Promise<string> => output('git', '-C', repositoryPath('.'), ...args);
  try {
    const packed = await readFile(repositoryPath(COMMIT_FILE), 'utf8').catch(() => undefined);
    if (packed !== undefined) return packed.trim();
    const changed = await git('status', '--porcelain');
    return `${await git('rev-parse', '--short=10', 'HEAD')}${changed === '' ? '' : '+'}`;
  } catch {
    return 'unknown';
  }
}

/** The adapter's name says what renders; this says which driver is behind it, and which card where nothing renders. */
async function nvidiaGpus(): Promise<string | undefined> {
  try {
    const csv = await output('nvidia-smi', '--query-gpu=name,driver_version', '--format=csv,noheader');
    const cards = csv.split('\n').map((line) => line.trim().replace(', ', ', driver '));
    return cards.join('; ') || undefined;
  } catch {
    return undefined;
  }
}

/** What a program writes, within 5 s: a driver in trouble can hang whoever asks for it. */
async function output(program: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)(program, args, { timeout: 5_000 })).stdout.trim();
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
