/** What several rounds of one side say together: middles, since one disturbed round must not speak for all. Pure. */
import { median } from '../stats/distribution.ts';
import type { PathCaseResult, PathGoal, PathRound, Side } from './result.ts';

export function roundsOf({ pairs }: PathCaseResult, side: Side): readonly PathRound[] {
  return pairs.map((pair) => pair[side]);
}

/** The middle of what the rounds have; undefined where none has it. */
export function middle(
  rounds: readonly PathRound[],
  valueOf: (round: PathRound) => number | null | undefined,
): number | undefined {
  const values = rounds.map(valueOf).filter((value) => value !== null && value !== undefined);
  return values.length === 0 ? undefined : median(values);
}

/** `1280x720 → 640x360`, the first few. */
export function sizesText({ sizes }: PathRound): string {
  const [shown, rest] = [sizes.slice(0, 4), sizes.length - 4];
  const text = shown.map(({ width, height }) => `${width}x${height}`).join(' → ');
  return rest > 0 ? `${text} … ${rest} more` : text;
}

/** `40 of 48, the aim in 30; 6 in doubt` */
export function goalCounts(cases: readonly PathCaseResult[]): string {
  const goalsOf = (some: readonly PathCaseResult[]) => some.flatMap(({ goals }) => goals);
  const goals = goalsOf(cases.filter(({ doubts }) => doubts.length === 0));
  const doubted = goalsOf(cases).length - goals.length;
  const count = (verdict: PathGoal['verdict']): number => goals.filter((goal) => goal.verdict === verdict).length;
  const text = `${goals.length - count('missed')} of ${goals.length}, the aim in ${count('aim')}`;
  return doubted === 0 ? text : `${text}; ${doubted} in doubt`;
}
