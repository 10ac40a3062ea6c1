import * as Type from 'typebox';
import type { TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { RemoteViewError } from './errors.ts';
import { check, explain, parseJson } from './schema.ts';

const strict = { additionalProperties: false };

describe('explain', () => {
  it.each<[name: string, schema: TSchema, value: unknown, problem: string | undefined]>([
    ['a string', Type.String(), 'a', undefined],
    ['a number for a string', Type.String(), 1, 'the message is not a string'],
    ['a string at its bounds', Type.String({ minLength: 1, maxLength: 2 }), 'ab', undefined],
    ['a short string', Type.String({ minLength: 1 }), '', 'the message is too short'],
    ['a long string', Type.String({ maxLength: 2 }), 'abc', 'the message is too long'],
    ['a string of another form', Type.String({ pattern: '^[a-z]+$' }), 'a\n', 'the message has a wrong form'],
    ['a string of a list', Type.Unsafe({ type: 'string', enum: ['a', 'b'] }), 'b', undefined],
    [
      'a string of no list',
      Type.Unsafe({ type: 'string', enum: ['a', 'b'] }),
      'c',
      'the message is none of the known values',
    ],
    ['a number', Type.Number(), 1.5, undefined],
    ['a string for a number', Type.Number(), '1', 'the message is not a number'],
    ['NaN', Type.Number(), Number.NaN, 'the message is not a number'],
    ['infinity', Type.Integer(), Infinity, 'the message is not a number'],
    ['a fraction for an integer', Type.Integer(), 1.5, 'the message is not an integer'],
    ['a small number', Type.Integer({ minimum: 1 }), 0, 'the message is too small'],
    ['a large number', Type.Integer({ maximum: 1 }), 2, 'the message is too large'],
    ['a boolean', Type.Boolean(), false, undefined],
    ['a number for a boolean', Type.Boolean(), 0, 'the message is not a boolean'],
    ['a literal', Type.Literal('a'), 'a', undefined],
    ['another literal', Type.Literal('a'), 'b', 'the message is not a'],
    ['anything where all is allowed', Type.Unknown(), { any: [null] }, undefined],
    ['an array', Type.Array(Type.Integer()), [1, 2], undefined],
    ['an object for an array', Type.Array(Type.Integer()), { length: 0 }, 'the message is not an array'],
    ['a long array', Type.Array(Type.Integer(), { maxItems: 1 }), [1, 2], 'the message is too long'],
    ['a wrong item', Type.Array(Type.Integer()), [1, 'x'], "'1' is not a number"],
    ['an object', Type.Object({ a: Type.Integer() }, strict), { a: 1 }, undefined],
    ['null for an object', Type.Object({}), null, 'the message is not an object'],
    ['an array for an object', Type.Object({}), [], 'the message is not an object'],
    ['a string for an object', Type.Object({}), 'x', 'the message is not an object'],
    ['an object without a key', Type.Object({ a: Type.Integer() }), {}, "the message has no 'a'"],
    ['an inherited key', Type.Object({ toString: Type.Unknown() }), {}, "the message has no 'toString'"],
    ['an unknown key', Type.Object({}, strict), { b: 1 }, "the message has an unknown 'b'"],
    [
      'a key of the prototype',
      Type.Object({}, strict),
      JSON.parse('{"__proto__":1}'),
      "the message has an unknown '__proto__'",
    ],
    [
      'a very long key',
      Type.Object({}, strict),
      { ['k'.repeat(90)]: 1 },
      `the message has an unknown '${'k'.repeat(32)}'`,
    ],
    ['an unknown key where they are allowed', Type.Object({}), { b: 1 }, undefined],
    ['an optional key that is absent', Type.Object({ a: Type.Optional(Type.Integer()) }, strict), {}, undefined],
    [
      'an optional key that is wrong',
      Type.Object({ a: Type.Optional(Type.Integer()) }),
      { a: null },
      "'a' is not a number",
    ],
    [
      'a wrong value deep inside',
      Type.Object({ a: Type.Array(Type.Object({ b: Type.Boolean() })) }),
      { a: [{ b: 1 }] },
      "'a/0/b' is not a boolean",
    ],
  ])('of %s', (_name, schema, value, problem) => {
    expect(explain(schema, value)).toBe(problem);
    expect(check(schema, value)).toBe(problem === undefined);
  });

  it('of a union names the problem of the form that the value claims to be', () => {
    const union = Type.Union([
      Type.Object({ type: Type.Literal('a'), x: Type.Integer() }, strict),
      Type.Object({ type: Type.Literal('b') }, strict),
    ]);
    expect(explain(union, { type: 'a', x: 1 })).toBeUndefined();
    expect(explain(union, { type: 'b' })).toBeUndefined();
    expect(explain(union, { type: 'a', x: 'one' })).toBe("'x' is not a number");
    for (const value of [{ type: 'c' }, {}, null, 'a', ['a']]) {
      expect(explain(union, value)).toBe('the message fits none of the known forms');
    }
    expect(explain(Type.Union([Type.Literal('x'), Type.Literal('y')]), { type: 'x' })).toBe(
      'the message fits none of the known forms',
    );
    expect(explain(Type.Union([Type.Object({}, strict)]), { type: 'x' })).toBe(
      'the message fits none of the known forms',
    );
  });

  it('throws for a schema that asks for more than it can check', () => {
    expect(() => explain(Type.String({ format: 'email' }), 'x')).toThrow("schema keyword 'format' is not supported");
    expect(() => explain(Type.Object({ a: Type.Number({ multipleOf: 2 }) }), { a: 2 })).toThrow('multipleOf');
  });
});

describe('parseJson', () => {
  const schema = Type.Object({ a: Type.Integer() }, strict);
  const refusal = (text: string, maxChars = 100): RemoteViewError => {
    try {
      parseJson(schema, text, maxChars);
    } catch (error) {
      if (error instanceof RemoteViewError) return error;
      throw error;
    }
    throw new Error('accepted');
  };

  it('returns what fits', () => {
    expect(parseJson(schema, '{"a":1}', 7)).toEqual({ a: 1 });
  });

  it('refuses what is too large before it looks into it', () => {
    expect(refusal('{"a":1}', 6)).toMatchObject({
      code: 'message-too-large',
      message: 'A message was larger than allowed. Send less at once. [chars:7, maxChars:6]',
    });
  });

  it.each(['', '{', 'undefined', '{"a":1}}', "{'a':1}", '\u0000', '{"a":NaN}'])(
    'refuses %j, which is no JSON',
    (text) => {
      expect(refusal(text)).toMatchObject({
        code: 'malformed-message',
        message: 'A message was not understood: not JSON.',
        cause: expect.any(SyntaxError),
      });
    },
  );

  it('refuses JSON that does not fit, and says where', () => {
    expect(refusal('{"a":"x"}')).toMatchObject({
      code: 'malformed-message',
      message: "A message was not understood: 'a' is not a number.",
    });
    expect(refusal('null').message).toBe('A message was not understood: the message is not an object.');
  });

  it('survives nesting as deep as a message can be', () => {
    const deep = (open: string, close: string): string => open.repeat(30_000) + close.repeat(30_000);
    expect(refusal(deep('[', ']'), 65_536).code).toBe('malformed-message');
    expect(refusal('{"a":'.repeat(10_000), 65_536).code).toBe('malformed-message');
  });
});
