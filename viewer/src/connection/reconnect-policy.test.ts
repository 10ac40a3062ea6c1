import { RemoteViewError } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { reasonOf } from './gateway.ts';
import { pauseAskedBy, RECONNECT_POLICY, retryDelay } from './reconnect-policy.ts';

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

  it('never comes back sooner than the gateway asks, nor all viewers at once', () => {
    const pauses = [0, 0.5, 1].map((random) => retryDelay(RECONNECT_POLICY, 'connecting', 1, random, 5_000)!);
    expect(Math.min(...pauses)).toBeGreaterThan(5_000);
    expect(pauses[2]! - pauses[0]!).toBeGreaterThan(RECONNECT_POLICY.spread / 2);
    // The first attempt behind a stable picture.
    expect(retryDelay(RECONNECT_POLICY, 'reconnecting', 0, 0, 0)).toBe(0);
    expect(retryDelay(RECONNECT_POLICY, 'reconnecting', 0, 1, 0)).toBe(RECONNECT_POLICY.spread);
  });

  it('takes a gateway that is restarted for one that asks for a pause, and no other close of a socket', () => {
    const reason = (code: number): unknown =>
      reasonOf(new RemoteViewError('gateway-unreachable', undefined, { context: { code, ...pauseAskedBy(code) } }));
    expect(reason(1012)).toMatchObject({ code: 'gateway-unreachable', retryAfter: 0 });
    expect(reason(1006)).not.toHaveProperty('retryAfter');
  });
});
