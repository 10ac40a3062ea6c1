import { describe, expect, it } from 'vitest';
import { back, below, FILLED, less, unfrozen } from '../network/goals.ts';
import { analyseRound } from './analysis.ts';
import { bottleneckOf, type PathCase } from './cases.ts';
import { judgeCase, middleOrWorse } from './goals.ts';
import type { PathGoal, PathPair, PathRound } from './result.ts';
import { parseSchedule } from './schedule.ts';
import { madeLink, madePage } from './testing/recordings.ts';

const PATH: PathCase = {
  ...{ name: 'made', rtt: 20, phases: parseSchedule('6s 10M, 6s 4M, 6s 10M') },
  goals: [...FILLED, ...unfrozen(0), below('10 → 4 Mbit/s', 20), less('peakQueue', 250, 100, '4 → 10 Mbit/s')],
};

interface Made {
  readonly share?: number;
  readonly wait?: number;
  readonly frozen?: boolean;
}

function round({ share = 0.95, wait = 5, frozen = false }: Made = {}): PathRound {
  const bottleneck = bottleneckOf(PATH, 1);
  const link = madeLink(
    PATH.phases,
    (at) => share * bottleneck.rateAt(at),
    () => wait,
  );
  const page = madePage(PATH.phases, (at) => !frozen || at < 2_000 || at > 3_000);
  return analyseRound(PATH, bottleneck, link, page, 0);
}

const judged = (pairs: readonly PathPair[]): PathGoal[] => judgeCase(PATH, pairs);
const goalOf = (goals: readonly PathGoal[], name: string): PathGoal => goals.find((goal) => goal.name === name)!;

describe('the goals of a path', () => {
  it('are judged as those of the modelled paths, with what the peer came to beside it', () => {
    const goals = judged([{ ours: round(), peer: round({ share: 0.5, wait: 60 }) }]);
    expect(goals.map(({ name, verdict }) => `${name}: ${verdict}`)).toEqual([
      'utilisation, settled: aim',
      'queue p95: aim',
      'queue p99: aim',
      'time frozen: aim',
      'key frames after the first: aim',
      'until less is sent than fits, 10 → 4 Mbit/s: aim',
      'peak queue, 4 → 10 Mbit/s: aim',
      'used, ours / peer: must',
      'power, ours / peer: must',
      'time frozen, ours / peer: must',
    ]);
    expect(goals[0]!.measured).toBeCloseTo(0.95);
    expect(goals[0]!.peer).toBeCloseTo(0.5);
    expect(goals[1]).toMatchObject({ measured: 5, peer: 60, must: 50, aim: 20 });
  });

  it('are missed by what never comes to be', () => {
    const path = { ...PATH, goals: [back('4 → 10 Mbit/s')] };
    const [goal] = judgeCase(path, [{ ours: round({ share: 0.7 }), peer: round() }]);
    expect(goal).toMatchObject({ measured: null, peer: 0, verdict: 'missed' });
  });

  it('are missed where a second picture in three is frozen, and of two where one is', () => {
    const [good, bad] = [round(), round({ frozen: true })];
    const frozen = (ours: readonly PathRound[]): PathGoal =>
      goalOf(judged(ours.map((one) => ({ ours: one, peer: good }))), 'time frozen');
    expect(frozen([good, bad, good])).toMatchObject({ measured: 0, verdict: 'aim' });
    expect(frozen([good, bad])).toMatchObject({ verdict: 'missed' });
  });

  it('leave out the key frames with which pictures of another size begin', () => {
    const resized = { ...round(), keyFrames: 2, sizes: [1280, 960].map((width) => ({ at: 0, width, height: 540 })) };
    const goals = judged([{ ours: resized, peer: round() }]);
    expect(goalOf(goals, 'key frames after the first')).toMatchObject({ measured: 1, verdict: 'missed' });
  });
});

describe('ours against the peer', () => {
  const ratios = (ours: Made, peer: Made): readonly (number | null)[] =>
    judged([{ ours: round(ours), peer: round(peer) }])
      .slice(-3)
      .map(({ measured }) => measured);

  it('is ahead where it uses more of the path at the same wait', () => {
    const [used, power, frozen] = ratios({ share: 0.9 }, { share: 0.45 });
    expect([used, power, frozen]).toEqual([expect.closeTo(2, 5), expect.closeTo(2, 5), 0]);
  });

  it('is behind in power where it fills the path by letting packets wait', () => {
    const [used, power] = ratios({ share: 0.9, wait: 80 }, { share: 0.6, wait: 5 });
    expect(used).toBeGreaterThan(1);
    expect(power).toBeLessThan(1);
  });

  it('is behind by more than any number where it alone is frozen', () => {
    expect(ratios({ frozen: true }, {})[2]).toBeNull();
    expect(ratios({ frozen: true }, { frozen: true })[2]).toBeCloseTo(1);
  });
});

it('of two in the middle the worse speaks for all', () => {
  expect(middleOrWorse([3, 1, 2], 'less')).toBe(2);
  expect(middleOrWorse([1, 4], 'less')).toBe(4);
  expect(middleOrWorse([1, 4], 'more')).toBe(1);
  expect(middleOrWorse([1, null], 'more')).toBeNull();
  expect(middleOrWorse([1, null, 2], 'less')).toBe(2);
});
