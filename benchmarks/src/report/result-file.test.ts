import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Type from 'typebox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { belongsInReport, localReportPath, localResultPath, writeResult } from './result-file.ts';

const Schema = Type.Object({ p50: Type.Number() }, { additionalProperties: false });

describe('a result file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'result-file-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('holds five digits of what is measured, in folders made for it', async () => {
    const path = join(folder, 'new', 'a.json');
    await writeResult(path, Schema, { p50: 0.001234567 });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ p50: 0.0012346 });
    await writeResult(path, Schema, { p50: 123_456_789 });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ p50: 123_456_789 });
  });

  it('has a line for each sample', async () => {
    const Samples = Type.Object({
      name: Type.String(),
      samples: Type.Array(Type.Object({ stages: Type.Array(Type.Number()) })),
    });
    const path = join(folder, 'c.json');
    const result = { name: 'a {b} [c]', samples: [{ stages: [1, 2] }, { stages: [3, 4] }] };
    await writeResult(path, Samples, result);
    const text = await readFile(path, 'utf8');
    expect(JSON.parse(text)).toEqual(result);
    expect(text.split('\n').filter((line) => line.includes('stages'))).toHaveLength(2);
  });

  it('is not written where it does not fit its schema', async () => {
    const path = join(folder, 'b.json');
    await expect(writeResult(path, Schema, { p50: 'fast' } as never)).rejects.toThrow('/p50');
    await expect(readFile(path)).rejects.toThrow('ENOENT');
  });

  it('is named by suite and time, and ignored by git', () => {
    expect(localResultPath('latency', new Date('2026-03-04T05:06:07.8Z'))).toMatch(
      /benchmarks\/results\/latency-20260304-050607\.local\.json$/u,
    );
  });

  it('is in the report where it lies among the others', () => {
    expect(belongsInReport(localResultPath('latency', new Date(0)))).toBe(true);
    expect(belongsInReport(join(folder, 'a.json'))).toBe(false);
    expect(localReportPath()).toMatch(/benchmarks\/results\/report\.local\.html$/u);
  });
});
