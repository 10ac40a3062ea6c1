import { describe, expect, it } from 'vitest';
import { labelsOf, type LabelSources } from './labels.ts';

const NONE: LabelSources = { flags: [], region: undefined, zone: undefined, environment: undefined, gpu: undefined };
const labels = (sources: Partial<LabelSources>) => labelsOf({ ...NONE, ...sources });

describe('labels of a host', () => {
  it('are none where nobody says one', () => {
    expect(labels({})).toEqual([]);
    expect(labels({ environment: '' })).toEqual([]);
  });

  it('are those of the flags, with region and zone for short, of the environment, and the GPU', () => {
    const sources = { flags: ['pool=large'], region: 'eu-1', zone: 'b', environment: 'rack=7, tier=gold' };
    expect(labels({ ...sources, gpu: 'NVIDIA GeForce RTX 4090' })).toEqual([
      'gpu=nvidia-geforce-rtx-4090',
      'rack=7',
      'tier=gold',
      'pool=large',
      'region=eu-1',
      'zone=b',
    ]);
  });

  it('are what the flags say where the environment, or the machine, says something else', () => {
    const sources = { flags: ['gpu=shared'], environment: 'region=us,gpu=none', region: 'eu', gpu: 'NVIDIA H200' };
    expect(labels(sources)).toEqual(['gpu=shared', 'region=eu']);
  });

  it.each([
    ['AMD Radeon(TM) RX 7900 XT (RADV NAVI31)', 'gpu=amd-radeon-tm-rx-7900-xt-radv-navi31'],
    ['  Apple M2.  ', 'gpu=apple-m2'],
    [`x${'-y'.repeat(60)}`, `gpu=x${'-y'.repeat(31)}`],
  ])('name the GPU %s by what a label may hold', (gpu, label) => {
    expect(labels({ gpu })).toEqual([label]);
  });

  it('say nothing of a GPU whose name has nothing to say', () => {
    expect(labels({ gpu: '???' })).toEqual([]);
  });

  it.each([
    [{ flags: ['pool'] }, /'pool'/u],
    [{ flags: ['Pool=large'] }, /'Pool=large'/u],
    [{ flags: ['pool=a b'] }, /'pool=a b'/u],
    [{ flags: ['a=1=2'] }, /'a=1=2'/u],
    [{ environment: 'pool=a,rack' }, /'rack'/u],
    [{ region: 'EU 1' }, /'region=EU 1'/u],
    [{ region: 'EU-1' }, /lower-case/u],
    [{ flags: ['pool=a', 'pool=b'] }, /'pool' is given twice/u],
    [{ flags: ['zone=a'], zone: 'b' }, /'zone' is given twice/u],
    [{ flags: Array.from({ length: 17 }, (_, index) => `k${index}=1`) }, /at most 16 labels, not 17/u],
  ])('are refused where they are wrong: %o', (sources, message) => {
    expect(() => labels(sources)).toThrow(
      expect.objectContaining({ code: 'bad-configuration', message: expect.stringMatching(message) }),
    );
  });
});
