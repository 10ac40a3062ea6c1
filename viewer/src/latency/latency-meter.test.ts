import { HOST_STAGES, type FrameMetadata } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { LATENCY_STAGES, LatencyMeter } from './latency-meter.ts';

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
    expect(meter.summary()).toMatchObject({ p50: null, p95: null, count: 0 });
  });

  it('splits the time from input to presentation into its stages', () => {
    const meter = new LatencyMeter();
    meter.input(1, 1_000);
    meter.described(frame(90, 1));
    meter.presented(90, presentation(1_020));
    const { p50, count, stages } = meter.summary();
    expect([p50, count]).toEqual([20, 1]);
    expect(stages).toMatchObject({ network: 7, wait: 1, encode: 1, send: 1, decode: 2, present: 3 });
    expect(LATENCY_STAGES.reduce((sum, stage) => sum + stages[stage], 0)).toBe(20);
  });

  it('does not care whether the description or the picture comes first', () => {
    const meter = new LatencyMeter();
    meter.input(1, 0);
    meter.presented(90, presentation(30));
    meter.described(frame(90, 1));
    expect(meter.summary().p50).toBe(30);
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
    expect(meter.summary()).toMatchObject({ p50: 20, count: 1 });
  });

  it('works without the time of arrival, which not every browser tells', () => {
    const meter = new LatencyMeter();
    meter.input(1, 0);
    meter.described(frame(1, 1));
    meter.presented(1, { presentedAt: 20, receivedAt: undefined, decode: 2 });
    expect(meter.summary().stages).toMatchObject({ network: 10, decode: 2, present: 0 });
  });

  it('never shows a negative stage', () => {
    const meter = new LatencyMeter();
    meter.input(1, 0);
    meter.described(frame(1, 1));
    meter.presented(1, presentation(6));
    expect(meter.summary().stages.network).toBe(0);
  });

  it('reports the percentiles of the newest 300 samples', () => {
    const meter = new LatencyMeter();
    for (let seq = 1; seq <= 1_000; seq++) {
      const start = seq * 1_000;
      meter.input(seq, start);
      meter.described(frame(seq, seq));
      meter.presented(seq, presentation(start + (seq <= 700 ? 500 : seq - 700)));
    }
    expect(meter.summary()).toMatchObject({ p50: 150, p95: 285, count: 300 });
  });

  it('forgets frames whose other half never comes', () => {
    const meter = new LatencyMeter();
    meter.input(1, 0);
    meter.described(frame(0, 1));
    for (let rtp = 1; rtp <= 200; rtp++) meter.described(frame(rtp, 0));
    meter.presented(0, presentation(20));
    expect(meter.summary().count).toBe(0);
  });

  it('has no time for an input that was forgotten', () => {
    const meter = new LatencyMeter();
    for (let seq = 1; seq <= 5_000; seq++) meter.input(seq, seq);
    meter.described(frame(1, 10));
    meter.presented(1, presentation(6_000));
    expect(meter.summary().count).toBe(0);
  });
});
