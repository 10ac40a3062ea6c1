/** The latency suite itself, in short: sanity and ratios, no times, which other work on a machine changes. */
import Value from 'typebox/value';
import { beforeAll, describe, expect, it } from 'vitest';
import { measureLatency } from '../src/latency/measure.ts';
import { parseLatencyOptions } from '../src/latency/options.ts';
import { describeLatency } from '../src/latency/report.ts';
import { LatencyResult, type Repetition } from '../src/latency/result.ts';
import { Progress } from '../src/report/progress.ts';

describe('the latency suite', () => {
  let result: LatencyResult;
  let run: Repetition;
  /** Of decoded frames, ms. */
  let frameInterval: number;

  beforeAll(async () => {
    const options = parseLatencyOptions(['--quick', '--inputs', '60']);
    result = await measureLatency(options, new Progress({ write: () => undefined }));
    run = result.repetitions[0]!;
    frameInterval = run.frames.interval.p50;
  }, 120_000);

  it('sees nearly every input in the picture, and no barcode that it cannot read', () => {
    expect(run.inputs).toBe(60);
    expect(run.missed / run.inputs).toBeLessThan(0.05);
    expect(run.frames).toMatchObject({ faults: {}, backwards: 0 });
  });

  it('measures times that can be', () => {
    for (const { decoded, presented } of run.samples) {
      expect(decoded).toBeGreaterThan(0);
      expect(presented).toBeGreaterThan(0);
    }
    // The page learns of a decoded frame by a task of its own, so a little after the compositor got it.
    expect(run.ends.decoded.p50).toBeLessThan(run.ends.presented.p50 + 2);
    // A headless browser's estimate of the display is of a screen that is not there: in some sessions a few ms early.
    expect(run.ends.presented.p50).toBeLessThan(run.ends.display.p50 + frameInterval);
  });

  it('knows where the time went', () => {
    expect(run.stageCheck.samples).toBeGreaterThan(run.inputs / 2);
    expect(Math.abs(run.stageCheck.residual.p50)).toBeLessThan(1);
    for (const [name, { min }] of Object.entries(run.stages)) expect(min, name).toBeGreaterThanOrEqual(0);
  });

  it('says the same by the barcode and by the frames’ descriptions', () => {
    const { agreeing, frames, barcodeP50, liveP50 } = run.crossCheck;
    expect(agreeing / frames).toBeGreaterThan(0.98);
    expect(Math.abs(barcodeP50 - liveP50)).toBeLessThan(frameInterval);
  });

  it('leaves a result that fits its schema and reads as a table', () => {
    expect([...Value.Errors(LatencyResult, result)]).toEqual([]);
    expect(result.machine).toMatchObject({ node: process.version, encoder: expect.stringMatching(/264/u) as string });
    expect(describeLatency(result)).toMatch(/presented +\d+\.\d/u);
  });
});
