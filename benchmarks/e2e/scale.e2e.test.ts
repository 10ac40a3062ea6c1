/** The load tool at its smallest: real gateways, a real Redis, simulated hosts and viewers. What holds at any size is asked of it. */
import { expect, test } from 'vitest';
import { CASES } from '../src/scale/cases/all.ts';
import { measureCase, problemOf } from '../src/scale/measure.ts';
import type { ScaleSize } from '../src/scale/sizes.ts';

const TINY: ScaleSize = {
  hosts: 2,
  slots: 10,
  hostSockets: [2, 4, 6],
  viewerSockets: [20, 35, 50],
  tooMany: 5,
  atOnce: 4,
  offers: 40,
  storm: 50,
  waiting: 20,
  watch: 1,
};

async function measured(name: string): Promise<(figure: string) => number | undefined> {
  const found = CASES.find((one) => one.name === name)!;
  const { figures } = await measureCase(found, TINY);
  return (of) => figures.find((figure) => figure.name === of)?.value;
}

/** Cases that can be measured here. */
function possible(name: string): boolean {
  const problem = problemOf(CASES.find((one) => one.name === name)!);
  if (problem !== undefined) console.warn(`${name} is not tried: ${problem}`);
  return problem === undefined;
}

test('holds idle hosts and viewers', async () => {
  const value = await measured('sockets');
  expect(value('viewers')).toBe(50);
  expect(value('memory with all of them')).toBeGreaterThan(0);
});

test.runIf(possible('allocation-redis-2'))('gives out each slot once to those who ask the store', async () => {
  for (const name of ['allocation-memory', 'allocation-redis-1', 'allocation-redis-2']) {
    expect((await measured(name))('granted'), name).toBe(20);
  }
});

test.runIf(possible('sessions-redis-2'))('gives out each slot once over two gateways, and all of them', async () => {
  const value = await measured('sessions-redis-2');
  expect(value('granted')).toBe(20);
  expect(value('refused for want of a slot')).toBe(5);
  expect(value('other answers')).toBe(0);
  expect([value('least on a host'), value('most on a host')]).toEqual([10, 10]);
  // A session costs a bounded number of decisions, whatever else there is.
  expect(value('Redis: scripts of a session')).toBeLessThan(20);
});

test.runIf(possible('relay'))('answers every offer, also where viewer and host are at two gateways', async () => {
  const value = await measured('relay');
  for (const where of ['one gateway', 'two gateways']) {
    for (const many of [1, 32]) expect(value(`${where}, ${many} at once, unanswered`)).toBe(0);
  }
});

test.runIf(possible('storm-same'))(
  'loses nobody when a gateway is killed',
  async () => {
    for (const name of ['storm-same', 'storm-other', 'storm-hosts']) {
      const value = await measured(name);
      expect(value('never back'), name).toBe(0);
      expect(value('offers not answered') ?? 0, name).toBe(0);
    }
  },
  180_000,
);

test('keeps everybody in line who waits', async () => {
  const value = await measured('queue-memory');
  expect([value('waiting'), value('joined')]).toEqual([20, 21]);
});

test.runIf(possible('decisions'))('asks few commands of Redis for each decision', async () => {
  const value = await measured('decisions');
  const hosts = value('hosts')!;
  expect(hosts).toBe(6);
  for (const decision of ['register', 'allocate', 'update', 'session', 'report', 'end']) {
    expect(value(`${decision}, commands`), decision).toBeLessThan(40);
  }
  // Each second, for all hosts of a gateway.
  expect(value('beat, commands')).toBeLessThan(3 * hosts + 30);
});
