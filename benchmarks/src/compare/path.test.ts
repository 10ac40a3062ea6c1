import { describe, expect, it } from 'vitest';
import { madePath, type MadePath } from '../path/testing/path-result.ts';
import { compareResults, type Comparison } from './comparison.ts';
import { comparablePath } from './path.ts';

function compare(base: MadePath, next: MadePath): Comparison {
  return compareResults(comparablePath(madePath(base)), comparablePath(madePath(next)), { tolerance: 0.15, seed: 1 });
}

function verdictsOf({ figures }: Comparison): Record<string, string> {
  return Object.fromEntries(figures.map(({ name, verdict }) => [name, verdict]));
}

describe('comparing path results', () => {
  it('finds nothing in two runs of the same', () => {
    const { regressions, warnings } = compare({ pairs: 3 }, { pairs: 3 });
    expect({ regressions, warnings }).toEqual({ regressions: 0, warnings: [] });
  });

  it('decides by how full the path was, by how long packets took, and by the ratio to the peer', () => {
    expect(verdictsOf(compare({}, { share: 0.6, wait: 40 }))).toEqual({
      'rfc8867-5.1: capacity / used': 'regression',
      'rfc8867-5.1: one way with queue, p95': 'regression',
      'rfc8867-5.1: used, peer / ours': 'regression',
      'rfc8867-5.1:   between frames, p99': 'informative',
    });
    expect(compare({ share: 0.6, wait: 40 }, {}).regressions).toBe(0);
  });

  it('counts the time that ours was frozen', () => {
    expect(compare({}, { frozen: true }).losses).toMatchObject([
      { name: 'rfc8867-5.1: ms frozen', base: { missed: 0 }, regression: true },
    ]);
  });

  it('of a single pair knows no noise, and says that few pairs know little', () => {
    const { figures, warnings } = compare({ pairs: 1 }, { pairs: 1 });
    expect(figures.map(({ interval }) => interval)).toEqual([undefined, undefined, undefined, undefined]);
    expect(warnings).toEqual(['a result of few pairs: the intervals know little of how far pairs differ']);
  });

  it('takes paths of ones own for the same only where they are', () => {
    expect(() => compare({ name: 'own' }, { name: 'own', schedule: '4s 8M, 2s 25M' })).toThrow(
      expect.objectContaining({ code: 'bad-configuration' }) as Error,
    );
    expect(compare({ name: 'own' }, { name: 'own' }).regressions).toBe(0);
  });
});
