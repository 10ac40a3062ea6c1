import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { madeNetwork, type MadeNetwork } from '../../network/testing/made-network.ts';
import { parseResult } from '../../report/stored-result.ts';
import { listMachines } from '../machines.ts';
import { scoresOf } from '../scores.ts';
import { section } from './section.ts';

function drawn(made: MadeNetwork = {}): { html: string; text: string; figures: number } {
  const file = parseResult('a.json', JSON.stringify(madeNetwork(made)));
  const html = section(file, 'result-1', listMachines([])).text;
  const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`);
  return { html, text: document.body.textContent, figures: document.querySelectorAll('figure').length };
}

describe('a section of network', () => {
  it.each<MadeNetwork>([{}, { controllers: ['remote-view'] }, { cases: 1 }])(
    'has rate and queue of every case: %j',
    (made) => {
      const { html, figures } = drawn(made);
      expect(figures).toBe(2 * (made.cases ?? 2));
      expect(html).toContain('class="finding"');
      expect(html).not.toMatch(/NaN|Infinity|undefined|⚠/u);
    },
  );

  it('puts ours beside the reference', () => {
    const { text } = drawn();
    expect(text).toContain('Goals reached: ours 4 of 4, the aim in 4; GCC 2 of 4, the aim in 2.');
    expect(text).toContain('never (missed)');
  });

  it('scores ours alone', () => {
    const file = parseResult('a.json', JSON.stringify(madeNetwork()));
    const scores = file.suite === 'network' ? scoresOf(file) : [];
    expect(scores.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      ...['made-1: queue p95 aim', 'made-1: until 90 %, high aim'],
      ...['made-2: queue p95 aim', 'made-2: until 90 %, high aim'],
    ]);
  });

  it('of a run whose lines do not fit together is refused', () => {
    const made = madeNetwork();
    made.runs[0]!.series.queue.pop();
    expect(() => parseResult('a.json', JSON.stringify(made))).toThrow(/lines have different lengths/u);
  });
});
