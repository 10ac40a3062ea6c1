/** Sixty elements come and go: nothing of them is left. `npm run bench -- cycles` does the same a thousand times. */
import { describe, expect, it } from 'vitest';
import { measureCycles } from '../src/cycles/measure.ts';
import { Progress } from '../src/report/progress.ts';

/** Heaps and allocators need more cycles than these to come to rest: the benchmark says where they go. */
const MEMORY = /bytes|MB/u;

describe('elements that connect and go', { timeout: 180_000 }, () => {
  it('leave no listener, no node, no connection and no descriptor behind', async () => {
    const quiet = new Progress({ write: () => undefined });
    const { growth, problems } = await measureCycles({ cycles: 60, looks: 8, own: false }, quiet);
    expect(problems).toEqual([]);
    const grown = growth.filter(({ name, before, after }) => !MEMORY.test(name) && after > before);
    expect(grown).toEqual([]);
    expect(growth.find(({ name }) => name === 'remote-view')?.after).toBeGreaterThan(0);
  });
});
