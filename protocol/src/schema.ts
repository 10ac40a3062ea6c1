/**
 * Checks a value against the JSON-schema subset that our TypeBox schemas are made of.
 *
 * TypeBox's own checkers are excellent and cost 33 kB gzipped in a browser, more than the whole viewer may; this is
 * 1 kB, generates no code (strict CSP), and the same one runs at every end of every link. A keyword that it does not
 * know throws when the schema is first used, so nothing is ever silently unchecked.
 */
import type { Static, TSchema } from 'typebox';
import { RemoteViewError, type ErrorCode } from './errors.ts';

interface Schema {
  readonly [keyword: string]: unknown;
}

const KEYWORDS = new Set([
  'type',
  'const',
  'enum',
  'anyOf',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'maxItems',
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'maximum',
  'title',
  'description',
  'default',
]);

/** Returns where and why `value` does not fit, or undefined where it does. */
export function explain(schema: TSchema, value: unknown): string | undefined {
  return visit(schema as Schema, value, '');
}

/** Whether `value` fits `schema`. */
export function check<S extends TSchema>(schema: S, value: unknown): value is Static<S> {
  return explain(schema, value) === undefined;
}

/**
 * Parses JSON text from a peer.
 * @throws RemoteViewError `message-too-large` before parsing, `malformed-message` when it is no JSON or does not fit.
 */
export function parseJson<S extends TSchema>(schema: S, text: string, maxChars: number): Static<S> {
  if (text.length > maxChars) {
    throw new RemoteViewError('message-too-large', undefined, { context: { chars: text.length, maxChars } });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw malformed('not JSON', cause);
  }
  const problem = explain(schema, value);
  if (problem !== undefined) throw malformed(problem);
  return value as Static<S>;
}

function malformed(problem: string, cause?: unknown, code: ErrorCode = 'malformed-message'): RemoteViewError {
  return new RemoteViewError(code, `A message was not understood: ${problem}.`, cause === undefined ? {} : { cause });
}

function visit(schema: Schema, value: unknown, path: string): string | undefined {
  for (const keyword in schema) {
    if (!KEYWORDS.has(keyword)) throw new TypeError(`schema keyword '${keyword}' is not supported`);
  }
  if (schema['anyOf'] !== undefined) return visitUnion(schema['anyOf'] as readonly Schema[], value, path);
  if ('const' in schema) return value === schema['const'] ? undefined : `${at(path)} is not ${String(schema['const'])}`;
  switch (schema['type']) {
    case 'object':
      return visitObject(schema, value, path);
    case 'array':
      return visitArray(schema, value, path);
    case 'string':
      return visitString(schema, value, path);
    case 'integer':
    case 'number':
      return visitNumber(schema, value, path);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `${at(path)} is not a boolean`;
    default:
      // Type.Unknown() has no type: anything goes, which is for application data alone.
      return undefined;
  }
}

function visitUnion(options: readonly Schema[], value: unknown, path: string): string | undefined {
  // A message union is told apart by its `type`: the problem worth reporting is that of the option it claims to be.
  const tag = isRecord(value) ? value['type'] : undefined;
  let problem: string | undefined;
  for (const option of options) {
    const found = visit(option, value, path);
    if (found === undefined) return undefined;
    const properties = option['properties'] as Record<string, Schema> | undefined;
    if (tag !== undefined && properties?.['type']?.['const'] === tag) problem = found;
  }
  return problem ?? `${at(path)} fits none of the known forms`;
}

function visitObject(schema: Schema, value: unknown, path: string): string | undefined {
  if (!isRecord(value)) return `${at(path)} is not an object`;
  const properties = schema['properties'] as Record<string, Schema>;
  for (const key of (schema['required'] as readonly string[] | undefined) ?? []) {
    if (!Object.hasOwn(value, key)) return `${at(path)} has no '${key}'`;
  }
  for (const key of Object.keys(value)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property === undefined) {
      if (schema['additionalProperties'] === false) return `${at(path)} has an unknown '${key.slice(0, 32)}'`;
      continue;
    }
    const problem = visit(property, value[key], `${path}/${key}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function visitArray(schema: Schema, value: unknown, path: string): string | undefined {
  if (!Array.isArray(value)) return `${at(path)} is not an array`;
  if (value.length > ((schema['maxItems'] as number | undefined) ?? Infinity)) return `${at(path)} is too long`;
  for (const [index, item] of value.entries()) {
    const problem = visit(schema['items'] as Schema, item, `${path}/${index}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function visitString(schema: Schema, value: unknown, path: string): string | undefined {
  if (typeof value !== 'string') return `${at(path)} is not a string`;
  const options = schema['enum'] as readonly string[] | undefined;
  if (options !== undefined && !options.includes(value)) return `${at(path)} is none of the known values`;
  if (value.length < ((schema['minLength'] as number | undefined) ?? 0)) return `${at(path)} is too short`;
  if (value.length > ((schema['maxLength'] as number | undefined) ?? Infinity)) return `${at(path)} is too long`;
  const pattern = schema['pattern'] as string | undefined;
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) return `${at(path)} has a wrong form`;
  return undefined;
}

function visitNumber(schema: Schema, value: unknown, path: string): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return `${at(path)} is not a number`;
  if (schema['type'] === 'integer' && !Number.isInteger(value)) return `${at(path)} is not an integer`;
  if (value < ((schema['minimum'] as number | undefined) ?? -Infinity)) return `${at(path)} is too small`;
  if (value > ((schema['maximum'] as number | undefined) ?? Infinity)) return `${at(path)} is too large`;
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function at(path: string): string {
  return path === '' ? 'the message' : `'${path.slice(1)}'`;
}
