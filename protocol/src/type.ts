/**
 * The builders of our message schemas: TypeBox's types over plain JSON schema.
 *
 * TypeBox itself makes the same objects and loads 370 modules to do so: 22 MB and a twelfth of a second in each of our
 * processes, and none of the rest is used here, because `schema.ts` checks. So only its types are taken.
 */
import type * as TypeBox from 'typebox';

type Builders = Pick<
  typeof TypeBox,
  | 'Array'
  | 'Boolean'
  | 'Integer'
  | 'Literal'
  | 'Number'
  | 'Object'
  | 'Optional'
  | 'String'
  | 'Union'
  | 'Unknown'
  | 'Unsafe'
>;

type JsonSchema = Readonly<Record<PropertyKey, unknown>>;

/** Says to `Object` that a property may be left out; not seen by whoever reads or prints the schema. */
const OPTIONAL = Symbol('optional');

const plain =
  (type: string) =>
  (options: JsonSchema = {}): JsonSchema => ({ type, ...options });

const builders = {
  Array: (items: JsonSchema, options: JsonSchema = {}) => ({ type: 'array', items, ...options }),
  Boolean: plain('boolean'),
  Integer: plain('integer'),
  Literal: (value: unknown, options: JsonSchema = {}) => ({ type: typeof value, const: value, ...options }),
  Number: plain('number'),
  Object: (properties: Readonly<Record<string, JsonSchema>>, options: JsonSchema = {}) => {
    const required = Object.keys(properties).filter((name) => properties[name]?.[OPTIONAL] !== true);
    return { type: 'object', ...(required.length === 0 ? {} : { required }), properties, ...options };
  },
  Optional: (schema: JsonSchema) => Object.defineProperty({ ...schema }, OPTIONAL, { value: true }),
  String: plain('string'),
  Union: (options: readonly JsonSchema[]) => ({ anyOf: options }),
  Unknown: () => ({}),
  Unsafe: (schema: JsonSchema) => schema,
};

export const Type = builders as unknown as Builders;
