import * as TypeBox from 'typebox';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Type } from './type.ts';

/** Each builder with each kind of argument that it takes. */
function everything(T: typeof Type): TypeBox.TSchema {
  const text = T.String({ minLength: 1, pattern: '^a' });
  return T.Object(
    {
      text,
      maybe: T.Optional(text),
      list: T.Array(T.Union([T.Literal('a'), T.Literal(1), T.Literal(true)]), { maxItems: 2 }),
      number: T.Number({ minimum: 0 }),
      integer: T.Integer(),
      flag: T.Boolean(),
      unknown: T.Unknown(),
      nested: T.Object({ maybe: T.Optional(T.Number()) }),
      own: T.Unsafe<'a'>({ type: 'string', enum: ['a'] }),
    },
    { additionalProperties: false },
  );
}

describe('our schema builders', () => {
  it("make what TypeBox's make", () => {
    expect(JSON.parse(JSON.stringify(everything(Type)))).toEqual(JSON.parse(JSON.stringify(everything(TypeBox))));
  });

  it('leave a schema as it is where a property of it is optional', () => {
    const text = Type.String();
    const schema = Type.Object({ maybe: Type.Optional(text), text });
    expect(schema).toMatchObject({ required: ['text'] });
    expectTypeOf<TypeBox.Static<typeof schema>>().toEqualTypeOf<{ maybe?: string; text: string }>();
  });
});
