import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

describe('a token bucket', () => {
  it('lets its burst pass at once, and its rate after that', () => {
    const bucket = new TokenBucket({ burst: 10, perSecond: 2 });
    expect([
      bucket.take(10, 0),
      bucket.take(1, 0),
      bucket.take(1, 400),
      bucket.take(1, 500),
      bucket.take(1, 600),
    ]).toEqual([true, false, false, true, false]);
  });

  it('is not emptied by what it refuses', () => {
    const bucket = new TokenBucket({ burst: 10, perSecond: 1 });
    expect([bucket.take(11, 0), bucket.take(10, 0)]).toEqual([false, true]);
  });

  it('lets no more pass than burst and rate, whatever is asked for and when', () => {
    const asked = fc.array(fc.record({ after: fc.nat(2_000), amount: fc.nat(50) }), { maxLength: 200 });
    fc.assert(
      fc.property(asked, (steps) => {
        const bucket = new TokenBucket({ burst: 20, perSecond: 5 });
        let [now, passed] = [0, 0];
        for (const { after, amount } of steps) {
          now += after;
          if (bucket.take(amount, now)) passed += amount;
        }
        expect(passed).toBeLessThanOrEqual(20 + (now / 1_000) * 5 + 1e-6);
      }),
    );
  });
});
