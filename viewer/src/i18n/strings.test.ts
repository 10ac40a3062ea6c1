import { describe, expect, it } from 'vitest';
import { fill } from './strings.ts';

describe('filling in', () => {
  it('puts values where their names are, and leaves what it does not know', () => {
    expect(fill('{name} of {total}, {name}', { name: 'a', total: 3 })).toBe('a of 3, a');
    expect(fill('{other} {', { name: 'a' })).toBe('{other} {');
  });

  it('takes a value as it is, with braces and dollars', () => {
    expect(fill('Sending {name}…', { name: '{size} $& $1' })).toBe('Sending {size} $& $1…');
  });
});
