import { describe, expect, it } from 'vitest';
import { madeCapacity } from '../report/testing/capacity.ts';
import { madePeer } from '../report/testing/peer.ts';
import { latencyGoals, memoryGoal, peerGoal, reached, sessionsGoal } from './goals.ts';

describe('a goal', () => {
  it('is reached as aim, as must, or missed', () => {
    const goal = { must: 20, aim: 10 };
    expect([10, 11, 20, 21].map((value) => reached(value, goal, 'less'))).toEqual(['aim', 'must', 'must', 'missed']);
    expect([8, 4, 3.9].map((value) => reached(value, { must: 4, aim: 8 }, 'more'))).toEqual(['aim', 'must', 'missed']);
  });

  it('without an aim is no more than reached', () => {
    expect(reached(0, { must: 1 }, 'less')).toBe('must');
  });
});

describe('the goal of a latency', () => {
  const at = (scene: string, height: number, software: boolean, fps = 60) =>
    latencyGoals({ scene, width: (height * 16) / 9, height, fps }, { software })?.p50.must;

  it('is that of the machine and of the task', () => {
    expect(at('synthetic', 720, true)).toBe(35);
    expect(at('barcode', 720, false)).toBe(20);
    expect(at('barcode', 1_080, false)).toBe(25);
  });

  it('is not given where it would be about the scene or the rasteriser', () => {
    expect(at('barcode', 720, true)).toBeUndefined();
    expect(at('heavy', 720, false)).toBeUndefined();
    expect(at('synthetic', 720, true, 30)).toBeUndefined();
  });
});

it('sessions a core have a goal where the encoder is software and the scene costs nothing', () => {
  const [one] = madeCapacity().cases;
  const machine = { software: true, encoder: 'libx264' };
  expect(sessionsGoal(one!, machine)).toEqual({ must: 4, aim: 8 });
  expect(sessionsGoal(one!, { software: false, encoder: 'h264_nvenc' })).toBeUndefined();
  expect(sessionsGoal({ ...one!, scene: 'barcode' }, machine)).toBeUndefined();
  expect(memoryGoal({ scene: 'heavy' })).toBeUndefined();
});

it('the ratio to the peer has a goal without a GPU only', () => {
  const result = madePeer({ samples: 20 });
  expect(peerGoal(result)).toEqual({ must: 0.7, aim: 0.4 });
  expect(peerGoal({ ...result, machine: { ...result.machine, software: false } })).toBeUndefined();
});
