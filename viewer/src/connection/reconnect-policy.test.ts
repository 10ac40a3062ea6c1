import { describe, expect, it } from 'vitest';
import { RECONNECT_POLICY, retryDelay } from './reconnect-policy.ts';

describe('the reconnect policy', () => {
  it('waits longer from attempt to attempt and then gives up', () => {
    const delays = [1, 2, 3, 4, 5, 6].map((attempt) => retryDelay(RECONNECT_POLICY, 'connecting', attempt, 0));
    expect(delays).toEqual([250, 500, 1_000, 2_000, 4_000, null]);
  });

  it('is more patient with a connection that was live', () => {
    expect(retryDelay(RECONNECT_POLICY, 'reconnecting', 6, 0)).toBe(4_000);
  });

  it('spreads viewers over a part of the pause', () => {
    expect(retryDelay(RECONNECT_POLICY, 'connecting', 3, 1)).toBe(700);
    expect(retryDelay(RECONNECT_POLICY, 'connecting', 3, 0.5)).toBe(850);
  });
});
