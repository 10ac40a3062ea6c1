import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { madeNetwork } from '../network/testing/made-network.ts';
import { madePath } from '../path/testing/path-result.ts';
import { madeMatrix } from '../report/testing/matrix.ts';
import { madeResult } from '../report/testing/results.ts';
import { madeSoak } from '../report/testing/soak.ts';
import { compareSuite, parseCompareOptions } from './suite.ts';

describe('the exit code of a comparison', () => {
  let folder: string;
  const path = (name: string): string => join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'compare-'));
    await writeFile(path('base.json'), JSON.stringify(madeResult({ seed: 1 })));
    await writeFile(path('same.json'), JSON.stringify(madeResult({ seed: 2 })));
    await writeFile(path('slow.json'), JSON.stringify(madeResult({ seed: 3, scale: 2 })));
    await writeFile(path('soak.json'), JSON.stringify(madeSoak()));
    await writeFile(path('leaky.json'), JSON.stringify(madeSoak({ scale: 1.5 })));
    await writeFile(path('matrix.json'), JSON.stringify(madeMatrix()));
    await writeFile(path('path.json'), JSON.stringify(madePath()));
    await writeFile(path('frozen.json'), JSON.stringify(madePath({ frozen: true })));
    await writeFile(path('network.json'), JSON.stringify(madeNetwork()));
    await writeFile(path('weather.json'), JSON.stringify({ suite: 'weather' }));
    await writeFile(path('broken.json'), '{');
  });
  afterAll(() => rm(folder, { recursive: true }));
  afterEach(() => vi.restoreAllMocks());

  async function exitCode(...args: string[]): Promise<{ code: unknown; said: string }> {
    const said: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    vi.spyOn(console, 'error').mockImplementation((text) => said.push(String(text)));
    const before = process.exitCode;
    try {
      await compareSuite.run(args);
      return { code: process.exitCode, said: said.join('') };
    } finally {
      process.exitCode = before;
    }
  }

  it('is 0 without a regression and 1 with one', async () => {
    expect(await exitCode(path('base.json'), path('same.json'))).toMatchObject({ code: 0 });
    expect(await exitCode(path('base.json'), path('slow.json'))).toMatchObject({ code: 1 });
    expect(await exitCode(path('base.json'), path('slow.json'), '--tolerance', '3')).toMatchObject({ code: 0 });
  });

  it('is the same for the other suites', async () => {
    expect(await exitCode(path('soak.json'), path('soak.json'))).toMatchObject({ code: 0 });
    expect(await exitCode(path('soak.json'), path('leaky.json'))).toMatchObject({ code: 1 });
    expect(await exitCode(path('path.json'), path('path.json'))).toMatchObject({ code: 0 });
    expect(await exitCode(path('path.json'), path('frozen.json'))).toMatchObject({ code: 1 });
    expect(await exitCode(path('network.json'), path('network.json'))).toMatchObject({ code: 0 });
    expect(await exitCode(path('network.json'), path('soak.json'))).toMatchObject({ code: 2 });
  });

  it('is 2 for a matrix, which keeps no samples', async () => {
    expect(await exitCode(path('matrix.json'), path('matrix.json'))).toMatchObject({ code: 2 });
  });

  it.each([
    ['nothing.json', 'not-found'],
    ['broken.json', 'malformed-message'],
    ['soak.json', 'bad-configuration'],
    ['weather.json', 'bad-configuration'],
  ])('is 2 for %s, with the code %s', async (name, code) => {
    const { code: exit, said } = await exitCode(path('base.json'), path(name));
    expect(exit).toBe(2);
    expect(said).toContain(`(${code})`);
  });

  it('is 2 for options that nobody understands', async () => {
    expect(await exitCode('--fast')).toMatchObject({ code: 2 });
  });
});

it('takes two files, a tolerance and a seed', () => {
  expect(parseCompareOptions(['a', 'b', '--tolerance', '0.2', '--seed', '5'])).toEqual({
    ...{ base: 'a', next: 'b', tolerance: 0.2, seed: 5 },
  });
  for (const args of [
    ['a'],
    ['a', 'b', 'c'],
    ['a', 'b', '--tolerance', '-1'],
    ['a', 'b', '--tolerance='],
    ['a', 'b', '--seed=x'],
  ])
    expect(() => parseCompareOptions(args)).toThrow(expect.objectContaining({ code: 'bad-configuration' }) as Error);
});
