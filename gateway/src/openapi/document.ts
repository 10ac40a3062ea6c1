/** Makes of what Fastify knows of its routes what programs and people want to read. Pure. */
import type { Document, Operation, Schema } from './openapi-types.ts';
import { EXAMPLES, FIELDS, NAMED, PARAMETERS } from './named-schemas.ts';

export const INFO = {
  title: 'Remote View gateway',
  description: [
    'Sessions of scenes that are rendered on a host and shown in a browser.',
    'Viewers speak WebSocket from then on, which docs/protocol.md describes.',
  ].join(' '),
};

/** Who may call an operation. Without any of them, everybody may. */
export const SECURITY_SCHEMES = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key of a backend, or an admin key. In dev mode none is asked for.',
  },
  viewerToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The token of a session, as its maker or its owner was given it.',
  },
} as const;

export const TAGS = [
  { name: 'Sessions', description: 'For backends, and for owners of a session.' },
  { name: 'Watching', description: 'WebRTC over HTTP for players that are not ours (WHEP).' },
  { name: 'Catalogue', description: 'For everybody.' },
  { name: 'Administration', description: 'With an admin key.' },
  { name: 'Operation', description: 'For balancers and orchestrators.' },
];

const PROBLEM = {
  description: 'Refused, or failed: the code says why.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** Named schemas in one place, problems for every operation, and no operation that nobody has described. */
export function finishDocument(document: Document): Document {
  const schemas = Object.fromEntries(Object.entries(NAMED).map(([name, schema]) => [name, plain(schema)]));
  const names = new Map(Object.entries(schemas).map(([name, schema]) => [JSON.stringify(schema), name]));
  const paths = Object.entries(document.paths).map(([path, operations]) => {
    const finished = Object.entries(operations).map(
      ([method, operation]) => [method, finish(operation, names)] as const,
    );
    return [path, Object.fromEntries(finished)] as const;
  });
  const described = Object.entries(schemas).map(
    ([name, schema]) => [name, describe(name, inside(schema, names))] as const,
  );
  const used = new Set(paths.flatMap(([, operations]) => Object.values(operations).flatMap(({ tags = [] }) => tags)));
  return {
    ...document,
    tags: (document.tags ?? []).filter(({ name }) => used.has(name)),
    paths: Object.fromEntries(paths),
    components: { ...document.components, schemas: usedOnes(Object.fromEntries(paths), Object.fromEntries(described)) },
  };
}

/** Fastify knows no better word for any of them. */
const SUCCESS: Readonly<Record<string, string>> = { 200: 'Here it is.', 201: 'Made.' };
const WITHOUT_BODY = 'Done.';

function finish(operation: Operation, names: ReadonlyMap<string, string>): Operation {
  const { responses, parameters, ...rest } = withNames(operation, names) as unknown as Operation;
  const answers = Object.entries(responses).map(([status, answer]) => {
    const description = answer.content === undefined ? WITHOUT_BODY : (SUCCESS[status] ?? answer.description);
    return [status, { ...answer, description }] as const;
  });
  const described = parameters?.map((one) => ({ ...one, description: PARAMETERS[one.name] ?? one.name }));
  return {
    ...rest,
    ...(described && { parameters: described }),
    responses: { ...Object.fromEntries(answers), default: PROBLEM },
  };
}

/** With a reference in place of each schema that has a name. */
function withNames(value: unknown, names: ReadonlyMap<string, string>): Schema {
  if (typeof value !== 'object' || value === null) return value as Schema;
  const name = Array.isArray(value) ? undefined : names.get(JSON.stringify(value));
  return name === undefined ? inside(value as Schema, names) : { $ref: `#/components/schemas/${name}` };
}

function inside(value: Schema, names: ReadonlyMap<string, string>): Schema {
  if (Array.isArray(value)) return value.map((one) => withNames(one, names)) as unknown as Schema;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withNames(one, names)]));
}

function describe(name: string, schema: Schema): Schema {
  const fields = Object.entries(schema.properties ?? {}).map(([field, property]) => {
    const description = FIELDS[name]?.[field];
    return [field, description === undefined ? property : { ...property, description }] as const;
  });
  const example = EXAMPLES[name];
  return { ...schema, properties: Object.fromEntries(fields), ...(example && { examples: [example] }) };
}

/** Those that an operation names, and those that they name. */
function usedOnes(paths: unknown, schemas: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const used = new Set<string>();
  const visit = (value: unknown): void => {
    for (const [, name] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      const schema = schemas[name!];
      if (schema === undefined || used.has(name!)) continue;
      used.add(name!);
      visit(schema);
    }
  };
  visit(paths);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
}

/** Without what TypeBox keeps beside the keywords. */
function plain(schema: object): Schema {
  return JSON.parse(JSON.stringify(schema)) as Schema;
}
