import { HOST_STAGES, type FrameMetadata } from '@remote-view/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencyMeter } from './latency-meter.ts';
import { LATENCY_STAGES, summarizeLatency } from './latency-summary.ts';

/** A frame whose eight host stages took 1 ms each. */
function frame(rtpTimestamp: number, inputSeq: number): FrameMetadata {
  return { rtpTimestamp, frame: 1, inputSeq, keyFrame: false, bytes: 1_000, stages: HOST_STAGES.map(() => 1_000) };
}

function presentation(presentedAt: number) {
  return { presentedAt, receivedAt: presentedAt - 5, decode: 2 };
}

describe('the latency meter', () => {
  it('has nothing to say before the first input is shown', () => {
    const meter = new LatencyMeter();
    meter.described(frame(1, 0));
    meter.presented(1, presentation(100));
    expect(summarizeLatency(meter.samples)).toMatchObject({ p50: null, p95: null, count: 0 });
  });

  it('splits the time from input to presentation into its stages', () => {
    const meter = new LatencyMeter();
    meter.input(1, 1_000);
    meter.described(frame(90, 1));
    meter.presented(90, presentation(1_020));
    const { p50, count, stages } = summarizeLatency(meter.samples);
    expect([p50, count]).toEqual([20, 1]);
    expect(stages).toMatchObject({ network: 7, wait: 1, encode: 1, send: 1, decode: 2, present: 3 });
    expect(LATENCY_STAGES.reduce((sum, stage) => sum + stages[stage], 0)).toBe(20);
  });

  it('does not care whether the description or the picture comes first', () => {
    const meter = new LatencyMeter();
    meter.input(1, 0);
    meter.presented(90, presentation(30));
    meter.described(frame(90, 1));
    expect(summarizeLatency(meter.samples).p50).toBe(30);
  });

  it('counts only the first frame that shows an input', () => {
    const meter = new LatencyMeter();
    meter.input(1, 0);
    for (const [rtp, time] of [
      [1, 20],
      [2, 36],
      [3, 53],
    ] as const) {
      meter.described(frame(rtp, 1));
      meter.presented(rtp, presentation(time));
    }
    expect(summarizeLatency(meter.samples)).toMatchObject({ p50: 20, count: 1 });
  });

  it('works without the time of arrival, which not every browser tells', () => {
    const meter = new LatencyMeter();
    meter.input(1, 0);
    meter.described(frame(1, 1));
    meter.presented(1, { presentedAt: 20, receivedAt: undefined, decode: 2 });
    expect(summarizeLatency(meter.samples).stages).toMatchObject({ network: 10, decode: 2, present: 0 });
  });

  it('never shows a negative stage', () => {
    const meter = new LatencyMeter();
    meter.input(1, 0);
    meter.described(frame(1, 1));
    meter.presented(1, presentation(6));
    expect(summarizeLatency(meter.samples).stages.network).toBe(0);
  });

  it('reports the percentiles of the newest 300 samples', () => {
    const meter = new LatencyMeter();
    for (let seq = 1; seq <= 1_000; seq++) {
      const start = seq * 1_000;
      meter.input(seq, start);
      meter.described(frame(seq, seq));
      meter.presented(seq, presentation(start + (seq <= 700 ? 500 : seq - 700)));
    }
    expect(summarizeLatency(meter.samples)).toMatchObject({ p50: 150, p95: 285, count: 300 });
  });

  it('forgets frames whose other half never comes', () => {
    const meter = new LatencyMeter();
    meter.input(1, 0);
    meter.described(frame(0, 1));
    for (let rtp = 1; rtp <= 200; rtp++) meter.described(frame(rtp, 0));
    meter.presented(0, presentation(20));
    expect(summarizeLatency(meter.samples).count).toBe(0);
  });

  it('has no time for an input that was forgotten', () => {
    const meter = new LatencyMeter();
    for (let seq = 1; seq <= 5_000; seq++) meter.input(seq, seq);
    meter.described(frame(1, 10));
    meter.presented(1, presentation(6_000));
    expect(summarizeLatency(meter.samples).count).toBe(0);
  });

  it('measures the newest of the inputs that share a frame', () => {
    const meter = new LatencyMeter();
    for (const [seq, time] of [
      [1, 0],
      [2, 4],
      [3, 8],
    ] as const) {
      meter.input(seq, time);
    }
    meter.described(frame(90, 3));
    meter.presented(90, presentation(30));
    expect(summarizeLatency(meter.samples)).toMatchObject({ p50: 22, count: 1 });
  });

  it('measures to the next frame where the first that shows an input was never presented', () => {
    const meter = new LatencyMeter();
    meter.input(1, 0);
    meter.described(frame(90, 1));
    meter.described(frame(180, 1));
    meter.presented(180, presentation(47));
    expect(summarizeLatency(meter.samples)).toMatchObject({ p50: 47, count: 1 });
    expect(meter.frames.shown).toBe(1);
  });

  it('says the same in whatever order the halves of frames come, and wherever RTP timestamps wrap', () => {
    const step = fc.record({
      inputs: fc.integer({ min: 0, max: 3 }),
      described: fc.boolean(),
      presented: fc.boolean(),
      pictureFirst: fc.boolean(),
    });
    const start = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), start, (steps, offset) => {
        const measured = (rtpStart: number, isSwapped: boolean): LatencyMeter => {
          const meter = new LatencyMeter();
          let seq = 0;
          steps.forEach(({ inputs, described, presented, pictureFirst }, index) => {
            const time = index * 16;
            for (let input = 0; input < inputs; input++) meter.input(++seq, time);
            const rtpTimestamp = (rtpStart + index * 1_440) % 2 ** 32;
            const halves = [
              (): void => void (described && meter.described(frame(rtpTimestamp, seq))),
              (): void => void (presented && meter.presented(rtpTimestamp, presentation(time + 20))),
            ];
            if (pictureFirst && isSwapped) halves.reverse();
            for (const half of halves) half();
          });
          return meter;
        };
        const { samples } = measured(0, false);
        expect(measured(offset, true).samples).toEqual(samples);
        expect(samples.length).toBeLessThanOrEqual(steps.filter((one) => one.described && one.presented).length);
        for (const { total, stages } of samples) {
          expect(total).toBeGreaterThanOrEqual(20);
          expect(stages.reduce((sum, duration) => sum + duration, 0)).toBeCloseTo(total);
        }
      }),
    );
  });
});
