import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { parseResult, type StoredResult } from '../report/stored-result.ts';
import { madeResult } from '../report/testing/results.ts';
import { renderReport } from './document.ts';

const AT = new Date('2026-03-05T00:00:00.000Z');
const stored = (name: string, data: unknown): StoredResult => parseResult(name, JSON.stringify(data));
const documentOf = (text: string): Document => parseHTML(text).document;

describe('the report', () => {
  const latency = stored('latency.json', madeResult({ sessions: 2 }));
  const page = renderReport(
    [latency, stored('soak.json', { suite: 'weather', at: '2026-03-04', drift: { slope: 1 } })],
    [],
    AT,
  );
  const document = documentOf(page);

  it('needs nothing but itself', () => {
    expect(page).not.toMatch(/<(?:script|link|img|iframe|base)\b|\ssrc=|@import|url\(/iu);
    for (const link of document.querySelectorAll('[href]')) {
      const target = link.getAttribute('href')!;
      expect(target).toMatch(/^#/u);
      expect(document.querySelector(target)).not.toBeNull();
    }
    expect(page).toContain("default-src 'none'");
  });

  it('shows a known result with plots, and another as numbers', () => {
    const sections = [...document.querySelectorAll('section')];
    expect(sections).toHaveLength(2);
    expect(sections[0]!.querySelectorAll('figure')).toHaveLength(3);
    expect(sections[1]!.textContent).toContain('drift · slope');
    expect(sections[1]!.querySelectorAll('figure')).toHaveLength(0);
  });

  it('describes a machine once, and says of each run what else was so', () => {
    const again = stored('again.json', madeResult({ seed: 2, machine: { loadBefore: 3, commit: 'abc' } }));
    const text = renderReport([latency, again], [], AT);
    expect(text.match(/a processor, 4 cores/gu)).toHaveLength(1);
    expect(text).toContain('load 3 before the run');
    expect(text).toContain('commit abc');
  });

  it('is the same for the same results', () => {
    expect(renderReport([latency], [], AT)).toBe(renderReport([latency], [], AT));
  });

  it('shows the newest twenty in full and lists the others', () => {
    const many = Array.from({ length: 25 }, (_, index) =>
      stored(`${index}.json`, { suite: 'weather', at: `2026-03-04T00:00:${10 + index}.000Z` }),
    );
    const all = documentOf(renderReport(many, [], AT));
    expect(all.querySelectorAll('section')).toHaveLength(20);
    expect(all.querySelector('section')?.textContent).toContain('24.json');
    expect(all.querySelectorAll('.overview tbody tr')).toHaveLength(25);
  });

  it('makes no element of what a file says', () => {
    const evil = '</style></title><script>alert(1)</script><img src=x onerror=alert(1)>';
    const result = madeResult({ samples: 30, machine: { cpu: evil, adapter: evil }, settings: { scene: evil } });
    result.stageNames.splice(0, 1, evil);
    result.repetitions[0]!.frames.sizes = { [evil]: 30 };
    const files = [
      stored(evil, result),
      stored(evil, {
        suite: 'weather',
        at: evil,
        settings: { [evil]: evil },
        [evil]: [{ [evil]: evil, n: 1 }],
        p: { [evil]: { p50: 1 } },
      }),
    ];
    const page = renderReport(files, [{ name: evil, code: 'malformed-message', reason: evil }], AT);
    const document = documentOf(page);
    expect(page).not.toMatch(/<script|<img/u);
    expect(document.querySelectorAll('script, img')).toHaveLength(0);
    expect(document.querySelectorAll('section')).toHaveLength(2);
  });
});
