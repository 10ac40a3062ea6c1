import { expect, it } from 'vitest';
import { Outlooks } from './outlooks.ts';

const bytes = (value: number): Uint8Array => Uint8Array.of(value);

it('keeps the newest of each viewer, in the order in which they came', () => {
  const outlooks = new Outlooks();
  outlooks.keep(1, 'resize', bytes(10));
  outlooks.keep(2, 'resize', bytes(20));
  outlooks.keep(1, 'preferences', bytes(11));
  outlooks.keep(1, 'resize', bytes(12));
  const second = { viewer: 2, bytes: bytes(20) };
  expect(outlooks.all).toEqual([second, { viewer: 1, bytes: bytes(12) }, { viewer: 1, bytes: bytes(11) }]);
  outlooks.forget(1);
  expect(outlooks.all).toEqual([second]);
});
