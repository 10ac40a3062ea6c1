/** What counts of a result, as its numbers against their goals. The first score is the one that stands in the overview. */
import type { CapacityCaseResult, CapacityResult } from '../capacity/result.ts';
import { scaleTo10Mbit, viewerLine } from '../capacity/figures.ts';
import { cellName } from '../latency/matrix-report.ts';
import type { MatrixResult } from '../latency/matrix-result.ts';
import type { LatencyResult } from '../latency/result.ts';
import type { NetworkResult } from '../network/result.ts';
import type { PathResult } from '../path/result.ts';
import type { PeerResult } from '../peer/result.ts';
import type { JudgedGoal } from '../report/judged-goal.ts';
import { quantity } from '../report/quantity.ts';
import type { Machine } from '../report/machine.ts';
import type { KnownFile } from '../report/stored-result.ts';
import { ENOUGH_POINTS, type Drift } from '../soak/drift.ts';
import type { SoakResult } from '../soak/result.ts';
import type { StartupResult } from '../startup/result.ts';
import { distribution } from '../stats/distribution.ts';
import {
  latencyGoals,
  memoryGoal,
  peerGoal,
  reached,
  sessionsGoal,
  STARTUP_GOALS,
  VIEWER_GOAL,
  type Better,
  type Goal,
  type Reached,
} from './goals.ts';
import { samplesOf } from './sections/pooled.ts';

export interface Score {
  readonly name: string;
  readonly unit: string;
  /** As text: `8.9 / 17.9`. */
  readonly measured: string;
  readonly must: string;
  readonly aim: string;
  /** `none`: no goal was set for this. `unclear`: the result cannot tell. */
  readonly verdict: Reached | 'none' | 'unclear';
}

export function scoresOf(file: KnownFile): readonly Score[] {
  switch (file.suite) {
    case 'latency':
      return latencyScores(file.result);
    case 'latency-matrix':
      return matrixScores(file.result);
    case 'startup':
      return startupScores(file.result);
    case 'capacity':
      return capacityScores(file.result);
    case 'peer':
      return peerScores(file.result);
    case 'path':
      return pathScores(file.result);
    case 'soak':
      return soakScores(file.result);
    case 'network':
      return networkScores(file.result);
    default:
      return file satisfies never;
  }
}

interface Part {
  readonly value: number;
  readonly goal: Goal | undefined;
}

/** A score of one number or of several that must all be good, as p50 and p95. */
function score(name: string, unit: string, parts: readonly Part[], better: Better = 'less'): Score {
  const verdicts = parts.map(({ value, goal }) => (goal === undefined ? 'none' : reached(value, goal, better)));
  const goals = (key: keyof Goal): string => {
    const limits = parts.map(({ goal }) => goal?.[key]);
    const known = [...new Set(limits.map((limit) => (limit === undefined ? '–' : String(limit))))];
    return limits.every((limit) => limit === undefined)
      ? ''
      : (known.length === 1 ? known : limits.map((limit) => String(limit ?? '–'))).join(' / ');
  };
  return {
    ...{ name, unit, must: goals('must'), aim: goals('aim') },
    measured: parts.map(({ value }) => quantity(value)).join(' / '),
    verdict: (['none', 'missed', 'must', 'aim'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'none',
  };
}

function latencyScores(result: LatencyResult): Score[] {
  const { p50, p95 } = distribution(samplesOf(result, 'presented'));
  const goals = latencyGoals(result.settings, result.machine);
  return [
    score('input → presented, p50 / p95', 'ms', [
      { value: p50, goal: goals?.p50 },
      { value: p95, goal: goals?.p95 },
    ]),
  ];
}

/** Cells that have a goal; where none has, what the fastest takes. */
function matrixScores({ cells, machine }: MatrixResult): Score[] {
  const scores = cells.map((cell) => {
    const { p50, p95 } = cell.measured.ends.presented;
    const name = `${cellName({ ...cell.settings, preset: cell.preset })}, p50 / p95`;
    const goals = latencyGoals(cell.settings, machine);
    const parts = [
      { value: p50, goal: goals?.p50 },
      { value: p95, goal: goals?.p95 },
    ];
    return { p50, score: score(name, 'ms', parts) };
  });
  const judged = scores.filter(({ score: { verdict } }) => verdict !== 'none');
  const shown = judged.length > 0 ? judged : scores.toSorted((a, b) => a.p50 - b.p50).slice(0, 1);
  return shown.map((one) => one.score);
}

const CASE_NAMES: Readonly<Record<StartupResult['cases'][number]['name'], string>> = {
  session: 'first frame of a new session, p50',
  join: 'first frame of one more viewer, p50',
  cold: 'first frame with nothing warm, p50',
};

function startupScores({ cases }: StartupResult): Score[] {
  return cases.map(({ name, whole }) =>
    score(CASE_NAMES[name], 'ms', [{ value: whole.p50, goal: STARTUP_GOALS[name] }]),
  );
}

function capacityScores({ cases, machine }: CapacityResult): Score[] {
  return cases.flatMap((one) => {
    return caseScores(one, machine, cases.length === 1 ? '' : `, ${cellName(one)}`);
  });
}

/** @param which of several cases, behind the names */
function caseScores(one: CapacityCaseResult, machine: Machine, which: string): Score[] {
  const { perCore, session, viewers } = one;
  const line = viewerLine(viewers);
  const viewer = line === undefined ? undefined : line.slope * scaleTo10Mbit(viewers) * 100;
  return [
    score(`sessions a core${which}`, '', [{ value: perCore, goal: sessionsGoal(one, machine) }], 'more'),
    score(`memory of a session${which}`, 'MB', [{ value: session.residentBytes / 1e6, goal: memoryGoal(one) }]),
    ...(viewer === undefined
      ? []
      : [score(`one more viewer at 10 Mbit/s${which}`, '% of a core', [{ value: viewer, goal: VIEWER_GOAL }])]),
  ];
}

function peerScores(result: PeerResult): Score[] {
  const goal = peerGoal(result);
  const { p50, p95 } = result.ratio.presented;
  const judged = score('input → presented, ours / peer, p50 / p95', '', [
    { value: p50.middle, goal },
    { value: p95.middle, goal },
  ]);
  return [result.doubts.length === 0 ? judged : { ...judged, verdict: 'unclear' }];
}

function soakScores({ drift, windows, settings }: SoakResult): Score[] {
  // Of a minute the slope is noise, times sixty.
  const short = windows.length - settings.settling < ENOUGH_POINTS;
  const one = (name: string, unit: string, found: Drift): Score => ({
    name: `growth of ${name} an hour`,
    unit: short ? '' : unit,
    measured: short ? 'too short a run' : `${signed(found.slope)} ± ${quantity(2 * found.standardError)}`,
    must: quantity(found.limit),
    aim: '',
    verdict: ({ steady: 'must', grows: 'missed', unclear: 'unclear' } as const)[found.verdict],
  });
  return [
    ...(drift.p50 === undefined ? [] : [one('latency p50', 'ms', drift.p50)]),
    ...(drift.p95 === undefined ? [] : [one('latency p95', 'ms', drift.p95)]),
    ...Object.entries(drift.memory).map(([role, found]) => one(`memory of ${role}`, 'MB', found)),
  ];
}

/** Ours alone: the reference is there to be compared with. */
function networkScores({ runs }: NetworkResult): Score[] {
  return runs
    .filter(({ controller }) => controller === 'remote-view')
    .flatMap((run) => run.goals.map((goal) => goalScore(run.case, goal)));
}

function pathScores({ cases }: PathResult): Score[] {
  return cases.flatMap(({ name, goals, doubts }) =>
    goals.map((goal): Score => {
      const score = goalScore(name, goal);
      return doubts.length === 0 ? score : { ...score, verdict: 'unclear' };
    }),
  );
}

/** A goal that its suite has judged. */
function goalScore(title: string, { name, unit, measured, must, aim, verdict }: JudgedGoal): Score {
  const limit = (value: number | null): string => (value === null ? '' : String(value));
  return {
    ...{ name: `${title}: ${name}`, unit: measured === null ? '' : unit, verdict },
    ...{ measured: measured === null ? 'never' : quantity(measured), must: limit(must), aim: limit(aim) },
  };
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${quantity(Math.abs(value))}`;
}
