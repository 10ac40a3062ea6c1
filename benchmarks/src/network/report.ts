/** A network result as text for a terminal. */
import type { JudgedGoal } from '../report/judged-goal.ts';
import { quantity } from '../report/quantity.ts';
import { table } from '../report/table.ts';
import type { NetworkResult, NetworkRun } from './result.ts';

const VERDICTS: Readonly<Record<JudgedGoal['verdict'], string>> = { aim: 'aim', must: 'must', missed: 'MISSED' };

export function describeNetwork({ runs, settings }: NetworkResult): string {
  const parts = [
    `modelled paths in virtual time, ${settings.fps} frames/s, seed ${settings.seed}${settings.quick ? ', short phases' : ''}`,
    ...[...Map.groupBy(runs, (run) => run.case).values()].map(describeCase),
    summary(runs),
  ];
  return `${parts.join('\n\n')}\n`;
}

function describeCase(runs: readonly NetworkRun[]): string {
  const { case: name, title } = runs[0]!;
  return [`${name}: ${title}`, phaseTable(runs), frameTable(runs), goalTable(runs)].join('\n');
}

function phaseTable(runs: readonly NetworkRun[]): string {
  const rows = runs.flatMap((run) => {
    const several = run.phases.length > 1;
    const whole = { ...run, name: several ? 'all' : run.phases[0]!.name, to90: null, belowAfter: null };
    return (several ? [...run.phases, whole] : run.phases).map((part) => [
      `${who(run)} ${part.name}`,
      quantity(part.capacity),
      quantity(part.received),
      `${percent(part.utilisation)} / ${percent(part.settled)}`,
      [part.queue.p50, part.queue.p95, part.queue.p99, part.queue.max].map((ms) => ms.toFixed(0)).join(' / '),
      part.to90 === null ? '' : part.to90.toFixed(0),
      part.belowAfter === null ? '' : part.belowAfter.toFixed(0),
    ]);
  });
  const headings = ['', 'Mbit/s', 'video', 'used / settled', 'queue p50 / p95 / p99 / max', 'to 90 %', 'below after'];
  return table([headings, ...rows]);
}

function frameTable(runs: readonly NetworkRun[]): string {
  const rows = runs.map((run) => [
    who(run),
    [run.frameDelay.p50, run.frameDelay.p95, run.frameDelay.p99].map((ms) => ms.toFixed(0)).join(' / '),
    [run.gap.p99, run.gap.max].map((ms) => ms.toFixed(0)).join(' / '),
    `${run.freezes} (${percent(run.frozen)})`,
    `${run.frames.decodable} + ${run.frames.skipped}`,
    `${run.frames.key} / ${run.frames.keyFrameRequests}`,
    percent(run.again),
    percent(run.dropped),
  ]);
  const headings = [
    ...['', 'frame delay p50 / p95 / p99', 'gap p99 / max', 'freezes', 'frames + skipped'],
    ...['key / PLI', 'sent again', 'dropped'],
  ];
  return table([headings, ...rows]);
}

function goalTable(runs: readonly NetworkRun[]): string {
  const rows = runs.flatMap((run) =>
    run.goals.map((goal) => [
      `${who(run)} ${goal.name}`,
      goal.measured === null ? 'never' : `${quantity(goal.measured)} ${goal.unit}`.trim(),
      goal.must === null ? '–' : String(goal.must),
      goal.aim === null ? '–' : String(goal.aim),
      VERDICTS[goal.verdict],
    ]),
  );
  return table([['', 'measured', 'must', 'aim', 'goal'], ...rows]);
}

function summary(runs: readonly NetworkRun[]): string {
  const rows = [...Map.groupBy(runs, who)].map(([name, own]) => {
    const goals = own.flatMap((run) => run.goals);
    const count = (verdict: JudgedGoal['verdict']): string =>
      String(goals.filter((goal) => goal.verdict === verdict).length);
    return [name, String(goals.length), count('aim'), count('must'), count('missed')];
  });
  return table([['', 'goals', 'aim reached', 'must reached', 'missed'], ...rows]);
}

function who({ controller, acks }: NetworkRun): string {
  return acks ? controller : `${controller} without acks`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
