import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import Value from 'typebox/value';
import { describeMachine, Machine, machineLine } from './machine.ts';

const OF_RUN = { chromium: 'HeadlessChrome/1', adapter: 'an adapter', software: false, encoder: 'libx264' };

afterEach(() => vi.unstubAllEnvs());

/** A program of that name, found first, that writes `lines`. */
async function withProgram<T>(name: string, lines: string, use: () => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'remote-view-machine-'));
  try {
    await writeFile(join(folder, name), `#!/bin/sh\ncat <<'END'\n${lines}\nEND\n`);
    await chmod(join(folder, name), 0o755);
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH'] ?? ''}`);
    return await use();
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('the machine line', () => {
  it("names NVIDIA's cards and their driver, where its tool is there", async () => {
    const before = await withProgram('nvidia-smi', 'NVIDIA H200, 570.1\nNVIDIA H200, 570.1', () => describeMachine());
    const machine = { ...before, ...OF_RUN };
    expect(Value.Check(Machine, machine)).toBe(true);
    expect(machineLine(machine)).toContain(
      'an adapter [NVIDIA H200, driver 570.1; NVIDIA H200, driver 570.1], libx264',
    );
  });

  it('says nothing of them where there are none, as in older results', async () => {
    const { gpu: _gpu, ...before } = await describeMachine();
    const machine = { ...before, ...OF_RUN };
    expect(Value.Check(Machine, machine)).toBe(true);
    expect(machineLine(machine)).toContain('an adapter, libx264');
    const stored = new URL('../../results/startup-2core-swiftshader.json', import.meta.url);
    const older = JSON.parse(await readFile(stored, 'utf8')) as { machine: unknown };
    expect(Value.Check(Machine, older.machine)).toBe(true);
  });
});
