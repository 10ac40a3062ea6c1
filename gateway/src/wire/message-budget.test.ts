import { expect, test } from 'vitest';
import { MessageBudget } from './message-budget.ts';

test('a budget allows its limit in each window and not one more', () => {
  const budget = new MessageBudget(3, 10_000);
  expect([0, 1, 2].map((now) => budget.take(now))).toEqual([true, true, true]);
  expect(budget.take(9_999)).toBe(false);
  expect([10_000, 10_001, 10_002].map((now) => budget.take(now))).toEqual([true, true, true]);
  expect(budget.take(10_003)).toBe(false);
});

test('time without messages saves up nothing', () => {
  const budget = new MessageBudget(1, 10_000);
  expect(budget.take(0)).toBe(true);
  expect(budget.take(100_000)).toBe(true);
  expect(budget.take(100_001)).toBe(false);
});
