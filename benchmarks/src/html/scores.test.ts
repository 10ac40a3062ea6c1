import { describe, expect, it } from 'vitest';
import { parseResult, type KnownFile } from '../report/stored-result.ts';
import { madeCapacity } from '../report/testing/capacity.ts';
import { madeMatrix } from '../report/testing/matrix.ts';
import { madePeer } from '../report/testing/peer.ts';
import { madeResult } from '../report/testing/results.ts';
import { madeSoak } from '../report/testing/soak.ts';
import { madeStartup } from '../report/testing/startup.ts';
import { scoresOf, type Score } from './scores.ts';

const scores = (data: unknown): readonly Score[] => scoresOf(parseResult('a.json', JSON.stringify(data)) as KnownFile);

describe('what counts of a result', () => {
  it('is the latency at two percentiles, and both must be good', () => {
    const settings = { scene: 'synthetic', width: 1_280, height: 720, fps: 60 };
    const [good] = scores(madeResult({ settings }));
    expect(good).toMatchObject({ unit: 'ms', must: '35 / 60', aim: '20 / 35', verdict: 'aim' });
    const slow = madeResult({ settings, scale: 3 });
    expect(scores(slow)[0]).toMatchObject({ verdict: 'must' });
    for (const sample of slow.repetitions[0]!.samples.slice(0, 30)) sample.presented = 90;
    expect(scores(slow)[0]).toMatchObject({ verdict: 'missed' });
  });

  it('has no verdict where there is no goal', () => {
    expect(scores(madeResult())[0]).toMatchObject({ must: '', aim: '', verdict: 'none' });
  });

  it('is the first frame of each startup case', () => {
    expect(scores(madeStartup()).map(({ verdict }) => verdict)).toEqual(['aim', 'aim', 'must']);
    expect(scores(madeStartup({ scale: 3 }))[0]).toMatchObject({ measured: '135', must: '120', verdict: 'missed' });
  });

  it('is what a session and a viewer cost', () => {
    expect(scores(madeCapacity()).map(({ name, verdict }) => [name, verdict])).toEqual([
      ['sessions a core', 'must'],
      ['memory of a session', 'must'],
      ['one more viewer at 10 Mbit/s', 'missed'],
    ]);
  });

  it('is the ratio to the peer, unless the result doubts it', () => {
    expect(scores(madePeer())[0]).toMatchObject({ must: '0.7', aim: '0.4', verdict: 'aim' });
    expect(scores(madePeer({ doubts: ['not the same picture'] }))[0]).toMatchObject({ verdict: 'unclear' });
  });

  it('is what grows in a soak, once it was long enough', () => {
    const leaking = scores(madeSoak({ windows: 120, leak: 60 }));
    expect(leaking.find(({ name }) => name.includes('scene'))).toMatchObject({ verdict: 'missed' });
    expect(leaking[0]).toMatchObject({ name: 'growth of latency p50 an hour', verdict: 'must' });
    expect(scores(madeSoak({ windows: 6 }))[0]).toMatchObject({ measured: 'too short a run', verdict: 'unclear' });
  });

  it('are the cells of a matrix that have a goal, else its fastest', () => {
    expect(scores(madeMatrix())).toMatchObject([{ name: 'synthetic 1280x720 at 60, p50 / p95', verdict: 'aim' }]);
    expect(scores(madeMatrix(['barcode']))).toMatchObject([
      { name: 'barcode 640x360 at 60, p50 / p95', verdict: 'none' },
    ]);
  });
});
