import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GoogCc } from './goog-cc.ts';
import { VirtualPath, type PathSecond } from './testing/virtual-path.ts';

const limits = { min: 100_000, max: 30e6 };

describe('the reference of libwebrtc', () => {
  it('ramps up by probes in the first second where the path holds it', () => {
    const controller = new GoogCc({ min: 100_000, max: 10e6 });
    const seconds = new VirtualPath({ controller, capacity: () => 40e6, delay: 20 }).run(2);
    expect(seconds[0]!.target).toBeGreaterThan(9e6);
    expect(seconds[1]!.arrived).toBeGreaterThan(9e6);
  });

  it('comes near the capacity of a path of 2 Mbit/s and keeps its queue short', () => {
    const seconds = pathOf({ capacity: () => 2e6, delay: 25 })
      .run(60)
      .slice(20);
    expect(mean(seconds, ({ arrived }) => arrived) / 2e6).toBeGreaterThan(0.75);
    expect(mean(seconds, ({ arrived }) => arrived) / 2e6).toBeLessThan(1);
    expect(mean(seconds, ({ queue }) => queue)).toBeLessThan(100);
  });

  it('backs off when the capacity falls, and finds it again when it comes back', () => {
    const path = pathOf({ capacity: (at) => (at < 20_000 || at >= 40_000 ? 4e6 : 1e6), delay: 25 });
    const before = path.run(20);
    const fallen = path.run(20);
    const after = path.run(40);
    expect(before.at(-1)!.target).toBeGreaterThan(2.5e6);
    expect(fallen.at(-1)!.target).toBeGreaterThan(0.6e6);
    expect(mean(fallen.slice(5), ({ target }) => target)).toBeLessThan(1.05e6);
    expect(mean(fallen.slice(5), ({ queue }) => queue)).toBeLessThan(150);
    expect(after.at(-1)!.target).toBeGreaterThan(1.5e6);
  });

  it.each([0.01, 0.02])('does not collapse at a random loss of %f', (loss) => {
    const seconds = pathOf({ capacity: () => 2e6, delay: 10, loss })
      .run(60)
      .slice(30);
    expect(mean(seconds, ({ target }) => target)).toBeGreaterThan(1e6);
  });

  it.each([0.1, 0.2])('sends much less at a loss of %f', (loss) => {
    const clean = pathOf({ capacity: () => 10e6, delay: 10 })
      .run(60)
      .slice(30);
    const lossy = pathOf({ capacity: () => 10e6, delay: 10, loss })
      .run(60)
      .slice(30);
    expect(mean(lossy, ({ target }) => target)).toBeLessThan(0.4 * mean(clean, ({ target }) => target));
  });

  it('probes for what a busier application could use', () => {
    const path = pathOf({ capacity: () => 10e6, delay: 20, useful: (at) => (at < 20_000 ? 0.5e6 : 8e6) });
    expect(path.run(20).at(-1)!.arrived).toBeLessThan(0.55e6);
    expect(path.run(10).at(-1)!.arrived).toBeGreaterThan(5e6);
  });

  it('falls by a fifth each second while no feedback comes', () => {
    const path = pathOf({ capacity: () => 2e6, delay: 25, silence: { from: 10_000, to: 20_000 } });
    const before = path.run(10).at(-1)!.target;
    const silent = path.run(10).map(({ target }) => target);
    expect(silent[1]).toBe(before);
    expect(silent.at(-1)!).toBeLessThan(0.35 * before);
    expect(path.run(5).at(-1)!.target).toBeGreaterThan(0.5 * before);
  });

  it('paces by 2.5 times its start until it hears of the path, and by 1.1 times the target then', () => {
    const controller = new GoogCc(limits);
    expect(controller.decision).toEqual({ target: 300_000, pacing: 750_000, window: Infinity, probe: undefined });
    controller.feedback([{ sequence: 0, bytes: 1_200, sentAt: 0, frame: 0, receivedAt: 50 }], 60);
    expect(controller.decision.pacing).toBeCloseTo(1.1 * controller.decision.target);
  });

  it('probes three and six times its start once media flows, and media keeps up with a probe', () => {
    const controller = new GoogCc(limits);
    controller.tick(0);
    expect(controller.decision.probe).toBeUndefined();
    controller.sent({ sequence: 0, bytes: 1_200, sentAt: 5, frame: 0 });
    controller.tick(25);
    expect(controller.decision).toMatchObject({ pacing: 900_000, probe: { pacing: 900_000 } });
    for (let sequence = 1; sequence <= 5; sequence++) {
      controller.sent({ sequence, bytes: 1_200, sentAt: 20 + sequence * 10, frame: 1 });
    }
    expect(controller.decision).toMatchObject({ pacing: 750_000, probe: undefined });
    controller.tick(75);
    expect(controller.decision).toMatchObject({ pacing: 1_800_000, probe: { pacing: 1_800_000 } });
  });

  it('leaves the encoder what repairs do not take', () => {
    const controller = new GoogCc({ start: 1e6, ...limits });
    for (let at = 0; at < 500; at += 10) {
      const frame = at % 50 === 0 ? undefined : at;
      controller.sent({ sequence: at / 10, bytes: 1_200, sentAt: at, frame });
    }
    controller.tick(500);
    expect(controller.decision.target).toBeCloseTo(0.8e6);
    expect(controller.decision.probe).toBeDefined();
  });

  it('says nothing about frames, and takes reports that hold nothing or nothing that arrived', () => {
    const controller = new GoogCc(limits);
    const before = controller.decision;
    controller.frameReported();
    controller.feedback([], 10);
    expect(controller.decision).toBe(before);
    controller.feedback([{ sequence: 0, bytes: 1_200, sentAt: 0, frame: 0, receivedAt: undefined }], 20);
    expect(controller.decision.target).toBe(300_000);
  });

  it('keeps to its limits', () => {
    const narrow = new GoogCc({ start: 1e6, min: 0.8e6, max: 1.2e6 });
    const targets = new VirtualPath({ controller: narrow, capacity: () => 0.5e6, delay: 10 }).run(20);
    expect(targets.every(({ target }) => target >= 0.8e6)).toBe(true);
    const wide = new GoogCc({ start: 1e6, min: 0.8e6, max: 1.2e6 });
    const most = new VirtualPath({ controller: wide, capacity: () => 5e6, delay: 10 }).run(20);
    expect(most.at(-1)!.target).toBe(1.2e6);
  });

  it('decides within its limits whatever it is told', () => {
    const report = fc.record({
      sequence: fc.nat(500),
      bytes: fc.integer({ min: 20, max: 1_500 }),
      sentAt: fc.nat(20_000),
      frame: fc.option(fc.nat(100), { nil: undefined }),
      receivedAt: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 }), { nil: undefined }),
    });
    const step = fc.record({ reports: fc.array(report, { maxLength: 30 }), rtt: fc.nat(10_000), useful: fc.nat(50e6) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const controller = new GoogCc(limits);
        for (const [index, { reports, rtt, useful }] of steps.entries()) {
          const now = index * 500;
          for (const packet of reports) controller.sent(packet);
          controller.roundTrip(rtt, now);
          controller.setUseful(useful);
          controller.feedback(reports, now);
          controller.tick(now);
          const { target, pacing } = controller.decision;
          expect(target).toBeGreaterThanOrEqual(limits.min);
          expect(target).toBeLessThanOrEqual(limits.max);
          expect(Number.isFinite(pacing)).toBe(true);
        }
      }),
    );
  });

  it('refuses limits out of order', () => {
    expect(() => new GoogCc({ min: 0, max: 1e6 })).toThrow(RangeError);
    expect(() => new GoogCc({ min: 500_000, max: 1e6 })).toThrow(RangeError);
    expect(() => new GoogCc({ min: 100_000, max: 200_000 })).toThrow(RangeError);
  });
});

function pathOf(options: Omit<ConstructorParameters<typeof VirtualPath>[0], 'controller'>): VirtualPath {
  return new VirtualPath({ controller: new GoogCc(limits), ...options });
}

function mean(seconds: readonly PathSecond[], of: (second: PathSecond) => number): number {
  return seconds.reduce((sum, second) => sum + of(second), 0) / seconds.length;
}
