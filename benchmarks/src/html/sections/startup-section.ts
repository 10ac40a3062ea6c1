/** A startup result: what a first frame waits for, and every repetition beside its goal. */
import type { StartupCase, StartupResult } from '../../startup/result.ts';
import { STARTUP_GOALS } from '../goals.ts';
import { html, htmlTable, type Markup } from '../markup.ts';
import { keys, type Rule } from '../plots/figure.ts';
import { stackedBars } from '../plots/stacked-bars.ts';
import { strips } from '../plots/strips.ts';
import { goalRules } from './goal-rules.ts';
import { phaseColour } from '../style.ts';
import { partsAt, type PartsAt } from './pooled.ts';

const MEANINGS: Readonly<Record<string, string>> = {
  session: 'session made',
  description: 'offer made',
  offer: 'offer sent',
  answer: 'answer here',
  ice: 'ICE connected',
  dtls: 'DTLS connected',
  received: 'first frame here',
  decoded: 'decoded',
  presented: 'presented',
};

export function startupBody(result: StartupResult): Markup {
  const { cases, pathNames } = result;
  // Cases of one goal share a scale; a cold start beside a warm one would flatten it.
  const groups = Map.groupBy(cases, ({ name }) => STARTUP_GOALS[name].must);
  return html`<p class="finding">${finding(result)}</p>
    ${keys(pathNames.map((name, index) => ({ name: meaningOf(name), colour: phaseColour(name, index) })))}
    ${[...groups].map(([, group]) => groupFigures(group, pathNames))}
    <div class="pair">
      <div>
        <h3>connect() → first frame presented, ms</h3>
        ${wholeTable(cases)} ${missedNote(cases)}
      </div>
      <div>
        <h3>Phases at p50, ms</h3>
        ${phaseTable(result)}
      </div>
    </div>`;
}

function finding({ cases, pathNames }: StartupResult): string {
  const one = cases.find(({ name }) => name === 'session') ?? cases[0]!;
  const parts = phasesOf(one)?.parts ?? [];
  const largest = parts
    .map((value, index) => ({ value, name: pathNames[index]! }))
    .toSorted((a, b) => b.value - a.value)
    .slice(0, 2)
    .map(({ value, name }) => `${meaningOf(name)} ${value.toFixed(0)} ms`);
  return `${OPENINGS[one.name]} after ${one.whole.p50.toFixed(0)} ms at the median. The longest waits: ${largest.join(', ')}.`;
}

const OPENINGS: Readonly<Record<StartupCase['name'], string>> = {
  session: 'A new session shows its first frame',
  join: 'One more viewer sees a first frame',
  cold: 'A cold host shows the first frame',
};

function meaningOf(phase: string): string {
  return MEANINGS[phase] ?? phase;
}

function groupFigures(group: readonly StartupCase[], pathNames: readonly string[]): Markup {
  const goals: Rule[] = goalRules(STARTUP_GOALS[group[0]!.name], 'ms');
  const names = group.map(({ name }) => name).join(' and ');
  const to = Math.max(...group.map(({ whole }) => whole.max), ...goals.map(({ at }) => at)) * 1.1;
  const at = group.flatMap((one) => {
    const found = phasesOf(one);
    return found === undefined ? [] : [{ name: one.name, ...found }];
  });
  const bars = at.map(({ name, parts }) => ({
    name,
    parts: parts.map((value, index) => {
      const phase = pathNames[index]!;
      return { name: meaningOf(phase), colour: phaseColour(phase, index), value };
    }),
  }));
  const near = at.map(({ name, samples }) => `${samples} of ${name}`).join(', ');
  return html`${stackedBars(bars, {
    title: `${names}: what the first frame waits for`,
    caption: `Mean of the repetitions next to the median (${near}), so the parts add up.`,
    ...{ unit: 'ms', width: 'full', goals, to },
  })}
  ${strips(
    group.map(({ name, samples }) => ({ name, colour: 'var(--ours)', values: samples.map(({ whole }) => whole) })),
    {
      title: `${names}: every repetition`,
      caption: 'A dot is one repetition; the lines are p50 and p95.',
      ...{ unit: 'ms', width: 'full', goals, to },
    },
  )}`;
}

function phasesOf({ samples }: StartupCase): PartsAt | undefined {
  return partsAt(
    samples.map(({ whole, phases }) => ({ whole, parts: phases })),
    0.5,
  );
}

function wholeTable(cases: readonly StartupCase[]): Markup {
  return htmlTable(
    ['', 'p50', 'p95', 'max', 'goal'],
    cases.map(({ name, whole }) => [
      name,
      ...[whole.p50, whole.p95, whole.max].map((value) => value.toFixed(0)),
      `${STARTUP_GOALS[name].must} / ${STARTUP_GOALS[name].aim ?? '–'}`,
    ]),
  );
}

function missedNote(cases: readonly StartupCase[]): Markup {
  const notes = cases.map(({ name, missed, repetitions, failures, lateCallbacks }) => {
    const why = Object.entries(failures).map(([reason, count]) => `${count} ${reason}`);
    return `${name}: ${missed} of ${repetitions} missed${why.length === 0 ? '' : ` (${why.join('; ')})`}, ${lateCallbacks} times only a later frame was told of`;
  });
  return html`<p class="note">${notes.join('. ')}.</p>`;
}

function phaseTable({ cases, pathNames }: StartupResult): Markup {
  return htmlTable(
    ['until', ...cases.map(({ name }) => name)],
    pathNames.map((phase) => [
      meaningOf(phase),
      ...cases.map(
        ({ phases }) => (phases as Partial<typeof phases>)[phase as keyof typeof phases]?.p50.toFixed(1) ?? '–',
      ),
    ]),
  );
}
