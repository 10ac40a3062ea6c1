/** Holds deploy/systemd against systemd where it is installed, and against the programs that it starts. */
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../run-node.ts';
import { flagsIn, gatewayProgram, hostProgram, type Program } from './programs.ts';

const UNITS = ['remote-view-gateway.service', 'remote-view-host@.service'] as const;

/** The values of each key; a key may be there several times. */
function readUnit(name: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const line of readFileSync(path.join(ROOT, 'deploy/systemd', name), 'utf8').split('\n')) {
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (key !== undefined) values.set(key, [...(values.get(key) ?? []), value!]);
  }
  return values;
}

async function systemd(...args: string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)('systemd-analyze', args, { timeout: 15_000 });
    return stdout + stderr;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
}

describe.each(UNITS)('%s', (name) => {
  const unit = readUnit(name);
  const command = unit.get('ExecStart')!.join(' ');
  let folder: string;
  /** A template is looked at through one of its instances. */
  let file: string;
  let program: Program;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'remote-view-systemd-'));
    file = path.join(folder, name.replace('@.', '@0.'));
    copyFileSync(path.join(ROOT, 'deploy/systemd', name), path.join(folder, name));
    if (!existsSync(file)) copyFileSync(path.join(folder, name), file);
    program = name.includes('gateway') ? gatewayProgram() : await hostProgram();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is understood by systemd', async ({ skip }) => {
    const said = await systemd('verify', file);
    if (said === undefined) return skip('systemd-analyze is not installed');
    const ours = said.split('\n').filter((line) => line.includes(name.replace('@.', '@0.')));
    // The machine that tests run on has its Node elsewhere.
    expect(ours.filter((line) => !line.includes('is not executable'))).toEqual([]);
  });

  test('leaves little that somebody who breaks in could do', async ({ skip }) => {
    const said = await systemd('security', '--offline=yes', '--threshold=20', file);
    if (said === undefined) return skip('systemd-analyze is not installed');
    expect(said).toMatch(/Overall exposure level .*: [01]\.\d/);
  });

  test('starts a program that there is, with flags and variables that it knows', () => {
    const [program_] = command.match(/[\w/-]+\/src\/[\w/]+\.ts/)!;
    expect(existsSync(path.join(ROOT, program_))).toBe(true);
    const flags = flagsIn([command.slice(command.indexOf(program_))]);
    expect(flags.filter((flag) => !program.flags.has(flag))).toEqual([]);
    const said = [...unit.get('Environment')!, command].join(' ').match(/REMOTE_VIEW_[A-Z_]+/g)!;
    expect(said.filter((variable) => !program.variables.has(variable))).toEqual([]);
  });

  test('gives it more time to end than it is told to take', () => {
    const drain = /--drain-timeout=(\d+)|REMOTE_VIEW_DRAIN_SECONDS=(\d+)/.exec(
      [...unit.get('Environment')!, command].join(' '),
    )!;
    expect(Number(unit.get('TimeoutStopSec')![0])).toBeGreaterThan(Number(drain[1] ?? drain[2]) + 10);
  });

  test('lets V8 compile', () => {
    expect(unit.has('MemoryDenyWriteExecute')).toBe(false);
  });

  test('reads keys as credentials, and has none in it', () => {
    expect(unit.get('LoadCredential')!.every((value) => /^[\w-]+:\/etc\/remote-view\/[\w.-]+$/.test(value))).toBe(true);
    const read = [...unit.values()]
      .flat()
      .join(' ')
      .match(/%d\/[\w-]+|CREDENTIALS_DIRECTORY\/[\w-]+/g)!;
    const given = unit.get('LoadCredential')!.map((value) => value.split(':', 1)[0]);
    expect(read.map((one) => one.split('/')[1])).toEqual(given);
  });
});
