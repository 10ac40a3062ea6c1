/** The path suite itself, one short pair over a link that loses 1 %: behaviour and ratios, no times. */
import Value from 'typebox/value';
import { beforeAll, describe, expect, it } from 'vitest';
import { measurePath } from '../src/path/measure.ts';
import { parsePathOptions } from '../src/path/options.ts';
import { describePath } from '../src/path/report.ts';
import { PathResult, SIDES, type PathPair } from '../src/path/result.ts';
import { Progress } from '../src/report/progress.ts';

describe('the path suite', () => {
  let result: PathResult;
  let pair: PathPair;

  beforeAll(async () => {
    const options = parsePathOptions(['--schedule', '4s 10M', '--loss', '1', '--pairs', '1']);
    result = await measurePath(options, new Progress({ write: () => undefined }));
    pair = result.cases[0]!.pairs[0]!;
  }, 120_000);

  it.each(SIDES)('sends through the link, and frames arrive: %s', (side) => {
    const { framesPerSecond, utilisation, faults } = pair[side];
    // Chromium's sender begins at 300 kbit/s, and drops nearly all frames of this picture then.
    expect(framesPerSecond).toBeGreaterThan(side === 'ours' ? 5 : 0.5);
    expect(utilisation).toBeGreaterThan(0.01);
    expect(utilisation).toBeLessThanOrEqual(1.02);
    expect(faults).toBe(0);
  });

  it('sees no more come over the link than came to the viewer, and hardly less', () => {
    for (const side of SIDES) {
      const { receivedBitrate, utilisation } = pair[side];
      // Headers, and what came in the half seconds that the browser's counts are off.
      expect(receivedBitrate / (utilisation! * 10e6)).toBeGreaterThan(0.5);
      expect(receivedBitrate / (utilisation! * 10e6)).toBeLessThan(1.3);
    }
  });

  it('asks again for what the link lost, and is not frozen by it', () => {
    const { phases, nacks, frozen } = pair.ours;
    expect(phases[0]?.lost).toBeGreaterThan(0);
    expect(nacks).toBeGreaterThan(0);
    expect(frozen.share).toBeLessThan(0.5);
  });

  it('holds ours against the peer', () => {
    const { goals } = result.cases[0]!;
    expect(goals.map(({ name }) => name)).toEqual([
      ...['used, ours / peer', 'power, ours / peer', 'time frozen, ours / peer'],
    ]);
    for (const { measured } of goals.slice(0, 2)) expect(measured).toBeGreaterThan(0);
  });

  it('leaves a result that fits its schema and reads as a table', () => {
    expect([...Value.Errors(PathResult, result)]).toEqual([]);
    expect(result.machine).toMatchObject({ encoder: expect.stringMatching(/264/u) as string });
    expect(result.peer.codec).toMatch(/H264/u);
    expect(describePath(result)).toMatch(/10\.0 Mbit\/s, 4 s, ours/u);
  });
});
