import { expect, test } from 'vitest';
import { RecentHosts } from './recent-hosts.ts';

/** A store whose answers take so long. */
function storeThatTakes(ms: number) {
  const clock = { now: 1_000, reads: 0 };
  const store = {
    hosts: async () => {
      clock.reads += 1;
      await Promise.resolve();
      clock.now += ms;
      return [];
    },
  };
  return { clock, recent: new RecentHosts(store, () => clock.now) };
}

test('hosts that are read at once are read anew each time', async () => {
  const { clock, recent } = storeThatTakes(0);
  for (let asked = 0; asked < 3; asked++) await recent.list();
  expect(clock.reads).toBe(3);
});

test('however often somebody asks, little of the time is spent on reading', async () => {
  const { clock, recent } = storeThatTakes(10);
  const from = clock.now;
  while (clock.now < from + 10_000) {
    await recent.list();
    clock.now += 1;
  }
  expect((clock.reads * 10) / (clock.now - from)).toBeLessThan(1 / 40);
});

test('what takes long is still read every few seconds', async () => {
  const { clock, recent } = storeThatTakes(500);
  await recent.list();
  clock.now += 2_000;
  await recent.list();
  expect(clock.reads).toBe(2);
});

test('those who ask at the same time share one answer', async () => {
  const { clock, recent } = storeThatTakes(10);
  await Promise.all([recent.list(), recent.list(), recent.list()]);
  expect(clock.reads).toBe(1);
});

test('a failure is told and not kept', async () => {
  let isBroken = true;
  const hosts = async () => {
    if (isBroken) throw new Error('away');
    return [];
  };
  const recent = new RecentHosts({ hosts }, () => 0);
  await expect(recent.list()).rejects.toThrow('away');
  isBroken = false;
  await expect(recent.list()).resolves.toEqual([]);
});
