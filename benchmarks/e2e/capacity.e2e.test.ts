/** The capacity suite itself, in short: sanity and ratios, no times, which other work on a machine changes. */
import Value from 'typebox/value';
import { beforeAll, describe, expect, it } from 'vitest';
import { measureCapacity } from '../src/capacity/measure.ts';
import { parseCapacityOptions } from '../src/capacity/options.ts';
import { describeCapacity } from '../src/capacity/report.ts';
import { CapacityResult, type CapacityCaseResult } from '../src/capacity/result.ts';
import { Progress } from '../src/report/progress.ts';

describe.runIf(process.platform === 'linux')('the capacity suite', () => {
  let result: CapacityResult;
  let measured: CapacityCaseResult;

  beforeAll(async () => {
    const args = '--quick --size 640x360 --fps 30 --sessions 1 --viewers 2'.split(' ');
    const options = { ...parseCapacityOptions(args), settle: 500, window: 1_200 };
    result = await measureCapacity(options, new Progress({ write: () => undefined }));
    measured = result.cases[0]!;
  }, 60_000);

  it('sees the frames of a session that needs no rasteriser, at the size that was asked for', () => {
    const [step] = measured.steps;
    expect(step).toMatchObject({ sessions: 1, viewers: 1, sizes: ['640x360'] });
    expect(step!.framesPerSecond[0]).toBeGreaterThan(measured.hostFps / 2);
    expect(step!.latency?.count).toBeGreaterThan(5);
    expect(measured.hostFps).toBe(30);
  });

  it('knows what each process took', () => {
    const roles = new Map(measured.steps[0]!.usage.map((usage) => [usage.role, usage]));
    expect([...roles.keys()].toSorted()).toEqual(['agent', 'gateway', 'receivers', 'scene', 'stream']);
    expect(roles.get('scene')).toMatchObject({ processes: 1 });
    expect(roles.get('scene')!.cores).toBeGreaterThan(roles.get('agent')!.cores);
    expect(measured.session.residentBytes).toBeGreaterThan(50e6);
    expect(measured.session.proportionalBytes).toBeLessThanOrEqual(measured.session.residentBytes);
  });

  it('gives every viewer of one session the same frames, encoded once', () => {
    const [one, two] = measured.viewers;
    expect([one!.viewers, two!.viewers]).toEqual([1, 2]);
    const [first, second] = two!.framesPerSecond;
    expect(Math.abs(first! - second!) / first!).toBeLessThan(0.1);
    expect(two!.usage.find(({ role }) => role === 'scene')).toMatchObject({ processes: 1 });
  });

  it('leaves a result that fits its schema and reads as a table', () => {
    expect([...Value.Errors(CapacityResult, result)]).toEqual([]);
    expect(describeCapacity(result)).toMatch(/sessions a core/u);
  });
});
