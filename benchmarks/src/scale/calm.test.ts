import { expect, it } from 'vitest';
import { calm, idleShare } from './calm.ts';

function processor(busy: number, idle: number) {
  return { model: 'a processor', speed: 1, times: { user: busy, nice: 0, sys: 0, idle, irq: 0 } };
}

it('knows how much of the time nobody used', () => {
  expect(idleShare([processor(10, 10), processor(0, 0)], [processor(40, 20), processor(10, 50)])).toBe(0.6);
});

it('takes a machine that does not count for an idle one', () => {
  expect(idleShare([processor(1, 1)], [processor(1, 1)])).toBe(1);
});

it('waits for nothing without patience', async () => {
  expect(await calm(0)).toBeLessThan(1_000);
});
