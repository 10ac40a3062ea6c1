import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { Markup } from '../markup.ts';
import { cumulative, histogram } from './distributions.ts';
import { stackedBars } from './stacked-bars.ts';

function drawings({ text }: Markup): { wide: Element; narrow: Element } {
  const { document } = parseHTML(`<!doctype html><html><body>${text}</body></html>`);
  return { wide: document.querySelector('.wide svg')!, narrow: document.querySelector('.narrow svg')! };
}

const OPTIONS = { title: 'title', caption: 'caption', unit: 'ms', width: 'full' } as const;

const series = [
  { name: 'decoded', colour: 'var(--a)', samples: [10, 11, 12, 13] },
  { name: 'presented', colour: 'var(--b)', samples: [11, 12, 13, 14] },
];

describe('plots', () => {
  it('are drawn once for a wide and once for a narrow page', () => {
    const { wide, narrow } = drawings(histogram(series));
    expect(Number(wide.getAttribute('width'))).toBeGreaterThan(Number(narrow.getAttribute('width')));
  });

  it('take their colours from the page', () => {
    expect(drawings(histogram(series)).wide.querySelectorAll('rect[fill="var(--a)"]').length).toBeGreaterThan(0);
    expect(drawings(cumulative(series)).wide.querySelectorAll('path[stroke="var(--b)"]')).toHaveLength(1);
  });

  it('count what does not fit on their scale', () => {
    const samples = [-1, ...Array.from({ length: 999 }, () => 10), 5_000];
    expect(histogram([{ ...series[0]!, samples }]).text).toContain('2 samples lie beyond the scale.');
    expect(histogram(series).text).not.toContain('beyond');
  });

  it('can be of one sample, of equal ones, and of none above 0', () => {
    for (const samples of [[5], [5, 5, 5], [0], [-3]])
      expect(
        `${histogram([{ ...series[0]!, samples }]).text}${cumulative([{ ...series[0]!, samples }]).text}`,
      ).not.toMatch(/NaN|Infinity/u);
  });

  it('put parts end to end, and escape their names', () => {
    const parts = [
      { name: '<script>', colour: '#111', value: 1 },
      { name: 'gpu', colour: '#222', value: 3 },
    ];
    const { text } = stackedBars([{ name: 'p50', parts }], OPTIONS);
    expect(text).not.toContain('<script>');
    const [first, second] = [...drawings(stackedBars([{ name: 'p50', parts }], OPTIONS)).wide.querySelectorAll('rect')];
    const [width, wider] = [first, second].map((rect) => Number(rect?.getAttribute('width')));
    expect(Number(second?.getAttribute('x'))).toBeGreaterThanOrEqual(Number(first?.getAttribute('x')) + width!);
    expect(wider! / width!).toBeCloseTo(3, 1);
  });

  it('show no part of less than nothing', () => {
    const parts = [
      { name: 'a', colour: '#111', value: -1 },
      { name: 'b', colour: '#222', value: 0 },
    ];
    expect(stackedBars([{ name: 'p50', parts }], OPTIONS).text).not.toMatch(/NaN|Infinity|width="-/u);
  });
});
