/** For property tests: values that fit a schema of ours, values that nearly do, and text that is no message at all. */
import fc from 'fast-check';

/** What our schemas are made of, as JSON schema has it. */
export interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Values for properties of these names: ids of what is there make more of a message than ids of nothing. */
export type Known = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** How often a property is tried where nobody asked for longer; `npm run fuzz` goes on for its time. */
export function runs(usual: number): { numRuns?: number } {
  return process.env['FUZZ_SECONDS'] === undefined ? { numRuns: usual } : {};
}

export function fitting(shape: Shape, known: Known = {}): fc.Arbitrary<unknown> {
  if (shape.anyOf !== undefined) return fc.oneof(...shape.anyOf.map((one) => fitting(one, known)));
  if (shape.const !== undefined) return fc.constant(shape.const);
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum);
  switch (shape.type) {
    case 'object':
      return fittingObject(shape, known);
    case 'array':
      return fc.array(fitting(shape.items ?? {}, known), { maxLength: Math.min(4, shape.maxItems ?? 4) });
    case 'string':
      return fittingText(shape);
    case 'integer':
      return fc.integer({ min: shape.minimum ?? -1e9, max: shape.maximum ?? 1e9 });
    case 'number':
      return fc.double({ min: shape.minimum ?? -1e9, max: shape.maximum ?? 1e9, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue();
  }
}

/** What fits but for one thing: a value is another, missing or too much, or has something in it that nobody knows. */
export function nearlyFitting(shape: Shape, known: Known = {}): fc.Arbitrary<unknown> {
  const how = fc.constantFrom('replace', 'remove', 'add', 'wrap');
  return fc.tuple(fitting(shape, known), fc.nat(), how, oddValue, oddName).map(([value, at, change, odd, name]) => {
    const root = { value: structuredClone(value) };
    const places = [...placesIn(root)];
    const { holder, key } = places[at % places.length]!;
    if (change === 'remove') delete holder[key];
    else if (change === 'wrap') holder[key] = [holder[key]];
    else if (change === 'add' && isHolder(holder[key])) setOwn(holder[key], name, odd);
    else setOwn(holder, key, odd);
    return root.value;
  });
}

/** A message as text: one that fits, one that nearly does, a piece of one, or none. */
export function messageText(shape: Shape, known: Known = {}): fc.Arbitrary<string> {
  const whole = (value: unknown): string => JSON.stringify(value) ?? 'undefined';
  const cut = fc.tuple(fitting(shape, known).map(whole), fc.nat()).map(([text, at]) => text.slice(0, at % text.length));
  return fc.oneof(
    { arbitrary: fitting(shape, known).map(whole), weight: 4 },
    { arbitrary: nearlyFitting(shape, known).map(whole), weight: 4 },
    { arbitrary: cut, weight: 1 },
    { arbitrary: noMessage, weight: 1 },
  );
}

export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '.',
    '..',
    '../../etc/passwd',
    '%00',
    '%2e%2e%2f',
    '__proto__',
    'constructor',
    'toString',
    '\u0000',
    '\r\nset-cookie: a=b',
    '\uD800',
    '\u202Egnp.exe',
    'ﷺ'.repeat(40),
    '-1',
    '1e999',
    '9'.repeat(40),
    '${jndi:ldap://127.0.0.1}',
    "'; DROP TABLE sessions; --",
    '<script>',
    'x'.repeat(3_000),
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

const oddName = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'prototype', 'toJSON', 'length', 'type'), oddText);

const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, -1, 0, 0.5, 2 ** 53, -1e308, [], {}),
  fc.constant(JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as unknown),
  fc.nat({ max: 30 }).map((depth) => JSON.parse('['.repeat(depth) + ']'.repeat(depth) || '0') as unknown),
  oddText,
);

const noMessage = fc.oneof(
  oddText,
  fc.constantFrom('{"type":"\u0000"}', '{"type":NaN}', "{'type':'join'}", '{"type":"join","type":"offer"}', '[]', '0'),
  fc.integer({ min: 1, max: 20_000 }).map((depth) => '['.repeat(depth)),
  fc.integer({ min: 1, max: 20_000 }).map((depth) => '{"a":'.repeat(depth)),
);

function fittingObject({ properties = {}, required = [] }: Shape, known: Known): fc.Arbitrary<unknown> {
  const parts = Object.entries(properties).map(([name, part]) => {
    const usual = fitting(part, known);
    const own = known[name];
    return [name, own === undefined ? usual : fc.oneof({ arbitrary: own, weight: 4 }, usual)] as const;
  });
  return fc.record(Object.fromEntries(parts), { requiredKeys: [...required], noNullPrototype: true });
}

function fittingText({ pattern, minLength = 0, maxLength = 200 }: Shape): fc.Arbitrary<string> {
  const some = pattern === undefined ? fc.string({ maxLength }) : fc.stringMatching(new RegExp(pattern));
  // Most patterns say which characters there may be: what repeats them fits as well.
  return some.map((text) => text.repeat(Math.ceil(minLength / Math.max(1, text.length)) || 1).slice(0, maxLength));
}

type Holder = Record<string, unknown>;

function* placesIn(holder: Holder): Generator<{ readonly holder: Holder; readonly key: string }> {
  for (const key of Object.keys(holder)) {
    yield { holder, key };
    const value = holder[key];
    if (isHolder(value)) yield* placesIn(value);
  }
}

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null;
}

/** Also what an assignment would take for something else, such as `__proto__`. */
function setOwn(holder: Holder, key: string, value: unknown): void {
  if (Array.isArray(holder) && !/^\d{1,2}$/.test(key)) return void holder.push(value);
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}
