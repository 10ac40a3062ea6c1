/** A network result: every case as rate and queue over time, the controllers on each other, and all numbers in tables. */
import type { NetworkResult, NetworkRun } from '../../network/result.ts';
import type { JudgedGoal } from '../../report/judged-goal.ts';
import { quantity } from '../../report/quantity.ts';
import { html, htmlTable, type Markup } from '../markup.ts';
import { keys, type Rule } from '../plots/figure.ts';
import { lines, type LineSeries } from '../plots/lines.ts';

const COLOURS: Readonly<Record<NetworkRun['controller'], string>> = {
  'remote-view': 'var(--ours)',
  gcc: 'var(--peer)',
};
const NAMES: Readonly<Record<NetworkRun['controller'], string>> = { 'remote-view': 'ours', gcc: 'GCC' };

export function networkBody({ runs, settings }: NetworkResult): Markup {
  const cases = [...Map.groupBy(runs, (run) => run.case).values()];
  const controllers = [...new Set(runs.map(({ controller }) => controller))];
  return html`<p class="finding">${finding(runs)}</p>
    ${keys([
      ...controllers.map((name) => ({ name: NAMES[name], colour: COLOURS[name] })),
      { name: 'capacity', colour: 'var(--soft)' },
    ])}
    ${cases.map(caseFigures)}
    <div>
      <h3>All cases</h3>
      ${wholeTable(runs)}
    </div>
    <p class="note">
      Modelled paths, encoder and viewer in virtual time, with the host’s real transport; seed ${settings.seed}. GCC is
      a reference written from libwebrtc’s published constants, in the same transport. Settled leaves out the first 5 s
      of each phase (a third of a short one). The queue is what packets wait behind each other at the bottleneck.
    </p>`;
}

function finding(runs: readonly NetworkRun[]): string {
  const controllers = [...new Set(runs.map(({ controller }) => controller))];
  const counts = controllers.map((name) => {
    const goals = runs.filter(({ controller }) => controller === name).flatMap((run) => run.goals);
    const good = goals.filter(({ verdict }) => verdict !== 'missed').length;
    const aims = goals.filter(({ verdict }) => verdict === 'aim').length;
    return `${NAMES[name]} ${good} of ${goals.length}, the aim in ${aims}`;
  });
  return `Goals reached: ${counts.join('; ')}.`;
}

function caseFigures(runs: readonly NetworkRun[]): Markup {
  const [first] = runs;
  if (first === undefined) return html``;
  const goal = first.goals.find(({ name }) => name === 'queue p95');
  const rules: Rule[] = typeof goal?.aim !== 'number' ? [] : [{ at: goal.aim, name: '', colour: 'var(--soft)' }];
  return html`<h3 class="case">${first.case}: ${first.title}</h3>
    <div class="pair">
      ${lines([capacityLine(first), ...runs.map((run) => line(run, 'received'))], {
        title: `Video received: ${each(runs, (run) => `${(run.settled * 100).toFixed(0)} % settled`)}`,
        caption: '',
        ...{ width: 'half', x: { label: 's' }, y: { label: 'Mbit/s' } },
      })}
      ${lines(
        runs.map((run) => line(run, 'queue')),
        {
          title: `Longest wait in the queue: p95 ${each(runs, (run) => `${run.queue.p95.toFixed(0)} ms`)}`,
          caption: '',
          ...{ width: 'half', x: { label: 's' }, y: { label: 'ms' }, rules },
        },
      )}
    </div>
    ${goalTable(runs)}`;
}

function capacityLine({ series, seconds }: NetworkRun): LineSeries {
  return { name: '', colour: 'var(--soft)', points: pointsOf(series.capacity, seconds), style: 'dashed' };
}

function line(run: NetworkRun, key: 'received' | 'queue'): LineSeries {
  const { controller, series, seconds } = run;
  return {
    name: NAMES[controller],
    colour: COLOURS[controller],
    points: pointsOf(series[key], seconds),
    style: 'line',
  };
}

/** Each value stands in the middle of its step. */
function pointsOf(values: readonly number[], seconds: number): LineSeries['points'] {
  const step = seconds / values.length;
  return values.map((y, index) => ({ x: (index + 0.5) * step, y }));
}

function each(runs: readonly NetworkRun[], text: (run: NetworkRun) => string): string {
  return runs.map((run) => `${NAMES[run.controller]} ${text(run)}`).join(', ');
}

function goalTable(runs: readonly NetworkRun[]): Markup {
  const [first] = runs;
  if (first === undefined || first.goals.length === 0) return html``;
  return htmlTable(
    ['', ...runs.map(({ controller }) => NAMES[controller]), 'must', 'aim'],
    first.goals.map(({ name, unit, must, aim }, index) => [
      `${name}${unit === '' ? '' : `, ${unit}`}`,
      ...runs.map((run) => goalText(run.goals[index])),
      must === null ? '–' : String(must),
      aim === null ? '–' : String(aim),
    ]),
  );
}

function goalText(goal: JudgedGoal | undefined): string {
  if (goal === undefined) return '–';
  const value = goal.measured === null ? 'never' : quantity(goal.measured);
  return goal.verdict === 'missed' ? `${value} (missed)` : value;
}

function wholeTable(runs: readonly NetworkRun[]): Markup {
  return htmlTable(
    [
      ...['', 'Mbit/s', 'used', 'settled', 'queue p50', 'p95', 'p99'],
      ...['delay p95', 'gap p99', 'freezes', 'frozen', 'key', 'again'],
    ],
    runs.map((run) => [
      `${run.case} ${NAMES[run.controller]}`,
      quantity(run.received),
      ...[run.utilisation, run.settled].map(percent),
      ...[run.queue.p50, run.queue.p95, run.queue.p99, run.frameDelay.p95, run.gap.p99].map((ms) => ms.toFixed(0)),
      String(run.freezes),
      percent(run.frozen),
      String(run.frames.key),
      percent(run.again),
    ]),
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
