import { describe, expect, it } from 'vitest';
import { RemoteViewError } from './errors.ts';
import { Fields } from './fields.ts';

/** The message of the RemoteViewError that reading one field of `value` throws. */
function refusal(read: (fields: Fields) => unknown, ...values: unknown[]): string {
  try {
    read(new Fields([1, ...values]));
  } catch (error) {
    expect(error).toBeInstanceOf(RemoteViewError);
    expect((error as RemoteViewError).code).toBe('malformed-message');
    return (error as Error).message;
  }
  return 'accepted';
}

describe('Fields', () => {
  it('reads one element after the other', () => {
    const fields = new Fields([9, 1, 0.5, 'a', true, 1, [1, 2], { x: 1 }]);
    expect(fields.type).toBe(9);
    expect(fields.int(0, 1)).toBe(1);
    expect(fields.float(0, 1)).toBe(0.5);
    expect(fields.string(1)).toBe('a');
    expect(fields.boolean()).toBe(true);
    expect(fields.oneOf(['x', 'y'])).toBe('y');
    expect(fields.ints(2, 0, 2)).toEqual([1, 2]);
    expect(fields.any()).toEqual({ x: 1 });
    fields.end();
  });

  it('reads lists in a message like messages, each with a number of its own in front', () => {
    const [first, second] = new Fields([1, [[5, 'a'], [6]]]).lists(2);
    expect([first!.typeInt(0, 9), first!.isAtEnd, first!.string(1), first!.isAtEnd]).toEqual([5, false, 'a', true]);
    expect([second!.typeInt(6, 6), second!.isAtEnd]).toEqual([6, true]);
    expect(() => second!.typeInt(7, 9)).toThrow('a list in it begins with no integer in 7..9');
    expect(refusal((fields) => fields.lists(1), [[1], [2]])).toContain('element 1 is no array of at most 1');
    expect(refusal((fields) => fields.lists(1), 7)).toContain('element 1 is no array of at most 1');
    expect(refusal((fields) => fields.lists(1), [7])).toContain('it is no array');
  });

  it.each([[null], [undefined], ['text'], [7], [{}], [new Uint8Array(2)]])('refuses %j, which is no array', (value) => {
    expect(() => new Fields(value)).toThrow('A message was not understood: it is no array.');
  });

  it.each([[undefined], ['1'], [1.5], [Number.NaN], [Infinity], [-1], [11], [[]], [{}], [null], [true]])(
    'refuses %j for an integer in 0..10',
    (value) => {
      expect(refusal((fields) => fields.int(0, 10), value)).toContain('element 1 is no integer in 0..10');
    },
  );

  it.each([[Number.NaN], [Infinity], [-Infinity], [1.01], [-0.01], ['0'], [null], [[]]])(
    'refuses %j for a number in 0..1',
    (value) => {
      expect(refusal((fields) => fields.float(0, 1), value)).toContain('element 1 is no number in 0..1');
    },
  );

  it.each([['abcd'], [1], [null], [['a']]])('refuses %j for a string of three', (value) => {
    expect(refusal((fields) => fields.string(3), value)).toContain('element 1 is no string of at most 3');
  });

  it.each([[0], [1], ['true'], [null]])('refuses %j for a boolean', (value) => {
    expect(refusal((fields) => fields.boolean(), value)).toContain('element 1 is no boolean');
  });

  it('refuses an index outside of the names', () => {
    expect(refusal((fields) => fields.oneOf(['a', 'b']), 2)).toContain('element 1 is no integer in 0..1');
    expect(refusal((fields) => fields.oneOf(['a', 'b']), 'a')).toContain('element 1 is no integer in 0..1');
  });

  it.each([
    ['too many', [1, 2, 3], 'is no array of at most 2'],
    ['no array', 'ab', 'is no array of at most 2'],
    ['one too large', [1, 6], 'holds no integers in 0..5'],
    ['one too small', [-1], 'holds no integers in 0..5'],
    ['a fraction', [0.5], 'holds no integers in 0..5'],
    ['a string', ['1'], 'holds no integers in 0..5'],
  ])('refuses integers with %s', (_name, value, problem) => {
    expect(refusal((fields) => fields.ints(2, 0, 5), value)).toContain(`element 1 ${problem}`);
  });

  it('refuses fewer elements than are read, and more', () => {
    expect(refusal((fields) => fields.any())).toContain('it ends after 1 elements');
    expect(refusal((fields) => fields.end(), 1, 2)).toContain('it has 3 elements');
  });

  it('can show any type in an error message', () => {
    expect(new Fields([5]).typeText).toBe('type 5');
    expect(new Fields([{ toString: 1, valueOf: 1 }]).typeText).toBe('a type that is no number (object)');
    expect(new Fields(['x'.repeat(10_000)]).typeText).toBe('a type that is no number (string)');
    expect(new Fields([]).typeText).toBe('a type that is no number (undefined)');
  });
});
