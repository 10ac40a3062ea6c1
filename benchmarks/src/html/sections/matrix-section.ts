/** A latency matrix: a small plot for each scene, so that one sees what size and rate cost with each. */
import type { MatrixCell, MatrixResult } from '../../latency/matrix-result.ts';
import { html, htmlTable, type Markup } from '../markup.ts';
import { keys } from '../plots/figure.ts';
import { panels, type Panel, type PanelSeries } from '../plots/panels.ts';
import { rateColour } from '../style.ts';
import { panelOf, pictureOf, sizeOf } from './matrix-cells.ts';

export function matrixBody({ cells, failed }: MatrixResult): Markup {
  const rates = [...new Set(cells.map(({ settings }) => settings.fps))].sort((a, b) => a - b);
  const pixels = ({ settings }: MatrixCell): number => settings.width * settings.height;
  const sizes = [...new Set(cells.toSorted((a, b) => pixels(a) - pixels(b)).map(sizeOf))];
  const all = [...new Set(cells.map(panelOf))].map((title): Panel => {
    const own = cells.filter((cell) => panelOf(cell) === title);
    return { title, series: rates.map((fps, index) => seriesOf(own, fps, index, sizes)) };
  });
  return html`<p class="finding">${finding(cells)}</p>
    <h3>Input → presented over the size that was asked for</h3>
    ${keys(rates.map((fps, index) => ({ name: `${fps} frames/s`, colour: rateColour(index) })))}
    ${panels(all, sizes, 'ms')}
    <p class="note">Full dots and lines: p50. Hollow dots, dashed lines: p95. All on one logarithmic scale.</p>
    ${cellTable(cells)}
    ${
      failed.length === 0
        ? ''
        : html`<p class="note">Not measured: ${failed.map(({ cell, reason }) => `${cell} (${reason})`).join('; ')}</p>`
    }`;
}

function finding(cells: readonly MatrixCell[]): string {
  const p50s = cells.map(({ measured }) => measured.ends.presented.p50);
  const [fastest, slowest] = [Math.min(...p50s), Math.max(...p50s)];
  return `At the median an input is presented after ${fastest.toFixed(1)} to ${slowest.toFixed(1)} ms over ${cells.length} cells.`;
}

function seriesOf(own: readonly MatrixCell[], fps: number, index: number, sizes: readonly string[]): PanelSeries {
  const points = own
    .filter(({ settings }) => settings.fps === fps)
    .toSorted((a, b) => sizes.indexOf(sizeOf(a)) - sizes.indexOf(sizeOf(b)))
    .map((cell) => {
      const { p50: low, p95: high } = cell.measured.ends.presented;
      return { x: sizeOf(cell), low, high };
    });
  return { name: `${fps} frames/s`, colour: rateColour(index), points };
}

function cellTable(cells: readonly MatrixCell[]): Markup {
  const withPreset = cells.some((cell) => cell.preset !== undefined);
  const headings = ['Cell', ...(withPreset ? ['preset'] : []), 'picture', 'frames/s', 'p50', 'p95', 'p99'];
  const stages = ['wait', 'gpu', 'convert', 'encode'] as const;
  return htmlTable(
    [...headings, ...stages.map((stage) => `${stage} p50`), 'missed', 'load'],
    cells.map((cell) => {
      const { settings, measured, framesPerSecond, loadBefore } = cell;
      const { p50, p95, p99 } = measured.ends.presented;
      return [
        `${settings.scene} ${sizeOf(cell)} at ${settings.fps}`,
        ...(withPreset ? [cell.preset ?? 'default'] : []),
        pictureOf(cell),
        framesPerSecond.toFixed(1),
        ...[p50, p95, p99].map((value) => value.toFixed(1)),
        ...stages.map((stage) => measured.stages[stage]?.p50.toFixed(1) ?? '–'),
        `${measured.missed} of ${measured.inputs}`,
        loadBefore.toFixed(1),
      ];
    }),
  );
}
