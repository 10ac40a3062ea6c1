import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WarmPool } from './warm-pool.ts';

class FakeProcess {
  closed = false;
  close(): void {
    this.closed = true;
  }
}

const REFILL_AFTER = 1_500;

/** A pool whose processes start, fail and die when the test says so. */
class TestPool {
  readonly pool: WarmPool<FakeProcess>;
  changes = 0;
  readonly starts: { resolve(item: FakeProcess): void; reject(error: unknown): void; died(): void }[] = [];

  constructor(size: number) {
    const options = { size, refillAfter: REFILL_AFTER, changed: () => this.changes++ };
    this.pool = new WarmPool<FakeProcess>(options, (died) => {
      const { promise, resolve, reject } = Promise.withResolvers<FakeProcess>();
      this.starts.push({ resolve, reject, died });
      return promise;
    });
  }

  async ready(index: number): Promise<FakeProcess> {
    const item = new FakeProcess();
    this.starts[index]!.resolve(item);
    await settle();
    return item;
  }

  async fail(index: number, why: unknown = new Error('no driver')): Promise<void> {
    this.starts[index]!.reject(why);
    await settle();
  }
}

/** Lets promises that are settled already take their course. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('WarmPool', () => {
  it('starts as many as it shall have, at once', () => {
    expect(new TestPool(2).starts).toHaveLength(2);
    expect(new TestPool(0).starts).toHaveLength(0);
  });

  it('gives a ready one at once, and replaces it a little later', async () => {
    const test = new TestPool(1);
    const item = await test.ready(0);
    expect(await test.pool.take()).toBe(item);
    await vi.advanceTimersByTimeAsync(REFILL_AFTER - 1);
    expect(test.starts).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(test.starts).toHaveLength(2);
  });

  it('starts one at once for a taker who would have to wait', async () => {
    const test = new TestPool(1);
    const takers = [test.pool.take(), test.pool.take()];
    expect(test.starts).toHaveLength(2);
    const items = [await test.ready(1), await test.ready(0)];
    expect(await Promise.all(takers)).toEqual(items);
    expect(await takers[0]).toBe(items[0]);
    await vi.advanceTimersByTimeAsync(REFILL_AFTER);
    expect(test.starts).toHaveLength(3);
  });

  it('starts one for a taker though it keeps none warm, and none after it', async () => {
    const test = new TestPool(0);
    const taken = test.pool.take();
    const item = await test.ready(0);
    expect(await taken).toBe(item);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(test.starts).toHaveLength(1);
  });

  it('never starts more than it shall have while nobody takes any, however slowly they start', async () => {
    const test = new TestPool(2);
    const ready = test.pool.whenReady();
    await test.ready(0);
    await vi.advanceTimersByTimeAsync(10_000);
    await test.ready(1);
    await ready;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(test.starts).toHaveLength(2);
  });

  it('is ready when all of them are', async () => {
    const test = new TestPool(2);
    let ready = false;
    void test.pool.whenReady().then(() => (ready = true));
    await test.ready(0);
    expect(ready).toBe(false);
    await test.ready(1);
    expect(ready).toBe(true);
    await test.pool.whenReady();
    await new TestPool(0).pool.whenReady();
  });

  it('says each time that more are ready, or fewer', async () => {
    const test = new TestPool(2);
    const now = () => [test.changes, test.pool.ready, test.pool.full];
    await test.ready(0);
    expect(now()).toEqual([1, 1, false]);
    await test.ready(1);
    expect(now()).toEqual([2, 2, true]);
    await test.pool.take();
    expect(now()).toEqual([3, 1, false]);
    await vi.advanceTimersByTimeAsync(REFILL_AFTER);
    await test.ready(2);
    expect(now()).toEqual([4, 2, true]);
    test.starts[2]!.died();
    expect(now()).toEqual([5, 1, false]);
  });

  it('has none more ready for one that somebody waits for', async () => {
    const test = new TestPool(0);
    const taken = test.pool.take();
    const item = await test.ready(0);
    expect([await taken, test.changes, test.pool.ready]).toEqual([item, 0, 0]);
  });

  it('tells who waits until it is ready that one cannot be started', async () => {
    const test = new TestPool(2);
    const ready = expect(test.pool.whenReady()).rejects.toThrow('no driver');
    await test.fail(1);
    await ready;
  });

  it('tells a taker why its process could not be started, as an error', async () => {
    const test = new TestPool(1);
    const taken = expect(test.pool.take()).rejects.toThrow('no driver');
    await test.fail(0, 'no driver');
    await taken;
  });

  it('replaces one that dies while it waits, and does not give it away', async () => {
    const test = new TestPool(1);
    const dead = await test.ready(0);
    test.starts[0]!.died();
    await vi.advanceTimersByTimeAsync(500);
    expect(test.starts).toHaveLength(2);
    const next = await test.ready(1);
    expect(next).not.toBe(dead);
    expect(await test.pool.take()).toBe(next);
  });

  it('does not mind the death of one that was taken', async () => {
    const test = new TestPool(1);
    await test.ready(0);
    await test.pool.take();
    test.starts[0]!.died();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(test.starts).toHaveLength(2);
  });

  it('tries less and less often where none can be started, and quickly again after one could', async () => {
    const test = new TestPool(1);
    const waits: number[] = [];
    for (let index = 0; index < 9; index++) {
      await test.fail(index);
      const failedAt = Date.now();
      await vi.advanceTimersToNextTimerAsync();
      waits.push(Date.now() - failedAt);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    await test.ready(9);
    test.starts[9]!.died();
    await vi.advanceTimersByTimeAsync(500);
    expect(test.starts).toHaveLength(11);
  });

  it('closes what is ready and what becomes ready later, not what was taken, once it is closed', async () => {
    const test = new TestPool(3);
    const [taken, warm] = [await test.ready(0), await test.ready(1)];
    expect(await test.pool.take()).toBe(taken);
    test.pool.close();
    test.pool.close();
    const late = await test.ready(2);
    expect([taken.closed, warm.closed, late.closed]).toEqual([false, true, true]);
  });

  it('refuses everybody who waits or comes once it is closed', async () => {
    const { pool } = new TestPool(1);
    const waiting = [pool.take(), pool.whenReady()];
    pool.close();
    for (const promise of [...waiting, pool.take(), pool.whenReady()]) await expect(promise).rejects.toThrow('closed');
  });

  it('starts nothing any more once it is closed', async () => {
    const test = new TestPool(1);
    await test.fail(0);
    test.pool.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(test.starts).toHaveLength(1);
  });
});
