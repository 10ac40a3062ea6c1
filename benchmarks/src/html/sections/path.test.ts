import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { madePath, type MadePath } from '../../path/testing/path-result.ts';
import { pathBody, pathScores } from './path.ts';

function drawn(options: MadePath = {}): { text: string; figures: Element[]; html: string } {
  const html = pathBody(madePath(options)).text;
  const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`);
  return { html, text: document.body.textContent, figures: [...document.querySelectorAll('figure')] };
}

describe('the section of a path', () => {
  it.each([
    ['two pairs', {}],
    ['one pair', { pairs: 1 }],
    ['an outage', { schedule: '2s 10M, 1s 0M, 2s 10M' }],
  ])('of %s plots rate and queue of each case, and every number is one', (_name, options) => {
    const { html, figures } = drawn(options);
    expect(figures).toHaveLength(2);
    expect(html).toContain('class="finding"');
    expect(html).not.toMatch(/NaN|Infinity|undefined|⚠/u);
  });

  it('says how much each side used and how long it was frozen', () => {
    const { text } = drawn({ frozen: true });
    expect(text).toContain('ours used 90 % of the capacity, Chromium 50 %');
    expect(text).toMatch(/ours was frozen for 1\.\d+ s, Chromium’s sender for 0 s/u);
  });

  it('holds ours against the goals of the cases that have some', () => {
    const [used, p95] = pathScores(madePath());
    expect(used).toMatchObject({ measured: '0.90', must: '0.85', verdict: 'must' });
    expect(p95).toMatchObject({ must: '50', verdict: 'aim' });
    expect(pathScores(madePath({ name: 'loss-1' }))).toMatchObject([{ measured: '0', verdict: 'aim' }]);
    expect(pathScores(madePath({ name: 'loss-1', frozen: true }))).toMatchObject([{ verdict: 'missed' }]);
    expect(pathScores(madePath({ name: 'own' }))).toMatchObject([{ verdict: 'none' }]);
  });
});
