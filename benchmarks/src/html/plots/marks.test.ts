import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { Markup } from '../markup.ts';
import { columns } from './columns.ts';
import { dumbbells } from './dumbbells.ts';
import { lines } from './lines.ts';
import { panels } from './panels.ts';
import { ranges } from './ranges.ts';
import { strips } from './strips.ts';

function wide({ text }: Markup): Element {
  const { document } = parseHTML(`<!doctype html><html><body>${text}</body></html>`);
  return document.querySelector('.wide svg')!;
}

const TEXT = { title: 'title', caption: '', width: 'half' } as const;
const GOALS = [
  { at: 10, name: 'must 10', colour: 'var(--must)' },
  { at: 5, name: 'aim 5', colour: 'var(--good)' },
];

describe('lines', () => {
  const drawn = wide(
    lines(
      [
        { name: '', colour: '#111', points: [{ x: 1, y: 1 }], style: 'dots' },
        { name: 'p50', colour: '#222', points: [1, 2, 3].map((x) => ({ x, y: x })), style: 'line-and-dots' },
        { name: '', colour: '#333', points: [1, 3].map((x) => ({ x, y: 2 })), style: 'dashed' },
        { name: '', colour: '#444', points: [1, 3].map((x) => ({ x, y: 4 })), style: 'dashed' },
      ],
      {
        ...TEXT,
        x: { label: 'sessions', whole: true },
        y: { label: 'ms' },
        rules: GOALS,
        stop: { x: 3, name: 'stop' },
      },
    ),
  );

  it('are one path each, also where they have no name', () => {
    expect(drawn.querySelectorAll('path[stroke="#222"]')).toHaveLength(1);
    for (const colour of ['#333', '#444']) expect(drawn.querySelectorAll(`path[stroke="${colour}"]`)).toHaveLength(1);
  });

  it('name themselves at their ends, and say what rules and stops are', () => {
    for (const name of ['p50', 'must 10', 'aim 5', 'stop', 'sessions']) expect(drawn.textContent).toContain(name);
  });
});

describe('strips', () => {
  it('have a dot for every value', () => {
    const rows = [{ name: 'session', colour: '#111', values: [3, 3, 4, 7] }];
    const drawn = wide(strips(rows, { ...TEXT, unit: 'ms', goals: GOALS, to: 12 }));
    expect(drawn.querySelectorAll('circle')).toHaveLength(4);
    expect(drawn.textContent).toContain('p50 3');
    expect(drawn.textContent).toContain('p95 7');
  });
});

describe('pairs', () => {
  it('have both sides, their distance and their note', () => {
    const rows = [1, 2].map((pair) => ({ group: 'p50', pair: String(pair), a: 10, b: 50, note: `× 0.${pair}` }));
    const drawn = wide(
      dumbbells(rows, {
        ...TEXT,
        unit: 'ms',
        a: { name: 'ours', colour: '#111' },
        b: { name: 'peer', colour: '#222' },
      }),
    );
    expect(drawn.querySelectorAll('circle')).toHaveLength(4);
    expect(drawn.textContent).toContain('× 0.2');
    expect(drawn.textContent.match(/ours/gu)).toHaveLength(1);
  });
});

describe('ranges', () => {
  it('show lowest to highest with the middle as a dot', () => {
    const rows = [{ name: 'p50', colour: '#111', lowest: 1, middle: 2, highest: 4 }];
    const drawn = wide(ranges(rows, { ...TEXT, label: 'ratio', goals: GOALS }));
    const line = drawn.querySelector('line[stroke="#111"]')!;
    const [from, to] = ['x1', 'x2'].map((name) => Number(line.getAttribute(name)));
    const at = Number(drawn.querySelector('circle')!.getAttribute('cx'));
    expect((at - from!) / (to! - from!)).toBeCloseTo(1 / 3, 2);
  });
});

describe('columns and panels', () => {
  it('can be of nothing but zeros', () => {
    expect(columns([{ from: 0, to: 1, count: 0 }], { ...TEXT, colour: '#111', x: 'minutes' }).text).not.toMatch(/NaN/u);
    const series = [{ name: '30', colour: '#111', points: [{ x: '640x360', low: 0, high: 0 }] }];
    expect(panels([{ title: 'a', series }], ['640x360'], 'ms').text).not.toMatch(/NaN|Infinity/u);
  });

  it('share one scale over all panels', () => {
    const panel = (title: string, low: number) => ({
      title,
      series: [{ name: '30', colour: '#111', points: [{ x: '640x360', low, high: low * 2 }] }],
    });
    const { text } = panels([panel('a', 10), panel('b', 100)], ['640x360'], 'ms');
    expect(text.match(/>200</gu)!.length).toBe(text.match(/>10</gu)!.length);
  });
});
