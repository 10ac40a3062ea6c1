import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, htmlTable } from './markup.ts';

describe('markup', () => {
  it('escapes what it is given, in text and in attributes', () => {
    expect(html`<a title="${'" onclick="x'}">${'<b>&'}</a>`.text).toBe(
      '<a title="&#34; onclick=&#34;x">&#60;b&#62;&#38;</a>',
    );
  });

  it('keeps markup, also in lists', () => {
    expect(html`<p>${[html`<b>${1}</b>`, '<']}</p>`.text).toBe('<p><b>1</b>&#60;</p>');
  });

  it('lets no text become an element', () => {
    fc.assert(fc.property(fc.string(), (text) => !/[<>"']/u.test(html`${text}`.text)));
  });

  it('makes tables whose first column names the row, with headings where there are some', () => {
    expect(htmlTable(['', 'p50'], [['gpu', '1']]).text).toContain('<th scope="col">p50</th>');
    expect(htmlTable(['', ''], [['gpu', '1']]).text).not.toContain('thead');
    expect(htmlTable(['', ''], [['gpu', '1']]).text).toMatch(/<th scope="row">gpu<\/th>\s*<td>1<\/td>/u);
  });
});
