import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { madeResult } from '../report/testing/results.ts';
import { generateReport } from './generate.ts';
import { parseReportOptions } from './suite.ts';

describe('making the report', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('joins what a folder holds into one file, and leaves no other', async () => {
    await writeFile(join(folder, 'a.json'), JSON.stringify(madeResult({ samples: 30 })));
    await writeFile(join(folder, 'b.json'), 'no JSON');
    const out = join(folder, 'new', 'report.html');
    expect(await generateReport([folder], out)).toEqual({ results: 1 });
    expect(await readFile(out, 'utf8')).toContain('b.json is not JSON. (malformed-message)');
    expect(await readdir(join(folder, 'new'))).toEqual(['report.html']);
  });

  it('of nothing fails, and writes nothing', async () => {
    const out = join(folder, 'report.html');
    await expect(generateReport([folder], out)).rejects.toMatchObject({ code: 'not-found' });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('the options of the report', () => {
  it('are files and where to write', () => {
    expect(parseReportOptions(['a.json', '--out', 'b.html'])).toEqual({ paths: ['a.json'], out: 'b.html' });
    expect(parseReportOptions([]).paths).toEqual([expect.stringMatching(/benchmarks\/results$/u)]);
  });

  it('cannot name a result as the place to write', () => {
    for (const args of [['a.json', '--out', 'a.json'], ['--what']])
      expect(() => parseReportOptions(args)).toThrow(expect.objectContaining({ code: 'bad-configuration' }) as Error);
  });
});
