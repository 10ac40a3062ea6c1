/** A measured number against what it must be and what it should be, as suites with many goals write it into their results. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { reached, type Better } from '../html/goals.ts';

/** At least one of the two. */
export interface Limits {
  /** Undefined where there is only an aim. */
  readonly must?: number | undefined;
  /** Undefined where there is nothing beyond the must. */
  readonly aim?: number | undefined;
  readonly better: Better;
}

/** Null: it never came to be, or there is no such limit. */
const Maybe = Type.Union([Type.Number(), Type.Null()]);

export const JUDGED_GOAL = {
  name: Type.String(),
  unit: Type.String(),
  measured: Maybe,
  must: Maybe,
  aim: Maybe,
  verdict: Type.Enum(['aim', 'must', 'missed']),
} as const;
export const JudgedGoal = Type.Object(JUDGED_GOAL, { additionalProperties: false });
export type JudgedGoal = Static<typeof JudgedGoal>;

/** What never came to be is missed, and so is an aim where there is nothing less to reach. */
export function judgedGoal(
  name: string,
  unit: string,
  measured: number | null,
  { must, aim, better }: Limits,
): JudgedGoal {
  const least = must ?? aim;
  if (least === undefined) throw new RangeError(`a goal without a limit [goal:${name}]`);
  const goal = aim === undefined ? { must: least } : { must: least, aim };
  return {
    ...{ name, unit, measured, must: must ?? null, aim: aim ?? null },
    verdict: measured === null ? 'missed' : reached(measured, goal, better),
  };
}
