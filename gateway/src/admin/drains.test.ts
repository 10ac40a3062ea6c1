import { describe, expect, test } from 'vitest';
import type { HostId } from '@remote-view/protocol';
import { Drains } from './drains.ts';

const A = 'a' as HostId;
const host = (taken: number, cordoned = true) => ({ id: A, taken, cordoned });

describe('a host that is emptied', () => {
  test('is due when its time has come, and until nothing runs there', () => {
    const drains = new Drains();
    expect(drains.begin(A, 1_000, 5_000)).toBe(6_000);
    expect(drains.look(5_999, [host(2)])).toEqual([]);
    expect(drains.look(6_000, [host(2)])).toEqual([A]);
    expect(drains.look(7_000, [host(1)])).toEqual([A]);
    expect(drains.look(8_000, [host(0)])).toEqual([]);
    expect(drains.size).toBe(0);
  });

  test('may be empty long before, and is due again if it fills against all rules', () => {
    const drains = new Drains();
    drains.begin(A, 0, 5_000);
    drains.look(1_000, [host(0)]);
    expect(drains.endsAt(A)).toBe(5_000);
    expect(drains.look(5_000, [host(1)])).toEqual([A]);
  });

  test('is forgotten when it takes sessions again, though another gateway said so', () => {
    const drains = new Drains();
    drains.begin(A, 0, 5_000);
    drains.look(1_000, [host(2, false)]);
    expect(drains.look(6_000, [host(2)])).toEqual([]);
  });

  test('is forgotten when it is gone, and when it is to be left alone', () => {
    const drains = new Drains();
    drains.begin(A, 0, 5_000);
    drains.look(1_000, []);
    expect(drains.size).toBe(0);
    drains.begin(A, 0, 5_000);
    drains.cancel(A);
    expect(drains.endsAt(A)).toBeUndefined();
  });
});
