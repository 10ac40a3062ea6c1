/** The peer suite itself, one short pair: sanity and a ratio, no times, which other work on a machine changes. */
import Value from 'typebox/value';
import { beforeAll, describe, expect, it } from 'vitest';
import { measurePeer } from '../src/peer/measure.ts';
import { parsePeerOptions } from '../src/peer/options.ts';
import { describePeer } from '../src/peer/report.ts';
import { PeerResult, type Pair } from '../src/peer/result.ts';
import { Progress } from '../src/report/progress.ts';

describe('the peer suite', () => {
  let result: PeerResult;
  let pair: Pair;

  beforeAll(async () => {
    const options = parsePeerOptions(['--pairs', '1', '--inputs', '40']);
    result = await measurePeer({ ...options, warmUp: 3_000 }, new Progress({ write: () => undefined }));
    pair = result.pairs[0]!;
  }, 90_000);

  it.each(['ours', 'peer'] as const)('sees nearly every input in the pictures of: %s', (side) => {
    const { inputs, missed, frames, samples } = pair[side];
    expect(inputs).toBe(40);
    expect(missed).toBeLessThanOrEqual(2);
    expect(frames.faults).toEqual({});
    for (const { decoded, presented } of samples) {
      expect(decoded).toBeGreaterThan(0);
      expect(presented).toBeGreaterThan(0);
    }
  });

  it('gives both the same inputs', () => {
    const [ours, peer] = [pair.ours, pair.peer].map(({ samples }) => samples.map(({ id }) => id));
    expect(ours?.filter((id) => peer?.includes(id)).length).toBeGreaterThan(35);
  });

  it('finds ours faster, or not much slower where other work took the machine meanwhile', () => {
    expect(result.ratio.presented.p50.middle).toBeLessThan(1.5);
  });

  it('leaves a result that fits its schema and reads as a table', () => {
    expect([...Value.Errors(PeerResult, result)]).toEqual([]);
    expect(result.peer.codec).toMatch(/H264/u);
    expect(describePeer(result)).toMatch(/presented p50 +\d\.\d\d/u);
  });
});
