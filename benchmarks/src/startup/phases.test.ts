import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PATH, type Milestone, type StartupRecording } from './milestones.ts';
import { phasesOf } from './phases.ts';

const START = 1_000;

function recordingOf(marks: Partial<Record<Milestone, number>>): StartupRecording {
  const at = Object.fromEntries(Object.entries(marks).map(([name, time]) => [name, START + time]));
  return { startedAt: START, marks: at, elementSays: 205, presentedFrames: 1, video: undefined };
}

/** In order, as they should be. */
const MARKS = {
  session: 30,
  description: 35,
  offer: 40,
  answer: 60,
  ice: 70,
  dtls: 120,
  received: 190,
  decoded: 192,
  presented: 200,
} as const;

describe('the phases of a connection', () => {
  it('lie between consecutive milestones, and their sum is the whole', () => {
    const sample = phasesOf(recordingOf(MARKS));
    expect(sample).toMatchObject({ whole: 200, residual: 0, disorder: 0, elementDifference: 5 });
    expect(sample?.phases).toEqual([30, 5, 5, 20, 10, 50, 70, 2, 8]);
  });

  it('begin with nothing where a viewer has a session to join', () => {
    expect(phasesOf(recordingOf({ ...MARKS, session: 0 }))?.phases.slice(0, 2)).toEqual([0, 35]);
  });

  it('do not hold what happens beside the path', () => {
    const sample = phasesOf(recordingOf({ ...MARKS, socket: 20, channel: 125, running: 180 }));
    expect(sample?.beside).toEqual({ socket: 20, channel: 125, running: 180 });
    expect(sample?.phases).toEqual(phasesOf(recordingOf(MARKS))?.phases);
  });

  it('count a milestone that was told late as the time until it was told, and the next as nothing', () => {
    const sample = phasesOf(recordingOf({ ...MARKS, dtls: 191 }));
    expect(sample?.phases.slice(5)).toEqual([121, 0, 1, 8]);
    expect(sample).toMatchObject({ residual: 0, disorder: 1 });
  });

  it('do not add up where a milestone was seen behind the picture that needs it', () => {
    expect(phasesOf(recordingOf({ ...MARKS, dtls: 205 }))).toMatchObject({ residual: -5, disorder: 15 });
  });

  it.each(PATH)('are not known without %s', (name) => {
    const others = Object.entries(MARKS).filter(([other]) => other !== name);
    expect(phasesOf(recordingOf(Object.fromEntries(others)))).toBeUndefined();
  });

  it('add up for whatever times, unless the picture is not the last of them', () => {
    const times = fc.array(fc.double({ min: 0, max: 1_000, noNaN: true }), { minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(times, (values) => {
        const marks = Object.fromEntries(PATH.map((name, index) => [name, values[index]!]));
        const sample = phasesOf(recordingOf({ ...marks, presented: 1_000 }))!;
        expect(sample.phases.reduce((sum, phase) => sum + phase, 0)).toBeCloseTo(sample.whole);
        expect(Math.min(...sample.phases)).toBeGreaterThanOrEqual(0);
        expect(sample.residual).toBe(0);
      }),
    );
  });
});
