import { expect, test } from 'vitest';
import { Concealment } from './concealment.ts';

const steady = (value: number): Float32Array<ArrayBuffer> => new Float32Array(960).fill(value);

test('nothing is changed where nothing is lost', () => {
  const concealment = new Concealment();
  const pcm = steady(0.5);
  expect(concealment.apply(pcm, 0)).toEqual([{ pcm, behind: 0 }]);
});

test('a gap begins with the piece before it, fading out, and what follows fades in: there is no step', () => {
  const concealment = new Concealment();
  concealment.apply(steady(0.5), 0);
  const [out, back] = concealment.apply(steady(-0.5), 2);
  expect(out).toMatchObject({ behind: 1_920 });
  expect(back).toMatchObject({ behind: 0 });
  const heard = [...steady(0.5), ...out!.pcm, ...back!.pcm];
  const steps = heard.slice(1).map((sample, at) => Math.abs(sample - heard[at]!));
  expect(Math.max(...steps)).toBeLessThan(0.01);
});

test('a voice that begins behind a gap fades in', () => {
  const [only, ...more] = new Concealment().apply(steady(1), 3);
  expect(more).toEqual([]);
  expect(only!.pcm[0]).toBe(0);
  expect(only!.pcm.at(-1)).toBe(1);
});
