/** A result of a suite that is not known here, as tables of the numbers in it. */
import { quantity } from '../../report/quantity.ts';
import type { OtherFile } from '../../report/stored-result.ts';
import { html, htmlTable, type Markup } from '../markup.ts';
import { DISTRIBUTION_COLUMNS, entriesOf, numbersOf, SPREAD_COLUMNS, type Numbers } from './numbers.ts';

/** Shown in the heading, or raw. */
const ELSEWHERE = new Set(['format', 'suite', 'version', 'at', 'machine', 'settings', 'summary']);

export function numberBody({ data }: OtherFile): Markup {
  const summary = numbersOf(data['summary']);
  const rest = numbersOf(data, ELSEWHERE);
  const settings = numbersOf(data['settings']).values.map(({ name, value }) => `${name} ${shown(value)}`);
  const hasSummary = entriesOf(summary) > 0;
  const folded = [summary.members, ...(hasSummary ? [rest] : []), rest.members].filter(
    (numbers) => entriesOf(numbers) > 0,
  );
  const open = hasSummary ? summary : rest;
  return html`${settings.length === 0 ? '' : html`<p>${settings.join(', ')}</p>`}
  ${entriesOf(open) + folded.length === 0 ? html`<p>The file holds no numbers.</p>` : tables(open)}
  ${
    folded.length === 0
      ? ''
      : html`<details>
          <summary>Everything else in the file</summary>
          ${folded.map(tables)}
        </details>`
  }`;
}

function tables({ distributions, spreads, lists, values, cut }: Numbers): Markup {
  return html`${
    distributions.length === 0
      ? ''
      : htmlTable(
          ['', ...DISTRIBUTION_COLUMNS],
          distributions.map(({ name, cells }) => [name, ...cells.map(shown)]),
        )
  }${
    spreads.length === 0
      ? ''
      : htmlTable(
          ['', ...SPREAD_COLUMNS],
          spreads.map(({ name, cells }) => [name, ...cells.map(shown)]),
        )
  }${lists.map(
    ({ name, columns, rows }) =>
      html`<h3>${name}</h3>
        ${htmlTable(
          columns,
          rows.map((row) => row.map(shown)),
        )}`,
  )}${
    values.length === 0
      ? ''
      : htmlTable(
          ['', 'value'],
          values.map(({ name, value }) => [name, shown(value)]),
        )
  }${cut ? html`<p class="note">The file holds more than is shown here.</p>` : ''}`;
}

function shown(value: string | number | boolean | undefined): string {
  if (value === undefined) return '–';
  return typeof value === 'number' ? quantity(value) : String(value);
}
