import { describe, expect, test } from 'vitest';
import { FrameTrainController } from './frame-train-controller.ts';
import { meanTarget, queuePercentile, runBottleneck, sentLess, type Moment, type Path } from './testing/bottleneck.ts';

const Mbit = 1e6;

function run(path: Partial<Path>, until: number, start = 3 * Mbit): Moment[] {
  const controller = new FrameTrainController({ start, min: 0.15 * Mbit, max: 50 * Mbit });
  return runBottleneck(controller, { capacity: () => 10 * Mbit, delay: 20, ...path }, until);
}

/** When the target first was at least this. */
function reached(moments: readonly Moment[], bitrate: number): number {
  return moments.find(({ target }) => target >= bitrate)?.at ?? Infinity;
}

describe('the controller of frame trains', () => {
  test('fills a path and keeps its queue short', () => {
    const moments = run({}, 20_000);
    expect(meanTarget(moments, 5_000, 20_000)).toBeGreaterThan(9 * Mbit);
    expect(meanTarget(moments, 5_000, 20_000)).toBeLessThan(10 * Mbit);
    expect(queuePercentile(moments, 5_000, 20_000, 0.95)).toBeLessThan(20);
  });

  test('finds the end of a path within a second, from a thirtieth of it', () => {
    expect(reached(run({}, 5_000, 0.3 * Mbit), 9 * Mbit)).toBeLessThan(2_000);
  });

  test('takes more as soon as a path holds more', () => {
    const moments = run({ capacity: (now) => (now < 10_000 ? 10 * Mbit : 25 * Mbit) }, 15_000);
    expect(reached(moments, 22 * Mbit) - 10_000).toBeLessThan(1_500);
  });

  test.each([[true], [false]])('yields when a path holds a quarter (frame acks: %s)', (acks) => {
    const moments = run({ capacity: (now) => (now < 10_000 ? 25 * Mbit : 6 * Mbit), delay: 10, acks }, 20_000);
    expect(sentLess(moments, 10_000, 6 * Mbit) - 10_000).toBeLessThan(acks ? 150 : 250);
    const peak = Math.max(...moments.filter(({ at }) => at > 10_000).map(({ queue }) => queue));
    expect(peak).toBeLessThan(acks ? 270 : 310);
    expect(queuePercentile(moments, 12_000, 20_000, 0.95)).toBeLessThan(25);
    expect(meanTarget(moments, 12_000, 20_000)).toBeGreaterThan(5 * Mbit);
  });

  test.each([[0.01], [0.05], [0.1]])('does not give the path away for losses of %d', (loss) => {
    const moments = run({ loss }, 30_000);
    expect(meanTarget(moments, 10_000, 30_000)).toBeGreaterThan(8 * Mbit);
  });

  test.each([[true], [false]])('fills a path whose delays tremble by 20 ms (frame acks: %s)', (acks) => {
    const moments = run({ jitter: 20, acks }, 30_000, 0.3 * Mbit);
    expect(reached(moments, 8 * Mbit)).toBeLessThan(6_000);
    expect(meanTarget(moments, 10_000, 30_000)).toBeGreaterThan(8 * Mbit);
    expect(queuePercentile(moments, 10_000, 30_000, 0.95)).toBeLessThan(100);
  });

  test('leaves room for what is sent again', () => {
    const controller = new FrameTrainController({ start: 3 * Mbit, min: 0.15 * Mbit, max: 50 * Mbit });
    const before = controller.decision.target;
    // A packet of 1,200 bytes every 16 ms is 0.6 Mbit/s.
    for (let sequence = 0; sequence < 200; sequence++) {
      controller.sent({ sequence, bytes: 1_200, sentAt: sequence * 16, frame: undefined });
    }
    controller.setUseful(20 * Mbit);
    const less = (before - controller.decision.target) / Mbit;
    expect(less).toBeGreaterThanOrEqual(0.6);
    // And what the encoder leaves over of its rate.
    expect(less).toBeLessThan(0.75);
  });

  test('learns what an encoder spends from what it was allowed to spend', () => {
    /** Share of the first target, where frames took 0.9 of what is useful, and more is useful then. */
    const asked = (useful: number | undefined): number => {
      const controller = new FrameTrainController({ start: 30 * Mbit, min: 0.15 * Mbit, max: 50 * Mbit });
      const before = controller.decision.target;
      if (useful !== undefined) controller.setUseful(useful);
      for (let frame = 0; frame < 300; frame++) {
        const sent = { frame, bytes: (0.9 * (useful ?? before)) / 8 / 60 };
        controller.sent({ ...sent, sequence: frame, sentAt: (frame * 1_000) / 60 });
      }
      controller.setUseful(50 * Mbit);
      return controller.decision.target / before;
    };
    expect(asked(22 * Mbit)).toBeCloseTo(asked(undefined), 2);
  });

  test('learns it from the rate that receiver reports allow, where they decide', () => {
    const controller = new FrameTrainController({ start: 3 * Mbit, min: 0.15 * Mbit, max: 50 * Mbit });
    const packet = { bytes: 1_200, receivedAt: 20 };
    const send = (frame: number): void => {
      const sentAt = (frame * 1_000) / 60;
      const { target } = controller.decision;
      controller.sent({ frame, sequence: frame, bytes: (target * 0.9) / 8 / 60, sentAt });
      controller.tick(sentAt);
    };
    for (let frame = 0; frame < 120; frame++) send(frame);
    expect(controller.silent).toBe(true);
    // A receiver that reports no losses, so that the rate grows.
    for (let frame = 120; frame < 900; frame++) {
      send(frame);
      if (frame % 60 === 0) controller.lossReported(0, (frame * 1_000) / 60);
    }
    const reached = controller.decision.target;
    controller.feedback([{ ...packet, sequence: 899, frame: 899, sentAt: 14_983 }], 15_020);
    // What was reached goes on, and 0.9 of what is asked for is spent.
    expect(controller.decision.target / reached).toBeCloseTo(1 / 0.9, 1);
  });

  test('stops where nobody answers', () => {
    const controller = new FrameTrainController({ start: 3 * Mbit, min: 0.15 * Mbit, max: 50 * Mbit });
    runBottleneck(controller, { capacity: () => 10 * Mbit, delay: 20 }, 5_000);
    expect(controller.decision.window).toBeLessThan((10 * Mbit) / 8 / 2);
  });

  test('asks for a probe where frames are too small to tell, and never for more than is useful', () => {
    const controller = new FrameTrainController({ start: 0.3 * Mbit, min: 0.15 * Mbit, max: 50 * Mbit });
    controller.setUseful(0.1 * Mbit);
    controller.tick(100);
    expect(controller.decision.probe).toBeUndefined();
    controller.setUseful(8 * Mbit);
    controller.tick(200);
    expect(controller.decision.probe!.bytes).toBeGreaterThan(3_000);
    controller.tick(225);
    expect(controller.decision.probe).toBeUndefined();
  });
});
