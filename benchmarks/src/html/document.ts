/** The report: what there is, the newest numbers, then each result. Pure: the same results give the same page. */
import type { LatencyResult } from '../latency/result.ts';
import type { SkippedFile, StoredResult } from '../report/stored-result.ts';
import { distribution } from '../stats/distribution.ts';
import { latencySection, sceneOf } from './latency-section.ts';
import { html, Markup } from './markup.ts';
import { capitalised, numberSection } from './number-section.ts';
import { samplesOf } from './pooled.ts';
import { STYLE } from './style.ts';
import { timeText } from './time-text.ts';

/** Each has a few hundred kB of plots at most; older ones are in the list only. */
const MAX_SECTIONS = 20;

/** @param at when the report is made */
export function renderReport(results: readonly StoredResult[], skipped: readonly SkippedFile[], at: Date): string {
  const ordered = results.toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1));
  const shown = ordered.slice(0, MAX_SECTIONS);
  const sections = shown.map((result, index) =>
    result.suite === 'latency' ? latencySection(result, idOf(index)) : numberSection(result, idOf(index)),
  );
  const newest = ordered.at(0)?.at ?? '';
  return `${
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
          <title>Remote View benchmarks</title>
          <style>
            ${new Markup(STYLE)}
          </style>
        </head>
        <body>
          <div class="top">
            <h1>Remote View benchmarks</h1>
            <p class="soft">
              ${results.length} ${results.length === 1 ? 'result' : 'results'}, the newest of ${timeText(newest)}. Made
              ${timeText(at.toISOString())}.
            </p>
            ${cards(ordered)}
          </div>
          <main>${overview(ordered)} ${skippedFiles(skipped)} ${sections}</main>
        </body>
      </html>`.text
  }\n`;
}

const idOf = (index: number): string => `result-${index + 1}`;

function cards(ordered: readonly StoredResult[]): Markup {
  const newest = ordered.find((result) => result.suite === 'latency');
  if (newest === undefined) return html``;
  const { loadBefore, cores } = newest.result.machine;
  const load = `${loadBefore} on ${cores} cores`;
  const { count } = distribution(samplesOf(newest.result, 'presented'));
  const figures = presented(newest.result).map(
    ([name, value]) =>
      html`<li>
        <b>${value.toFixed(1)} <small>ms</small></b
        ><span>input → presented, ${name}</span>
      </li>`,
  );
  return html`<ul class="cards">
    ${figures}
    <li><b>${count}</b><span>inputs, ${sceneOf(newest.result)}, newest run; load ${load}</span></li>
  </ul>`;
}

function overview(ordered: readonly StoredResult[]): Markup {
  const rows = ordered.map((result, index) => {
    const link =
      index < MAX_SECTIONS ? html`<a href="#${idOf(index)}">${titleOf(result)}</a>` : html`${titleOf(result)}`;
    const machine = result.suite === 'latency' ? result.result.machine : result.machine;
    const numbers =
      result.suite === 'latency' ? presented(result.result).map(([, value]) => value.toFixed(1)) : ['–', '–', '–'];
    const load = machine === undefined ? '–' : `${machine.loadBefore} / ${machine.cores}`;
    return html`<tr>
      <th scope="row">${link}</th>
      <td>${timeText(result.at)}</td>
      ${[...numbers, load].map((text) => html`<td>${text}</td>`)}
    </tr>`;
  });
  const headings = ['Result', 'When', 'p50', 'p95', 'p99', 'Load / cores'];
  return html`<div class="overview">
    <h3>Results, newest first; input → presented, ms</h3>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            ${headings.map((text) => html`<th scope="col">${text}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    <p class="note">Numbers of machines, or of hours with another load, cannot be compared.</p>
  </div>`;
}

function skippedFiles(skipped: readonly SkippedFile[]): Markup {
  if (skipped.length === 0) return html``;
  return html`<div class="overview">
    <h3>Files that are no results</h3>
    <ul>
      ${skipped.map(({ name, code, reason }) => html`<li>${name}: ${reason} (${code})</li>`)}
    </ul>
  </div>`;
}

function titleOf(result: StoredResult): string {
  return result.suite === 'latency' ? `Latency · ${sceneOf(result.result)}` : capitalised(result.title);
}

function presented(result: LatencyResult): [name: string, value: number][] {
  const values = distribution(samplesOf(result, 'presented'));
  return (['p50', 'p95', 'p99'] as const).map((name) => [name, values[name]]);
}
