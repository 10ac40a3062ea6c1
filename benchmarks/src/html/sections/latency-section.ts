/** A latency result as plots and tables. */
import type { LatencyResult, Repetition } from '../../latency/result.ts';
import { distribution, type Distribution } from '../../stats/distribution.ts';
import { html, htmlTable, type Markup } from '../markup.ts';
import { cumulative, histogram, type Series } from '../plots/distributions.ts';
import { keys } from '../plots/figure.ts';
import { stackedBars, type Bar } from '../plots/stacked-bars.ts';
import { stageColour } from '../style.ts';
import { END_NAMES, ENDS, samplesOf, stageDistributions, stagesAt, type End } from './pooled.ts';

const COLUMNS = ['p50', 'p95', 'p99', 'max', 'mean'] as const;
const BARS = [0.5, 0.95, 0.99] as const;

const METHOD = `The rendered frame carries the id of the newest input as a barcode, which the page reads back from the pixels
of every decoded frame; inputs come at random phases and do not wait for each other. Stages are durations, each measured by
itself on one clock, and their sum is held against the whole.`;

export function latencyBody(result: LatencyResult): Markup {
  const series = ENDS.map((end): Series => ({
    name: END_NAMES[end],
    colour: `var(--end-${end})`,
    samples: samplesOf(result, end),
  }));
  return html`<p class="finding">${finding(result)}</p>
    <p class="method">${METHOD}</p>
    ${keys(series)}
    <div class="pair">${histogram(series)}${cumulative(series)}</div>
    ${stageBars(result)}
    <div class="pair">
      <div>
        <h3>Input → …, ms</h3>
        ${endTable(result)}${displayNote(result)}
        <h3>Checks</h3>
        ${checkTable(result.repetitions)}
      </div>
      <div>
        <h3>Stages, ms</h3>
        ${stageTable(result)}
      </div>
    </div>`;
}

function finding(result: LatencyResult): string {
  const { count, p50, p95 } = distribution(samplesOf(result, 'presented'));
  return `Of ${count} inputs half are presented within ${p50.toFixed(1)} ms, and 95 % within ${p95.toFixed(1)} ms.`;
}

function stageBars(result: LatencyResult): Markup {
  const at = BARS.flatMap((fraction) => stagesAt(result, fraction) ?? []);
  if (at.length === 0) return html`<p class="note">No sample has all of its stages.</p>`;
  const bars = at.map(({ fraction, parts }): Bar => ({
    name: `p${fraction * 100}`,
    parts: result.stageNames.map((name, index) => ({
      name,
      colour: stageColour(name, index),
      value: parts[index]!,
    })),
  }));
  const caption =
    `Input → presented. Each bar is the mean of the ${at[0]!.samples} samples next to that percentile, so its parts add up. ` +
    `End to end these took ${at.map(({ whole }) => whole.toFixed(1)).join(', ')} ms; the difference is what no stage accounts for.`;
  return html`${stackedBars(bars, { title: largestStages(bars), caption, unit: 'ms', width: 'full' })}
  ${keys(result.stageNames.map((name, index) => ({ name, colour: stageColour(name, index) })))}`;
}

/** The first and the last bar by their largest parts: what is usual, and what makes the slow ones slow. */
function largestStages(bars: readonly Bar[]): string {
  const largest = ({ name, parts }: Bar): string => {
    const total = parts.reduce((sum, { value }) => sum + Math.max(0, value), 0);
    const [first] = parts.toSorted((a, b) => b.value - a.value);
    return first === undefined || total === 0
      ? `nothing at ${name}`
      : `${first.name} with ${((first.value / total) * 100).toFixed(0)} % at ${name}`;
  };
  return `Where the time goes: most of it to ${[...new Set([bars[0]!, bars.at(-1)!])].map(largest).join(', ')}`;
}

function endTable(result: LatencyResult): Markup {
  const several = result.repetitions.length > 1;
  const rows = ENDS.map((end) => [
    END_NAMES[end],
    ...cells(distribution(samplesOf(result, end))),
    ...(several ? [sessions(result, end)] : []),
  ]);
  const heading = several ? [`p50 of ${result.repetitions.length} sessions`] : [];
  return htmlTable(['', ...COLUMNS, ...heading], rows);
}

function sessions({ repetitions }: LatencyResult, end: End): string {
  const p50s = repetitions.map(({ samples }) => distribution(samples.map((sample) => sample[end])).p50);
  return `${Math.min(...p50s).toFixed(1)} – ${Math.max(...p50s).toFixed(1)}`;
}

/** The row is there because it was measured, and says nothing where the browser guesses. */
function displayNote({ machine, repetitions }: LatencyResult): Markup {
  const impossible = repetitions.reduce((total, run) => total + run.displayInPast, 0);
  const inputs = repetitions.reduce((total, run) => total + run.samples.length, 0);
  const headless = /headless/iu.test(machine.chromium);
  if (impossible === 0 && !headless) return html``;
  const screen = headless ? ' A headless browser estimates a screen that is not there.' : '';
  return html`<p class="note">
    Expected display: ${impossible} of ${inputs} lie before their presentation, which cannot be.${screen}
  </p>`;
}

function stageTable(result: LatencyResult): Markup {
  return htmlTable(
    ['', ...COLUMNS],
    stageDistributions(result).map(({ name, values }) => [name, ...cells(values)]),
  );
}

function checkTable(repetitions: readonly Repetition[]): Markup {
  const sum = (valueOf: (run: Repetition) => number): number =>
    repetitions.reduce((total, run) => total + valueOf(run), 0);
  const count = (valueOf: (run: Repetition) => number): string => String(sum(valueOf));
  const residuals = repetitions.map(({ stageCheck }) => stageCheck.residual.p50.toFixed(2));
  return htmlTable(
    ['', ''],
    [
      ['inputs measured', count(({ inputs }) => inputs)],
      ['never seen', count(({ missed }) => missed)],
      ['seen only together with a newer one', count(({ overtaken }) => overtaken)],
      ['barcodes unreadable', count(({ frames }) => Object.values(frames.faults).reduce((all, one) => all + one, 0))],
      [
        'frames whose barcode and description agree',
        `${count(({ crossCheck }) => crossCheck.agreeing)} of ${count(({ crossCheck }) => crossCheck.frames)}`,
      ],
      ['end to end minus sum of the stages, p50', `${residuals.join(', ')} ms`],
    ],
  );
}

function cells(values: Distribution): string[] {
  return COLUMNS.map((column) => values[column].toFixed(Math.abs(values[column]) < 10 ? 2 : 1));
}
