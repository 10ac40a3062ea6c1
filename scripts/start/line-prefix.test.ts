import { describe, expect, it } from 'vitest';
import { LinePrefix } from './line-prefix.ts';

describe('LinePrefix', () => {
  it('puts the prefix before each line, also where a chunk ends within one', () => {
    const prefix = new LinePrefix('host | ');
    expect(prefix.push('one\ntw')).toBe('host | one\n');
    expect(prefix.push('o\r\n\nthree')).toBe('host | two\nhost | \n');
    expect(prefix.flush()).toBe('host | three\n');
    expect(prefix.flush()).toBe('');
  });

  it('keeps no endless line in memory', () => {
    const prefix = new LinePrefix('> ');
    expect(prefix.push('x'.repeat(9_000))).toBe(`> ${'x'.repeat(9_000)}\n`);
    expect(prefix.flush()).toBe('');
  });
});
