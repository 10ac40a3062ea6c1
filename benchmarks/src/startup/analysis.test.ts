import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { analyseCase } from './analysis.ts';
import { PATH, type StartupRecording } from './milestones.ts';
import { StartupCase } from './result.ts';

/** Ten milliseconds a phase, `slower` more for the last. */
function recording(slower = 0, presentedFrames = 1): StartupRecording {
  const marks = Object.fromEntries(PATH.map((name, index) => [name, (index + 1) * 10]));
  const presented = PATH.length * 10 + slower;
  return {
    startedAt: 0,
    marks: { ...marks, socket: 5, presented },
    elementSays: presented + 2,
    presentedFrames,
    video: undefined,
  };
}

describe('the analysis of a startup case', () => {
  it('describes each phase and the whole over the repetitions, and fits the schema', () => {
    const result = analyseCase('session', [recording(), recording(10), recording(30, 2)]);
    expect(result).toMatchObject({
      repetitions: 3,
      missed: 0,
      lateCallbacks: 1,
      whole: { p50: 100, max: 120 },
      phases: { dtls: { p50: 10 }, presented: { p50: 20, max: 40 } },
      beside: { socket: { count: 3, p50: 5 } },
      check: { residual: { max: 0 }, elementDifference: { p50: 2 } },
    });
    expect(result.beside).not.toHaveProperty('running');
    expect([...Value.Errors(StartupCase, result)]).toEqual([]);
  });

  it('counts what came to no picture, by reason', () => {
    const { marks, ...rest } = recording();
    const { ice: _ice, ...withoutIce } = marks;
    const failed = { failure: 'no picture: failed, no-capacity' };
    const result = analyseCase('cold', [failed, recording(), failed, { ...rest, marks: withoutIce }]);
    expect(result).toMatchObject({ repetitions: 4, missed: 3 });
    expect(result.failures).toEqual({ 'no picture: failed, no-capacity': 2, 'a milestone was not seen': 1 });
  });

  it('has nothing to say where no picture came at all', () => {
    expect(() => analyseCase('join', [{ failure: 'broken' }])).toThrow('broken');
  });
});
