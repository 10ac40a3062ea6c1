import { describe, expect, it } from 'vitest';
import { madeNetwork } from '../network/testing/made-network.ts';
import { compareNetworks, describeNetworkComparison } from './network.ts';

/** Ours with the reference's verdicts in place of its own. */
function worsened(): ReturnType<typeof madeNetwork> {
  const made = madeNetwork({ cases: 1 });
  const [ours, reference] = made.runs;
  return { ...made, runs: [{ ...ours!, goals: reference!.goals }, reference!] };
}

describe('comparing network results', () => {
  it('finds nothing in two runs of the same', () => {
    const comparison = compareNetworks(madeNetwork(), madeNetwork());
    expect(comparison).toEqual({ goals: 8, moved: 0, changes: [], worse: 0, warnings: [] });
    expect(describeNetworkComparison(comparison)).toBe(
      '8 goals, 0 with another number; 0 reached less, 0 reached more\n',
    );
  });

  it('shows the goals that are reached less, and those that are reached more', () => {
    const base = madeNetwork({ cases: 1 });
    const comparison = compareNetworks(base, worsened());
    expect(comparison).toMatchObject({ goals: 4, moved: 1, worse: 1 });
    expect(describeNetworkComparison(comparison)).toMatch(
      /made-1, remote-view: until 90 %, high +400 +never +ms +5000 +1500 +aim -> missed +WORSE/u,
    );
    expect(compareNetworks(worsened(), base)).toMatchObject({ worse: 0, changes: [{ worse: false }] });
  });

  it('tells of goals that only one has', () => {
    expect(compareNetworks(madeNetwork({ cases: 2 }), madeNetwork({ cases: 1 })).warnings).toEqual([
      'goals of base alone: 4',
    ]);
  });

  it('refuses what was run otherwise', () => {
    const made = madeNetwork();
    const refused = expect.objectContaining({ code: 'bad-configuration' }) as Error;
    const other = { ...made, settings: { ...made.settings, seed: 2 } };
    expect(() => compareNetworks(made, other)).toThrow(refused);
    expect(() => compareNetworks(made, { ...made, runs: [] })).toThrow(refused);
  });
});
