/** The report: what each result says of the goals, then each in full. Pure: the same results give the same page. */
import { machineOf, type SkippedFile, type StoredResult } from '../report/stored-result.ts';
import { listMachines } from './machines.ts';
import { html, Markup } from './markup.ts';
import { overview } from './overview.ts';
import { section } from './sections/section.ts';
import { STYLE } from './style.ts';
import { timeText } from './time-text.ts';

/** Each has a few hundred kB of plots at most; older ones are in the list only. */
const MAX_SECTIONS = 20;

/** @param at when the report is made */
export function renderReport(results: readonly StoredResult[], skipped: readonly SkippedFile[], at: Date): string {
  const ordered = results.toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1));
  const machines = listMachines(ordered.map(machineOf));
  const rows = ordered.map((file, index) => ({ file, id: index < MAX_SECTIONS ? `result-${index + 1}` : undefined }));
  const sections = rows.flatMap(({ file, id }) => (id === undefined ? [] : [section(file, id, machines)]));
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
          </div>
          <main>${overview(rows, machines)} ${skippedFiles(skipped)} ${sections}</main>
        </body>
      </html>`.text
  }\n`;
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
