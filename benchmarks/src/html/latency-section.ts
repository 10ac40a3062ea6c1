/** A latency result as plots and tables. */
import type { LatencyResult, Repetition } from '../latency/result.ts';
import { machineLine } from '../report/machine.ts';
import type { LatencyFile } from '../report/stored-result.ts';
import { distribution, type Distribution } from '../stats/distribution.ts';
import { html, htmlTable, type Markup } from './markup.ts';
import { cumulative, histogram, stackedBars, type Bar, type Series } from './plots.ts';
import { END_NAMES, ENDS, samplesOf, stageDistributions, stagesAt, type End } from './pooled.ts';
import { stageColour } from './style.ts';
import { timeText } from './time-text.ts';

const COLUMNS = ['p50', 'p95', 'p99', 'max', 'mean'] as const;
const BARS = [0.5, 0.95, 0.99] as const;

const METHOD = `The rendered frame carries the id of the newest input as a barcode, which the page reads back from the pixels
of every decoded frame; inputs come at random phases and do not wait for each other. Stages are durations, each measured by
itself on one clock, and their sum is held against the whole.`;

export function latencySection({ name, at, result }: LatencyFile, id: string): Markup {
  const series = ENDS.map((end): Series => ({
    name: END_NAMES[end],
    colour: `var(--end-${end})`,
    samples: samplesOf(result, end),
  }));
  return html`<section id="${id}">
    <header>
      <h2>Latency · ${sceneOf(result)}</h2>
      <p class="when">${timeText(at)} · ${name}</p>
    </header>
    <p class="method">${METHOD}</p>
    <ul class="keys">
      ${series.map(({ name, colour }) => html`<li><i style="background:${colour}"></i>${name}</li>`)}
    </ul>
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
    </div>
    <p class="machine">${machineLine(result.machine)}</p>
  </section>`;
}

/** What was measured, in a few words. */
export function sceneOf({ settings, repetitions }: LatencyResult): string {
  const sizes = [...new Set(repetitions.flatMap(({ frames }) => Object.keys(frames.sizes)))].slice(0, 3);
  return `${settings.scene}, ${sizes.join(' and ')} at ${settings.hostFps} frames/s`;
}

function stageBars(result: LatencyResult): Markup {
  const at = BARS.flatMap((fraction) => stagesAt(result, fraction) ?? []);
  if (at.length === 0) return html`<p class="note">No sample has all of its stages.</p>`;
  const bars = at.map(({ fraction, stages }): Bar => ({
    name: `p${fraction * 100}`,
    parts: result.stageNames.map((name, index) => ({
      name,
      colour: stageColour(name, index),
      duration: stages[index]!,
    })),
  }));
  const caption =
    `Input → presented. Each bar is the mean of the ${at[0]!.samples} samples next to that percentile, so its parts add up. ` +
    `End to end these took ${at.map(({ endToEnd }) => endToEnd.toFixed(1)).join(', ')} ms; the difference is what no stage accounts for.`;
  const keys = result.stageNames.map(
    (name, index) => html`<li><i style="background:${stageColour(name, index)}"></i>${name}</li>`,
  );
  return html`${stackedBars(bars, 'Where the time goes', caption)}
    <ul class="keys">
      ${keys}
    </ul>`;
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
