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

  it('holds numbers to the microsecond, in folders made for it', async () => {
    const path = join(folder, 'new', 'a.json');
    await writeResult(path, Schema, { p50: 1.23456 });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ p50: 1.235 });
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
