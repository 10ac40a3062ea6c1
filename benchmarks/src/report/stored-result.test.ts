import fc from 'fast-check';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RemoteViewError } from '@remote-view/protocol';
import type { LatencyResult } from '../latency/result.ts';
import { parseResult, readResult, readResults } from './stored-result.ts';
import { madeCapacity } from './testing/capacity.ts';
import { madeMatrix } from './testing/matrix.ts';
import { madePeer } from './testing/peer.ts';
import { madeResult } from './testing/results.ts';
import { madeSoak } from './testing/soak.ts';
import { madeStartup } from './testing/startup.ts';

function codeOf(text: string): string | undefined {
  try {
    parseResult('a.json', text);
    return undefined;
  } catch (thrown) {
    return thrown instanceof RemoteViewError ? thrown.code : String(thrown);
  }
}

/** A good result with something wrong in it. */
function damaged(damage: (result: LatencyResult) => void): string {
  const result = madeResult({ samples: 20 });
  damage(result);
  return JSON.stringify(result);
}

describe('a stored result', () => {
  it('of the latency suite comes back as it was written', () => {
    const result = madeResult({ samples: 20 });
    expect(parseResult('a.json', JSON.stringify(result))).toEqual({
      suite: 'latency',
      name: 'a.json',
      at: result.at,
      result,
    });
  });

  it.each([
    ['startup', madeStartup({ repetitions: 8 })],
    ['capacity', madeCapacity()],
    ['peer', madePeer({ samples: 20 })],
    ['soak', madeSoak({ windows: 6 })],
    ['latency-matrix', madeMatrix(['synthetic'])],
  ])('of the %s suite too', (suite, result) => {
    expect(parseResult('a.json', JSON.stringify(result))).toEqual({ suite, name: 'a.json', at: result.at, result });
  });

  it('of another suite is named by its suite or its format, with its machine where that fits', () => {
    const { machine } = madeResult();
    expect(
      parseResult('a.json', JSON.stringify({ format: 'remote-view-weather-map', at: 'x', machine })),
    ).toMatchObject({
      ...{ suite: 'other', title: 'weather-map', at: 'x', machine },
    });
    expect(parseResult('a.json', '{"suite":"weather","machine":{"cpu":1}}')).toMatchObject({
      title: 'weather',
      machine: undefined,
    });
  });
});

describe('what is no result is refused', () => {
  it.each([
    ['nothing', ''],
    ['half a file', '{"format":"remote-view-latency","ver'],
    ['a list', '[]'],
    ['a number', '1'],
    ['null', 'null'],
    ['the JSON of something else', '{"name":"a-package","version":"1.0.0"}'],
    ['a suite that is no name', '{"suite":"<script>"}'],
    ['a suite that is no text', '{"suite":{"toString":1}}'],
    ['a latency result with nothing in it', '{"format":"remote-view-latency","version":1}'],
    [
      'one whose numbers are text',
      damaged(({ repetitions }) => Object.assign(repetitions[0]!.samples[0]!, { presented: '1' })),
    ],
    ['one with more than its schema', damaged((result) => Object.assign(result, { more: 1 }))],
    ['one without repetitions', damaged((result) => result.repetitions.splice(0))],
    ['one without samples', damaged(({ repetitions }) => repetitions[0]!.samples.splice(0))],
    ['one whose samples have other stages than it names', damaged(({ stageNames }) => stageNames.push('lunch'))],
    ['one that names a stage twice', damaged(({ stageNames }) => stageNames.splice(0, 1, stageNames[1]!))],
    ['a startup result without cases', JSON.stringify({ ...madeStartup({ repetitions: 4 }), cases: [] })],
    [
      'one whose phases are more than it names',
      JSON.stringify({ ...madeStartup({ repetitions: 4 }), pathNames: ['ice'] }),
    ],
    ['a capacity result without cases', JSON.stringify({ ...madeCapacity(), cases: [] })],
    ['a soak without windows', JSON.stringify({ ...madeSoak({ windows: 6 }), windows: [] })],
    ['a peer result without pairs', JSON.stringify({ ...madePeer({ samples: 20 }), pairs: [] })],
    ['one of no time', damaged((result) => Object.assign(result, { at: 'yesterday' }))],
    ['one with a number beyond all', damaged(() => undefined).replace(/"presented":[\d.]+/u, '"presented":1e999')],
  ])('%s', (_name, text) => {
    expect(codeOf(text)).toBe('malformed-message');
  });

  it('an older or newer version, by its own code', () => {
    expect(codeOf('{"format":"remote-view-latency","version":2}')).toBe('unsupported-version');
    expect(codeOf('{"format":"remote-view-latency"}')).toBe('unsupported-version');
  });

  it('and whatever JSON there is, nothing but a coded error comes out', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(codeOf(text) ?? 'malformed-message').toBe('malformed-message');
      }),
    );
  });
});

describe('result files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stored-result-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('of a folder are read in order; what is no result is skipped and told', async () => {
    await writeFile(join(folder, 'b.json'), JSON.stringify(madeResult({ samples: 20 })));
    await writeFile(join(folder, 'a.json'), '{"suite":"weather"}');
    await writeFile(join(folder, 'c.json'), '{');
    await writeFile(join(folder, 'notes.md'), '#');
    await mkdir(join(folder, 'folder.json'));
    const { results, skipped } = await readResults([folder]);
    expect(results.map(({ name }) => name)).toEqual(['a.json', 'b.json']);
    expect(skipped.map(({ name, code }) => [name, code])).toEqual([
      ['c.json', 'malformed-message'],
      ['folder.json', 'not-found'],
    ]);
  });

  it('that are named must be good', async () => {
    await writeFile(join(folder, 'c.json'), '{');
    await expect(readResults([join(folder, 'c.json')])).rejects.toMatchObject({ code: 'malformed-message' });
    await expect(readResults([join(folder, 'd.json')])).rejects.toMatchObject({ code: 'not-found' });
  });

  it('larger than any result are not read', async () => {
    const path = join(folder, 'large.json');
    await writeFile(path, '');
    await truncate(path, 65 * 2 ** 20);
    await expect(readResult(path)).rejects.toMatchObject({ code: 'message-too-large' });
  });
});
