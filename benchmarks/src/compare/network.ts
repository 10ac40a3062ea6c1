/**
 * Two network results. A run in virtual time is repeated by its seed to the last packet, so there is no noise to look through:
 * what changed are decisions. What counts is which goals are reached; how far numbers moved on either side of a goal does not.
 */
import { RemoteViewError } from '@remote-view/protocol';
import type { NetworkResult, NetworkRun } from '../network/result.ts';
import type { JudgedGoal } from '../report/judged-goal.ts';
import { quantity } from '../report/quantity.ts';
import { table } from '../report/table.ts';

export interface GoalChange {
  readonly run: string;
  readonly base: JudgedGoal;
  readonly next: JudgedGoal;
  readonly worse: boolean;
}

export interface NetworkComparison {
  /** Goals that both have. */
  readonly goals: number;
  /** Of these, those that measured something else. */
  readonly moved: number;
  /** Those that are reached more, or less. */
  readonly changes: readonly GoalChange[];
  readonly worse: number;
  readonly warnings: readonly string[];
}

const RANKS: Readonly<Record<JudgedGoal['verdict'], number>> = { aim: 0, must: 1, missed: 2 };

/** @throws RemoteViewError `bad-configuration` where the two did not run the same */
export function compareNetworks(base: NetworkResult, next: NetworkResult): NetworkComparison {
  for (const key of ['seed', 'quick', 'fps'] as const) {
    const context = { base: base.settings[key], new: next.settings[key] };
    if (context.base !== context.new)
      throw new RemoteViewError('bad-configuration', `The results differ in what they ran, ${key}.`, { context });
  }
  const ofNext = new Map(next.runs.map((run) => [nameOf(run), run]));
  const pairs = base.runs.flatMap((run) => {
    const other = ofNext.get(nameOf(run));
    if (other === undefined) return [];
    return run.goals.flatMap((goal) => {
      const same = other.goals.find((one) => sameGoal(one, goal));
      return same === undefined ? [] : [{ run: nameOf(run), base: goal, next: same }];
    });
  });
  if (pairs.length === 0) throw new RemoteViewError('bad-configuration', 'The two have no goal in common.');
  const changes = pairs
    .filter((pair) => pair.base.verdict !== pair.next.verdict)
    .map((pair) => ({ ...pair, worse: RANKS[pair.next.verdict] > RANKS[pair.base.verdict] }));
  return {
    goals: pairs.length,
    moved: pairs.filter((pair) => pair.base.measured !== pair.next.measured).length,
    changes,
    worse: changes.filter(({ worse }) => worse).length,
    warnings: [...aloneIn('base', base, pairs.length), ...aloneIn('new', next, pairs.length)],
  };
}

export function describeNetworkComparison({ goals, moved, changes, worse, warnings }: NetworkComparison): string {
  const rows = changes.map(({ run, base, next, worse: isWorse }) => [
    `${run}: ${base.name}`,
    ...[base, next].map(({ measured }) => (measured === null ? 'never' : quantity(measured))),
    base.unit,
    ...[base.must, base.aim].map((limit) => (limit === null ? '–' : String(limit))),
    `${base.verdict} -> ${next.verdict}`,
    isWorse ? 'WORSE' : 'better',
  ]);
  return `${[
    ...(warnings.length === 0 ? [] : [warnings.map((warning) => `warning: ${warning}`).join('\n')]),
    ...(rows.length === 0 ? [] : [table([['goal', 'base', 'new', '', 'must', 'aim', 'reached', ''], ...rows])]),
    `${goals} goals, ${moved} with another number; ${worse} reached less, ${changes.length - worse} reached more`,
  ].join('\n\n')}\n`;
}

function nameOf({ case: name, controller, acks }: NetworkRun): string {
  return `${name}, ${controller}${acks ? '' : ' without acks'}`;
}

/** A goal with another limit is another one. */
function sameGoal(one: JudgedGoal, other: JudgedGoal): boolean {
  return one.name === other.name && one.must === other.must && one.aim === other.aim;
}

function aloneIn(which: string, { runs }: NetworkResult, shared: number): string[] {
  const alone = runs.reduce((sum, { goals }) => sum + goals.length, 0) - shared;
  return alone === 0 ? [] : [`goals of ${which} alone: ${alone}`];
}
