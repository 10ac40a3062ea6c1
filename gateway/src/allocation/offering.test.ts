import { describe, expect, test } from 'vitest';
import { fit, hasRoom, wantKey, type Offering, type Want } from './offering.ts';

const scene = (name: string, version?: string, gpuMemory?: number) => ({
  name,
  title: '',
  description: '',
  ...(version === undefined ? {} : { version }),
  ...(gpuMemory === undefined ? {} : { needs: { gpuMemory } }),
});
const HOST: Offering = {
  scenes: [scene('cube', '1', 100), scene('cube', '2', 900), scene('atlas')],
  labels: ['region=eu', 'gpu=l4'],
  resources: { gpuMemory: 500 },
};
const want = (more: Partial<Want> = {}): Want => ({ scene: 'cube', placement: {}, ...more });

describe('whether a host can take a session at all', () => {
  test.each<[string, Want, unknown]>([
    ['the first version of its scene', want(), { gpuMemory: 100, cpu: 0 }],
    ['the version that is asked for', want({ version: '1' }), { gpuMemory: 100, cpu: 0 }],
    ['a scene that needs nothing', want({ scene: 'atlas' }), { gpuMemory: 0, cpu: 0 }],
    ['all labels that are asked for', want({ placement: { labels: ['gpu=l4'] } }), { gpuMemory: 100, cpu: 0 }],
    ['no such scene', want({ scene: 'sphere' }), 'unknown-scene'],
    ['no such version', want({ version: '3' }), 'other-version'],
    ['no version at all', want({ scene: 'atlas', version: '1' }), 'other-version'],
    ['another label', want({ placement: { labels: ['gpu=l4', 'region=us'] } }), 'other-labels'],
    ['too little memory', want({ version: '2' }), 'too-small'],
  ])('%s', (_name, wanted, expected) => {
    expect(fit(HOST, wanted)).toEqual(expected);
  });

  test('goes by what is taken already, of what the host limits', () => {
    const used = { gpuMemory: 300, cpu: 99_000 };
    expect(hasRoom({ gpuMemory: 500 }, used, { gpuMemory: 200, cpu: 1_000 })).toBe(true);
    expect(hasRoom({ gpuMemory: 500 }, used, { gpuMemory: 201, cpu: 0 })).toBe(false);
    expect(hasRoom({ cpu: 99_999 }, used, { gpuMemory: 0, cpu: 1_000 })).toBe(false);
    expect(hasRoom(undefined, used, used)).toBe(true);
  });

  test('is the same for who wants the same', () => {
    const labels = ['gpu=l4', 'zone=1'];
    const key = wantKey(want({ placement: { labels } }));
    const rtt = [{ region: 'eu', ms: 1 }];
    expect(wantKey(want({ placement: { labels: [...labels.toReversed(), 'gpu=l4'], rtt } }))).toBe(key);
    const others = [
      want(),
      want({ version: '1', placement: { labels } }),
      want({ scene: 'atlas', placement: { labels } }),
    ];
    for (const other of others) expect(wantKey(other)).not.toBe(key);
  });
});
