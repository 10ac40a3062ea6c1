/** The top of the report: a row for each result with the number that counts, its goal, and whether it is reached. */
import { machineOf, type StoredResult } from '../report/stored-result.ts';
import type { MachineList } from './machines.ts';
import { html, type Markup } from './markup.ts';
import { scoresOf, type Score } from './scores.ts';
import { timeText } from './time-text.ts';
import { titleOf } from './titles.ts';

const WORDS: Readonly<Record<Score['verdict'], string>> = {
  aim: 'aim reached',
  must: 'must reached',
  missed: 'missed',
  unclear: 'cannot tell',
  none: 'no goal',
};

export interface OverviewRow {
  readonly file: StoredResult;
  /** Of its section; undefined where it has none. */
  readonly id: string | undefined;
}

export function overview(rows: readonly OverviewRow[], { machines }: MachineList): Markup {
  return html`<div class="overview">
    <h3>Results, newest first</h3>
    <div class="scroll">
      <table class="scores">
        <thead>
          <tr>
            <th scope="col">Result</th>
            <th scope="col" class="text">What counts</th>
            <th scope="col">Measured</th>
            <th scope="col" class="extra">Must</th>
            <th scope="col" class="extra">Aim</th>
            <th scope="col" class="text">Goal</th>
            <th scope="col" class="extra">Load / cores</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(overviewRow)}
        </tbody>
      </table>
    </div>
    <p class="note">Numbers of different machines, or of hours with another load, cannot be compared.</p>
    ${machines.map(({ label, line }) => html`<p class="machine"><b>${label}</b> ${line}</p>`)}
  </div>`;
}

function overviewRow({ file, id }: OverviewRow): Markup {
  const scores = file.suite === 'other' ? [] : scoresOf(file);
  const [first] = scores;
  const machine = machineOf(file);
  const title = titleOf(file);
  return html`<tr>
    <th scope="row">
      ${id === undefined ? title : html`<a href="#${id}">${title}</a>`}
      <small>${timeText(file.at)}</small>
    </th>
    <td class="text">${first?.name ?? '–'}</td>
    ${
      first === undefined
        ? html`<td>–</td>
            <td class="extra">–</td>
            <td class="extra">–</td>`
        : scoreCells(first)
    }
    <td class="text">${first === undefined ? '–' : html`${verdict(first)}${others(scores.slice(1))}`}</td>
    <td class="extra">${machine === undefined ? '–' : `${machine.loadBefore} / ${machine.cores}`}</td>
  </tr>`;
}

/** Goals of one result, all of them. */
export function scoreTable(scores: readonly Score[]): Markup {
  if (scores.length === 0) return html``;
  return html`<div class="scroll">
    <table class="scores">
      <thead>
        <tr>
          <th scope="col">What counts</th>
          <th scope="col">Measured</th>
          <th scope="col" class="extra">Must</th>
          <th scope="col" class="extra">Aim</th>
          <th scope="col" class="text">Goal</th>
        </tr>
      </thead>
      <tbody>
        ${scores.map(
          (score) =>
            html`<tr>
              <th scope="row">${score.name}</th>
              ${scoreCells(score)}
              <td class="text">${verdict(score)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function scoreCells({ measured, unit, must, aim }: Score): Markup {
  return html`<td><b>${measured}</b> ${unit}</td>
    <td class="extra">${must === '' ? '–' : must}</td>
    <td class="extra">${aim === '' ? '–' : aim}</td>`;
}

function verdict({ verdict: found }: Score): Markup {
  return html`<span class="verdict ${found}">${WORDS[found]}</span>`;
}

/** What the row does not show, in a few words. */
function others(scores: readonly Score[]): Markup {
  const judged = scores.filter(({ verdict: found }) => found !== 'none');
  if (judged.length === 0) return html``;
  const good = judged.filter(({ verdict: found }) => found === 'aim' || found === 'must').length;
  return html`<small>${good} of ${judged.length} others reached</small>`;
}
