import { describe, expect, it } from 'vitest';
import { analyseRound, capacitySeries, STEP } from './analysis.ts';
import { bottleneckOf, type PathCase } from './cases.ts';
import type { PageRecording } from './page-recording.ts';
import type { PathRound } from './result.ts';
import { parseSchedule } from './schedule.ts';
import { madeLink, madePage } from './testing/recordings.ts';

const PATH: PathCase = { name: 'made', rtt: 20, phases: parseSchedule('10s 10M, 5s 25M, 5s 4M') };

function analyse(
  bitrate: (at: number) => number = () => 2e6,
  page: PageRecording = madePage(PATH.phases),
  wait?: (at: number) => number,
): PathRound {
  return analyseRound(PATH, bottleneckOf(PATH, 1), madeLink(PATH.phases, bitrate, wait), page, 0.5);
}

describe('the analysis of a round', () => {
  it('says what share of each phase was used, and of all of them', () => {
    const { phases, utilisation } = analyse((at) => (at < 10_000 ? 8e6 : at < 15_000 ? 5e6 : 4e6));
    expect(phases.map((phase) => phase.utilisation)).toEqual([
      expect.closeTo(0.8, 5),
      expect.closeTo(0.2, 5),
      expect.closeTo(1, 5),
    ]);
    // 125 of 245 Mbit.
    expect(utilisation).toBeCloseTo(125 / 245, 5);
  });

  it('counts as settled what comes behind the first third of a short phase, of no more than can be used', () => {
    const wide: PathCase = { ...PATH, phases: parseSchedule('6s 50M') };
    const link = madeLink(wide.phases, (at) => (at < 2_000 ? 1e6 : 15e6));
    const { phases, settled, utilisation } = analyseRound(wide, bottleneckOf(wide, 1), link, madePage(wide.phases), 0);
    expect(settled).toBeCloseTo(0.5, 2);
    expect(phases[0]?.settled).toBe(settled);
    expect(utilisation).toBeCloseTo((2 + 60) / 300, 2);
  });

  it('says when a phase was filled, and nothing of one that never was', () => {
    const { phases } = analyse((at) => (at < 11_000 ? 9.5e6 : at < 15_000 ? 24e6 : 2e6));
    expect(phases.map(({ to90 }) => to90)).toEqual([0, expect.any(Number), null]);
    expect(phases[1]?.to90).toBeGreaterThan(800);
    expect(phases[1]?.to90).toBeLessThanOrEqual(1_000);
  });

  it('finds the longest wait after a change', () => {
    const late = (at: number): number => (at >= 10_300 && at < 10_320 ? 90 : at >= 15_000 ? 7 : 1);
    const { phases } = analyse(() => 2e6, undefined, late);
    expect(phases.map(({ peakQueue }) => peakQueue)).toEqual([1, 90, 7]);
  });

  it('puts each wait into the phase in which it ended', () => {
    const { phases, queue } = analyse(
      () => 4e6,
      undefined,
      (at) => (at >= 9_950 && at < 10_000 ? 60 : 1),
    );
    expect(phases.map((phase) => phase.queue?.max)).toEqual([1, 60, 1]);
    expect(queue?.max).toBe(60);
  });

  it('says how long more was sent than a capacity that fell, and nothing of one that rose', () => {
    const { phases } = analyse((at) => (at < 15_400 ? 8e6 : 1e6));
    expect(phases.map(({ belowAfter }) => belowAfter)).toEqual([null, null, expect.any(Number)]);
    expect(phases[2]?.belowAfter).toBeGreaterThan(200);
    expect(phases[2]?.belowAfter).toBeLessThanOrEqual(400);
    expect(analyse(() => 8e6).phases[2]?.belowAfter).toBeNull();
  });

  it('counts what was presented while the schedule ran, by the clock of both', () => {
    const { framesPerSecond, phases, receivedBitrate, jitterBuffer, nacks, sizes } = analyse();
    expect(framesPerSecond).toBeCloseTo(60, 0);
    for (const phase of phases) expect(phase.framesPerSecond).toBeCloseTo(60, 0);
    expect(receivedBitrate / 1e6).toBeCloseTo(1, 1);
    expect(jitterBuffer).toBeCloseTo(10, 5);
    expect(nacks).toBeLessThanOrEqual(40);
    expect(sizes).toMatchObject([{ width: 1280, height: 720 }]);
  });

  it('finds no freeze in a steady stream, and each that there is', () => {
    expect(analyse().frozen).toEqual({ freezes: 0, milliseconds: 0, share: 0 });
    const page = madePage(PATH.phases, (at) => !(at > 5_000 && at < 6_000));
    const { frozen, gaps } = analyse(undefined, page);
    expect(frozen.freezes).toBe(1);
    expect(frozen.milliseconds).toBeGreaterThan(990);
    expect(frozen.share).toBeCloseTo(0.05, 2);
    expect(gaps.max).toBeCloseTo(frozen.milliseconds, 5);
  });

  it('takes a stream that stops for frozen until the end', () => {
    const { frozen, phases } = analyse(
      undefined,
      madePage(PATH.phases, (at) => at < 15_000),
    );
    expect(frozen.milliseconds).toBeGreaterThan(4_990);
    expect(phases[2]?.framesPerSecond).toBe(0);
  });

  it('notes every size of the picture', () => {
    const page = madePage(PATH.phases);
    const presented = page.presented.map((one, index) => (index > 900 ? { ...one, width: 640, height: 360 } : one));
    expect(analyse(undefined, { ...page, presented }).sizes.map(({ width }) => width)).toEqual([1280, 640]);
  });

  it('has nothing to say of a path over which nothing came', () => {
    expect(() =>
      analyse(
        undefined,
        madePage(PATH.phases, (at) => at < 0),
      ),
    ).toThrow('no picture');
  });

  it('draws rates over time', () => {
    const { series } = analyse((at) => (at < 10_000 ? 8e6 : 2e6));
    expect(series.offered).toHaveLength(20_000 / STEP);
    expect([series.offered[0], series.offered.at(-1)]).toEqual([8e6, 2e6]);
    const capacity = capacitySeries(PATH, bottleneckOf(PATH, 1));
    expect([capacity[0], capacity[120], capacity.at(-1)]).toEqual([10e6, 25e6, 4e6]);
  });
});
