import { expect, test } from 'vitest';
import { parseAudioOptions } from './options.ts';

test('a run has enough beeps for a 95th percentile, a quick one fewer', () => {
  expect(parseAudioOptions([]).beeps).toBeGreaterThanOrEqual(100);
  expect(parseAudioOptions(['--quick']).beeps).toBe(20);
  expect(parseAudioOptions(['--beeps', '7', '--json', 'x.json'])).toEqual({ beeps: 7, json: 'x.json' });
});

test.each([[['--beeps', '1']], [['--beeps', 'many']], [['--loud']]])('%j is told by its name', (args) => {
  expect(() => parseAudioOptions(args)).toThrow(expect.objectContaining({ code: 'bad-configuration' }));
});
