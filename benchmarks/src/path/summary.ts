/** What several rounds of one side say together: middles, since one disturbed round must not speak for all. Pure. */
import { median } from '../stats/distribution.ts';
import type { PathCaseResult, PathRound, Side } from './result.ts';

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
