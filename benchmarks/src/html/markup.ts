/**
 * HTML as text. What a template is given is escaped unless it is markup itself, so a file from elsewhere can put words
 * into a report and no elements.
 */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | readonly Part[];

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, index) => (index === 0 ? '' : written(parts[index - 1]!)) + text).join(''));
}

function written(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(written).join('');
  return String(part).replaceAll(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}

/** The first column names, the others are numbers. */
export function htmlTable(headings: readonly string[], rows: readonly (readonly string[])[]): Markup {
  const head = headings.map((text) => html`<th scope="col">${text}</th>`);
  const body = rows.map(
    ([name = '', ...cells]) =>
      html`<tr>
        <th scope="row">${name}</th>
        ${cells.map((text) => html`<td>${text}</td>`)}
      </tr>`,
  );
  const heading = headings.every((text) => text === '')
    ? ''
    : html`<thead>
        <tr>
          ${head}
        </tr>
      </thead>`;
  return html`<div class="scroll">
    <table>
      ${heading}
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}
