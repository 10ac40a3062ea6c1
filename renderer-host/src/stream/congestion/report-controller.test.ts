import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { FrameTrainController } from './frame-train-controller.ts';
import { ReportController } from './report-controller.ts';
import { meanTarget, queuePercentile, runBottleneck, type Moment, type Path } from './testing/bottleneck.ts';

const Mbit = 1e6;
const BOUNDS = { start: 3 * Mbit, min: 0.15 * Mbit, max: 50 * Mbit };

/** A viewer that has never heard of transport-wide feedback. */
function run(path: Partial<Path>, until: number): Moment[] {
  const player: Path = {
    ...{ capacity: () => 10 * Mbit, delay: 20 },
    ...{ feedback: () => false, reports: () => true },
    ...path,
  };
  return runBottleneck(new FrameTrainController(BOUNDS), player, until);
}

describe('without transport-wide feedback', () => {
  test('a path that takes all fills up, and its queue does not stand', () => {
    const moments = run({}, 120_000);
    expect(meanTarget(moments, 60_000, 120_000)).toBeGreaterThan(6 * Mbit);
    expect(meanTarget(moments, 60_000, 120_000)).toBeLessThan(10.5 * Mbit);
    expect(queuePercentile(moments, 60_000, 120_000, 0.5)).toBeLessThan(100);
  });

  test('an estimate of the receiver is reached within seconds, and kept to', () => {
    const moments = run({ estimate: () => 9 * Mbit }, 30_000);
    expect(meanTarget(moments, 8_000, 30_000)).toBeGreaterThan(8.5 * Mbit);
    expect(Math.max(...moments.map(({ target }) => target))).toBeLessThanOrEqual(9 * Mbit);
  });

  test.each([[2_500], [5_000]])(
    'an estimate that comes with each report, every %d ms, takes nothing away',
    (reportEvery) => {
      const path = { capacity: () => 50 * Mbit, reportEvery };
      const without = meanTarget(run(path, 40_000), 20_000, 40_000);
      expect(meanTarget(run({ ...path, estimate: () => 50 * Mbit }, 40_000), 20_000, 40_000)).toBeGreaterThan(without);
    },
  );

  test('reports that come with requests, in a burst, make no silence of the time until the next', () => {
    const controller = new ReportController(BOUNDS);
    for (const at of [5_000, 10_000, 12_000, 12_040, 12_080, 12_120]) controller.lossReported(0.05, at);
    for (let now = 12_145; now < 17_120; now += 25) controller.tick(now);
    expect(controller.decision.target).toBe(BOUNDS.start);
  });

  test('an estimate that falls is followed at once', () => {
    const moments = run({ estimate: (now) => (now < 20_000 ? 9 * Mbit : 2 * Mbit) }, 25_000);
    expect(meanTarget(moments, 21_000, 25_000)).toBeLessThanOrEqual(2 * Mbit);
  });

  test('a path that holds a sixth is yielded to within seconds', () => {
    const moments = run({ capacity: (now) => (now < 30_000 ? 10 * Mbit : 1.5 * Mbit) }, 60_000);
    expect(meanTarget(moments, 40_000, 60_000)).toBeLessThan(2 * Mbit);
  });

  test('losses of a few percent that do not depend on the rate do not take it to the ground', () => {
    const moments = run({ loss: 0.05 }, 60_000);
    expect(meanTarget(moments, 30_000, 60_000)).toBeGreaterThan(2 * Mbit);
  });

  test('a viewer that says nothing at all gets the least', () => {
    const moments = run({ reports: () => false }, 60_000);
    expect(Math.max(...moments.map(({ target }) => target))).toBeLessThanOrEqual(3 * Mbit);
    expect(meanTarget(moments, 50_000, 60_000)).toBeCloseTo(0.15 * Mbit, -3);
  });
});

describe('when feedback stops', () => {
  const stops =
    (from: number, to = Infinity) =>
    (now: number) =>
      now < from || now >= to;

  test('the rate falls at once to a half, and with the reports gone as well to the least', () => {
    const moments = run({ feedback: stops(10_000), reports: stops(10_000) }, 40_000);
    expect(meanTarget(moments, 5_000, 10_000)).toBeGreaterThan(8 * Mbit);
    expect(meanTarget(moments, 12_500, 13_000)).toBeLessThan(6 * Mbit);
    expect(meanTarget(moments, 35_000, 40_000)).toBeCloseTo(0.15 * Mbit, -3);
  });

  test('it falls to a half of what was sent, however much the path held', () => {
    const needed = 6 * Mbit;
    const moments = run({ capacity: () => 80 * Mbit, needed, feedback: stops(10_000), reports: stops(10_000) }, 15_000);
    expect(meanTarget(moments, 9_000, 10_000)).toBeGreaterThan(5 * needed);
    expect(meanTarget(moments, 12_500, 13_000)).toBeCloseTo(needed / 2, -6);
  });

  test('it falls to no less than a half of what a viewer begins with: little was sent because little was shown', () => {
    const needed = 0.3 * Mbit;
    const moments = run({ capacity: () => 80 * Mbit, needed, feedback: stops(10_000) }, 15_000);
    expect(meanTarget(moments, 12_500, 13_000)).toBeCloseTo(BOUNDS.start / 2, -6);
  });

  test('and comes back, the path is found anew', () => {
    const moments = run({ feedback: stops(10_000, 20_000) }, 30_000);
    expect(meanTarget(moments, 23_000, 30_000)).toBeGreaterThan(8 * Mbit);
  });

  test('the controller says so, until it is back', () => {
    const silentAt = (until: number): boolean => {
      const controller = new FrameTrainController(BOUNDS);
      runBottleneck(controller, { capacity: () => 10 * Mbit, delay: 20, feedback: stops(5_000, 10_000) }, until);
      return controller.silent;
    };
    expect([5_000, 9_000, 12_000].map(silentAt)).toEqual([false, true, false]);
  });

  test('a pause in what is sent is no silence', () => {
    const controller = new FrameTrainController(BOUNDS);
    const packet = { sequence: 0, bytes: 1_200, frame: 1 };
    controller.sent({ ...packet, sentAt: 0 });
    controller.feedback([{ ...packet, sentAt: 0, receivedAt: 20 }], 40);
    const before = controller.decision.target;
    controller.sent({ ...packet, sequence: 1, frame: 2, sentAt: 100 });
    controller.sent({ ...packet, sequence: 2, frame: 3, sentAt: 9_000 });
    controller.tick(9_001);
    expect(controller.decision.target).toBeGreaterThanOrEqual(before);
  });
});

test('whatever is reported, the rate stays within its bounds', () => {
  const said = fc.oneof(
    fc.record({ type: fc.constant('loss' as const), value: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ type: fc.constant('estimate' as const), value: fc.double({ min: 0, max: 2 ** 81, noNaN: true }) }),
    fc.record({ type: fc.constant('rtt' as const), value: fc.double({ min: 0, max: 1e7, noNaN: true }) }),
    fc.record({ type: fc.constant('sent' as const), value: fc.integer({ min: 0, max: 65_535 }) }),
    fc.record({ type: fc.constant('nothing' as const), value: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(said, fc.integer({ min: 0, max: 20_000 })), { maxLength: 60 }), (all) => {
      const controller = new ReportController(BOUNDS);
      let now = 0;
      for (const [{ type, value }, later] of all) {
        now += later;
        if (type === 'loss') controller.lossReported(value, now);
        else if (type === 'estimate') controller.estimated(value, now);
        else if (type === 'rtt') controller.roundTrip(value, now);
        else if (type === 'sent') controller.sent({ sequence: 0, bytes: value, sentAt: now, frame: undefined });
        controller.tick(now);
        const { target, pacing } = controller.decision;
        expect(target).toBeGreaterThanOrEqual(BOUNDS.min);
        expect(target).toBeLessThanOrEqual(BOUNDS.max);
        expect(pacing).toBeGreaterThanOrEqual(target);
      }
    }),
  );
});
