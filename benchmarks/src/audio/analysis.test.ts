import { expect, test } from 'vitest';
import { analyseBeeps } from './analysis.ts';
import type { AudioRecording } from './recording.ts';

const recording = (tones: readonly number[], flashes: readonly number[]): AudioRecording => ({
  beeps: [1, 2, 3].map((beep) => ({ beep, at: beep * 1_000 })),
  tones,
  flashes,
  jitterBuffer: 0,
  concealed: 0,
  packetsLost: 0,
  video: undefined,
});

test('each beep has the tone and the flash that follow it', () => {
  const { samples, unheard, unseen } = analyseBeeps(recording([1_060, 2_070, 3_050], [1_020, 2_025, 3_015]));
  expect(samples).toEqual([
    { beep: 1, heard: 60, seen: 20 },
    { beep: 2, heard: 70, seen: 25 },
    { beep: 3, heard: 50, seen: 15 },
  ]);
  expect([unheard, unseen]).toEqual([0, 0]);
});

test('what is missing takes nothing from the beep after it', () => {
  const { samples, unheard, unseen } = analyseBeeps(recording([1_060, 3_050], [2_025, 3_015]));
  expect(samples).toEqual([{ beep: 3, heard: 50, seen: 15 }]);
  expect([unheard, unseen]).toEqual([1, 1]);
});
