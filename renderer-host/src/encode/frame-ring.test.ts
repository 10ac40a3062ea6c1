import { describe, expect, it } from 'vitest';
import { RING_SLOTS, ringMemory, ringSlot, SlotPool } from './frame-ring.ts';

describe('the ring’s memory', () => {
  it('has slots that do not overlap and fill it', () => {
    const memory = ringMemory(10);
    for (let slot = 0; slot < RING_SLOTS; slot++) ringSlot(memory, slot).fill(slot + 1);
    const expected = Array.from({ length: RING_SLOTS }, (_, slot) => Array.from({ length: 10 }, () => slot + 1)).flat();
    expect([...new Uint8Array(memory.buffer)]).toEqual(expected);
  });

  it('can be seen by two threads', () => {
    expect(ringMemory(4).buffer).toBeInstanceOf(SharedArrayBuffer);
  });
});

describe('SlotPool', () => {
  it('gives each slot to one taker', () => {
    const pool = new SlotPool();
    const taken = Array.from({ length: RING_SLOTS }, () => pool.take());
    expect(new Set(taken)).toEqual(new Set([0, 1, 2]));
    expect(pool.busy).toBe(RING_SLOTS);
  });

  it('has none to give when all are in use', () => {
    const pool = new SlotPool();
    for (let count = 0; count < RING_SLOTS; count++) pool.take();
    expect(pool.take()).toBeUndefined();
    expect(pool.busy).toBe(RING_SLOTS);
  });

  it('gives a slot again that came back', () => {
    const pool = new SlotPool();
    for (let count = 0; count < RING_SLOTS; count++) pool.take();
    pool.give(1);
    expect(pool.busy).toBe(RING_SLOTS - 1);
    expect(pool.take()).toBe(1);
  });

  it('gives the one that is asked for, where it is free', () => {
    const pool = new SlotPool();
    expect([pool.takeThis(1), pool.takeThis(1)]).toEqual([true, false]);
    expect(pool.busy).toBe(1);
    expect(new Set([pool.take(), pool.take()])).toEqual(new Set([0, 2]));
    pool.give(1);
    expect(pool.takeThis(1)).toBe(true);
  });
});
