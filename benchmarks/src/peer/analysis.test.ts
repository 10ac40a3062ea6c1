import { describe, expect, it } from 'vitest';
import Value from 'typebox/value';
import type { Recording } from '../latency/recording.ts';
import { PRESENTED_AFTER, recordingOf, WAY } from '../latency/testing/recordings.ts';
import { analyseRound } from './analysis.ts';
import { Round } from './result.ts';

const LOAD = 1.5;

/** Inputs 1..count, 100 ms apart, each shown by a frame of its own, as the peer's page records them. */
function steady(count: number): Recording {
  const inputs = Array.from({ length: count }, (_, index) => ({ id: index + 1, at: 1_000 + index * 100 }));
  const recording = recordingOf(
    inputs.map(({ id, at }) => ({ id, inputAt: at })),
    inputs,
  );
  return { ...recording, sent: [], described: [], roundTrips: [] };
}

describe('the analysis of a round', () => {
  it('needs nothing that only our element tells', () => {
    const round = analyseRound(steady(20), 1, LOAD);
    expect(round.ends.presented.p50).toBeCloseTo(PRESENTED_AFTER);
    expect(round.ends.display.p50).toBeCloseTo(PRESENTED_AFTER + WAY.display);
    expect(round).toMatchObject({ loadBefore: LOAD, inputs: 20, missed: 0, overtaken: 0 });
    expect([...Value.Errors(Round, round)]).toEqual([]);
  });

  it('says the same of a recording that has more', () => {
    const inputs = [
      { id: 1, at: 1_000 },
      { id: 2, at: 1_100 },
    ];
    const ours = recordingOf(
      inputs.map(({ id, at }) => ({ id, inputAt: at })),
      inputs,
    );
    expect(analyseRound(ours, 1, LOAD)).toEqual(analyseRound(steady(2), 1, LOAD));
  });

  it('leaves the warm-up out', () => {
    const { inputs, samples, frames } = analyseRound(steady(20), 11, LOAD);
    expect([inputs, samples[0]?.id, frames.decoded]).toEqual([10, 11, 10]);
  });

  it('counts frames, their sizes and their rate', () => {
    const { frames } = analyseRound(steady(20), 1, LOAD);
    expect(frames).toMatchObject({ decoded: 20, faults: {}, sizes: { '640x360': 20 } });
    expect(frames.perSecond).toBeCloseTo(10);
  });

  it('notices moves that name another input than they carry', () => {
    const inputs = [1, 2, 3].map((id) => ({ id, at: 1_000 + id * 100 }));
    const recording = recordingOf(
      inputs.map(({ id, at }) => ({ id, inputAt: at })),
      inputs,
    );
    expect(analyseRound(recording, 2, LOAD).misplaced).toBe(0);
    const shifted = recording.sent.map((move) => ({ ...move, id: move.id - 1 }));
    expect(analyseRound({ ...recording, sent: shifted }, 2, LOAD).misplaced).toBe(2);
  });

  it('misses what no frame shows', () => {
    const recording = steady(20);
    const inputs = [...recording.inputs, { id: 21, at: 9_000 }];
    expect(analyseRound({ ...recording, inputs }, 1, LOAD)).toMatchObject({ inputs: 21, missed: 1 });
  });

  it('has nothing to say where nothing was seen', () => {
    const recording = steady(3);
    const unreadable = recording.decoded.map((frame) => ({ ...frame, reading: { fault: 'no-contrast' as const } }));
    expect(() => analyseRound({ ...recording, decoded: unreadable }, 1, LOAD)).toThrow('no-contrast');
  });
});
