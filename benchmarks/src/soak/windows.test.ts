import { describe, expect, it } from 'vitest';
import { PRESENTED_AFTER, recordingOf } from '../latency/testing/recordings.ts';
import { driftsOf, settlingOf } from './analysis.ts';
import { windowsOf } from './windows.ts';

/** Inputs 1..count, 100 ms apart, each shown by a frame of its own. */
function steady(count: number) {
  const inputs = Array.from({ length: count }, (_, index) => ({ id: index + 1, at: 1_000 + index * 100 }));
  return recordingOf(
    inputs.map(({ id, at }) => ({ id, inputAt: at })),
    inputs,
  );
}

describe('the windows of a soak', () => {
  it('hold what happened in each, from the end of the warm-up on', () => {
    const windows = windowsOf(steady(45), 6, 4, 1_000);
    expect(windows.map(({ from }) => from)).toEqual([0, 1, 2, 3]);
    for (const window of windows) {
      expect(window).toMatchObject({
        inputs: 10,
        missed: 0,
        decoded: 10,
        presented: 10,
        lost: 0,
        freezes: 0,
        frozen: 0,
      });
      expect(window.p50).toBeCloseTo(PRESENTED_AFTER);
    }
  });

  it('count frames that the host made and nobody decoded, but not lost descriptions', () => {
    const recording = steady(40);
    const dropped = new Set(
      recording.decoded.filter((_, index) => index === 12 || index === 13).map((f) => f.rtpTimestamp),
    );
    const windows = windowsOf(
      {
        ...recording,
        decoded: recording.decoded.filter(({ rtpTimestamp }) => !dropped.has(rtpTimestamp)),
        described: recording.described.filter((_, index) => index !== 31),
      },
      1,
      4,
      1_000,
    );
    expect(windows.map(({ lost }) => lost)).toEqual([0, 2, 0, 0]);
    expect(windows.map(({ decoded }) => decoded)).toEqual([10, 8, 10, 10]);
  });

  it('count freezes where they begin', () => {
    const recording = steady(40);
    const presented = recording.presented.filter((_, index) => index < 15 || index >= 22);
    const windows = windowsOf({ ...recording, presented }, 1, 4, 1_000);
    expect(windows.map(({ freezes }) => freezes)).toEqual([0, 1, 0, 0]);
    expect(windows[1]?.frozen).toBeCloseTo(800);
  });

  it('have no latency where no input was seen, and no drift follows from that', () => {
    const recording = steady(20);
    const windows = windowsOf({ ...recording, decoded: [], presented: [] }, 1, 2, 1_000);
    expect(windows).toMatchObject([
      { p50: null, missed: 10 },
      { p50: null, missed: 10 },
    ]);
    expect(driftsOf(windows, [], 0)).toEqual({ memory: {} });
  });
});

describe('the drifts of a soak', () => {
  const window = { inputs: 1, missed: 0, decoded: 1, presented: 1, lost: 0, freezes: 0, frozen: 0 };

  it('leave the settling out', () => {
    expect([6, 60].map(settlingOf)).toEqual([1, 12]);
    const windows = Array.from({ length: 60 }, (_, index) => {
      const from = index * 10;
      return { ...window, from, p50: from < 120 ? 100 : 20, p95: 30 };
    });
    const memory = windows.map(({ from }) => ({ at: from, memory: { scene: from < 120 ? from : 200 + from / 36 } }));
    const drift = driftsOf(windows, memory, 120);
    expect(drift.p50).toMatchObject({ verdict: 'steady' });
    expect(drift.p50?.slope).toBeCloseTo(0);
    // 100 MB an hour, of 200.
    expect(drift.memory.scene).toMatchObject({ verdict: 'grows' });
    expect(drift.memory.scene?.slope).toBeCloseTo(100);
    expect(drift.memory.scene?.limit).toBeCloseTo(10);
  });
});
