import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { parseResult } from '../../report/stored-result.ts';
import { madeCapacity } from '../../report/testing/capacity.ts';
import { madeMatrix } from '../../report/testing/matrix.ts';
import { madePeer } from '../../report/testing/peer.ts';
import { madeResult } from '../../report/testing/results.ts';
import { madeSoak } from '../../report/testing/soak.ts';
import { madeStartup } from '../../report/testing/startup.ts';
import { listMachines } from '../machines.ts';
import { matrixBody } from './matrix-section.ts';
import { section } from './section.ts';

function drawn(data: object): { text: string; figures: Element[]; html: string } {
  const html = section(parseResult('a.json', JSON.stringify(data)), 'result-1', listMachines([])).text;
  const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`);
  return { html, text: document.body.textContent, figures: [...document.querySelectorAll('figure')] };
}

describe('a section', () => {
  it.each([
    ['latency', madeResult({ samples: 40 })],
    ['startup', madeStartup({ repetitions: 8 })],
    ['startup of one repetition', madeStartup({ repetitions: 1 })],
    ['capacity', madeCapacity()],
    ['capacity of nothing that held', madeCapacity({ held: 0 })],
    ['capacity of one session', madeCapacity({ held: 1, limit: 'asked' })],
    ['peer', madePeer({ samples: 40 })],
    ['peer of one pair', madePeer({ samples: 1, pairs: 1 })],
    ['soak', madeSoak()],
    ['soak of one window', madeSoak({ windows: 1 })],
    ['matrix', madeMatrix()],
  ])('of %s has a finding and plots in which every number is one', (_name, data) => {
    const { html, figures } = drawn(data);
    expect(figures.length).toBeGreaterThan(0);
    expect(html).toContain('class="finding"');
    expect(html).not.toMatch(/NaN|Infinity|undefined|⚠/u);
    for (const figure of figures) {
      expect(figure.querySelectorAll('.wide svg, .narrow svg')).toHaveLength(2);
      expect(figure.querySelector('h3')?.textContent).toMatch(/\S/u);
    }
  });

  it('of startup puts goals beside bars and dots', () => {
    const { text } = drawn(madeStartup({ repetitions: 8 }));
    expect(text).toContain('must 120 ms');
    expect(text).toContain('must 1000 ms');
    expect(text).toContain('A new session shows its first frame after');
  });

  it('of capacity marks where it stopped, in the plot that shows why', () => {
    const stop = ({ text }: { text: string }): string | undefined => /one too many: it [a-z0-9 %]+/u.exec(text)?.[0];
    expect(stop(drawn(madeCapacity()))).toContain('makes fewer than 95 % of the frames');
    expect(stop(drawn(madeCapacity({ limit: 'latency' })))).toContain('doubles the latency');
    expect(stop(drawn(madeCapacity({ limit: 'asked' })))).toBeUndefined();
    expect(drawn(madeCapacity()).text).toMatch(/One more viewer costs 0\.4\d ± 0\.\d\d % of a core/u);
  });

  it('of a peer lists its settings, and doubts where there are some', () => {
    expect(drawn(madePeer({ samples: 40 })).text).toContain('jitterBufferTarget');
    expect(drawn(madePeer({ samples: 40, doubts: ['not the same picture'] })).text).toContain(
      'say nothing about the goal',
    );
  });

  it('of a soak says that nothing went wrong where nothing did', () => {
    expect(drawn(madeSoak()).text).toContain('No freezes in 60 windows.');
    expect(drawn(madeSoak({ lost: 2 })).text).toContain('120 lost frames');
    expect(drawn(madeSoak({ windows: 6 })).text).toContain('Too short to say');
  });

  it('of a matrix has a panel for each scene, and for each preset where cells name one', () => {
    const result = madeMatrix(['synthetic', 'heavy']);
    expect(drawn(result).figures).toHaveLength(2);
    const cells = result.cells.map((cell, index) => ({ ...cell, preset: index % 2 === 0 ? 'ultrafast' : 'veryfast' }));
    const { text } = matrixBody({ ...result, cells });
    for (const shown of ['synthetic · ultrafast', 'heavy · veryfast', '<th scope="col">preset</th>'])
      expect(text).toContain(shown);
  });
});
