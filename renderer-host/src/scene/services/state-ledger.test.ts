import { decodeHostData, encodeHostData, STATE_LIMITS, type PlainValue, type StatePatch } from '@remote-view/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StateLedger } from './state-ledger.ts';

/** What a page has after these patches; each goes over the wire. */
function shown(patches: readonly StatePatch[], before: Record<string, PlainValue> = {}): Record<string, PlainValue> {
  const values = new Map(Object.entries(before));
  for (const patch of patches) {
    const { whole, entries } = decodeHostData(encodeHostData(patch)) as StatePatch;
    if (whole) values.clear();
    for (const [key, value] of entries) {
      if (value === undefined) values.delete(key);
      else values.set(key, value);
    }
  }
  return Object.fromEntries(values);
}

describe('shared state', () => {
  it('tells what changed once, as it is in the end', () => {
    const ledger = new StateLedger();
    ledger.set('a', 1);
    ledger.set('a', { deep: [2] });
    ledger.set('gone', 1);
    expect(ledger.delete('gone')).toBe(true);
    expect(ledger.delete('gone')).toBe(false);
    const patch = ledger.patch();
    expect(shown(patch)).toEqual({ a: { deep: [2] } });
    expect(ledger.patch()).toEqual([]);
    expect([...ledger.keys]).toEqual(['a']);
  });

  it('says nothing of what is set to what it was', () => {
    const ledger = new StateLedger();
    ledger.set('a', [1, 2]);
    ledger.patch();
    ledger.set('a', [1, 2]);
    expect(ledger.hasNews).toBe(false);
  });

  it('is a copy that nobody can change', () => {
    const ledger = new StateLedger();
    const list = [1];
    ledger.set('list', list);
    list.push(2);
    expect(ledger.get('list')).toEqual([1]);
    expect(Object.isFrozen(ledger.get('list'))).toBe(true);
    expect(ledger.get('nothing')).toBeUndefined();
  });

  it('comes in parts that fit into messages, of which all but the last say that more follow', () => {
    const ledger = new StateLedger();
    for (let key = 0; key < 5; key++) ledger.set(`key${key}`, 'ä'.repeat(6_000));
    const parts = ledger.whole();
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.map(({ whole, more }) => [whole, more])).toEqual(
      parts.map((_part, index) => [index === 0, index < parts.length - 1]),
    );
    expect(Object.keys(shown(parts))).toHaveLength(5);
    expect(ledger.hasNews).toBe(false);
  });

  it.each<[string, string, unknown, string]>([
    ['an empty key', '', 1, 'malformed-message'],
    ['a long key', 'x'.repeat(STATE_LIMITS.keyChars + 1), 1, 'malformed-message'],
    ['a Map', 'key', new Map(), 'malformed-message'],
    ['a function', 'key', () => 1, 'malformed-message'],
    ['a large value', 'key', 'x'.repeat(STATE_LIMITS.valueBytes), 'message-too-large'],
  ])('refuses %s, and is as it was', (_what, key, value, code) => {
    const ledger = new StateLedger();
    ledger.set('key', 'before');
    ledger.patch();
    expect(() => ledger.set(key, value as PlainValue)).toThrow(expect.objectContaining({ code }));
    expect([ledger.get('key'), ledger.hasNews]).toEqual(['before', false]);
  });

  it('holds no more keys and no more bytes than it may, and room that is given back is there again', () => {
    const ledger = new StateLedger();
    for (let key = 0; key < STATE_LIMITS.keys; key++) ledger.set(`${key}`, key);
    expect(() => ledger.set('one more', 1)).toThrow(expect.objectContaining({ code: 'message-too-large' }));
    ledger.delete('0');
    ledger.set('one more', 1);
    const large = 'x'.repeat(STATE_LIMITS.valueBytes - 100);
    const fill = (): void => {
      for (let key = 1; key < 10; key++) ledger.set(`${key}`, large);
    };
    expect(fill).toThrow(expect.objectContaining({ code: 'message-too-large' }));
    for (const key of ledger.keys) ledger.delete(key);
    for (let key = 0; key < 5; key++) ledger.set(`large${key}`, large);
  });

  it('is the same at a page whatever was done to it', () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', '__proto__', 'ключ'),
      value: fc.option(fc.jsonValue({ maxDepth: 3 }), { nil: undefined }),
      tell: fc.constantFrom('patch', 'whole', 'nothing'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const ledger = new StateLedger();
        let page: Record<string, PlainValue> = {};
        for (const { key, value, tell } of steps) {
          if (value === undefined) ledger.delete(key);
          else ledger.set(key, value);
          if (tell === 'patch') page = shown(ledger.patch(), page);
          if (tell === 'whole') page = shown(ledger.whole(), page);
        }
        page = shown(ledger.patch(), page);
        expect(page).toEqual(Object.fromEntries(ledger.keys.map((key) => [key, ledger.get(key)])));
      }),
    );
  });
});
