import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { madePath, type MadePath } from '../../path/testing/path-result.ts';
import { parseResult } from '../../report/stored-result.ts';
import { scoresOf } from '../scores.ts';
import { pathBody } from './path.ts';

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

  it('marks the goals that ours misses', () => {
    expect(drawn().text).not.toContain('✗');
    expect(drawn().text).toContain('Goals reached: 8 of 8, the aim in 4.');
    const { text } = drawn({ frozen: true });
    expect(text).toContain('Goals reached: 6 of 8');
    expect(text).toMatch(/time frozen, %\s+✗ 12/u);
    expect(text).toMatch(/time frozen, ours \/ peer\s+✗ never/u);
  });

  it('says why a case is doubted, and does not score it', () => {
    const doubts = ['pair 1, ours: the link was late by 40 ms at p99'];
    expect(drawn({ doubts }).text).toContain(doubts[0]);
    const file = parseResult('a.json', JSON.stringify(madePath({ doubts })));
    expect(file.suite === 'path' ? scoresOf(file)[0] : undefined).toMatchObject({ verdict: 'unclear' });
  });

  it('scores each case by its goals', () => {
    const file = parseResult('a.json', JSON.stringify(madePath()));
    const scores = file.suite === 'path' ? scoresOf(file) : [];
    expect(scores[0]).toMatchObject({
      ...{ name: 'rfc8867-5.1: utilisation, settled', measured: '0.90', must: '0.85', aim: '0.93', verdict: 'must' },
    });
    expect(scores.at(-1)).toMatchObject({ must: '1', aim: '', verdict: 'must' });
  });
});
