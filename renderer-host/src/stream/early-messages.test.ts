import { describe, expect, it } from 'vitest';
import { EarlyMessages } from './early-messages.ts';

describe('EarlyMessages', () => {
  it('gives what is for all to the first, and what is for one to that one', () => {
    const early = new EarlyMessages();
    early.keep(2, Uint8Array.of(2));
    early.keep(undefined, Uint8Array.of(0));
    expect(early.take(1)).toEqual([Uint8Array.of(0)]);
    expect(early.take(2)).toEqual([Uint8Array.of(2)]);
    expect(early.take(2)).toEqual([]);
  });

  it('keeps the newest 32', () => {
    const early = new EarlyMessages();
    for (let index = 0; index < 40; index++) early.keep(1, Uint8Array.of(index));
    expect(early.take(1).map(([byte]) => byte)).toEqual(Array.from({ length: 32 }, (_, index) => index + 8));
  });

  it('forgets what was for who is gone', () => {
    const early = new EarlyMessages();
    early.keep(1, Uint8Array.of(1));
    early.forget(1);
    expect(early.take(1)).toEqual([]);
  });
});
