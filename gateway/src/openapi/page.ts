/** docs/api.md: the description of the REST interface for people who read it in the repository. Pure. */
import type { Answer, Document, Operation, Schema } from './openapi-types.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

interface Call {
  readonly title: string;
  readonly operation: Operation;
}

export function apiPage(document: Document): string {
  const calls = Object.entries(document.paths).flatMap(([path, operations]) =>
    METHODS.flatMap((method): Call[] => {
      const operation = operations[method];
      return operation === undefined ? [] : [{ title: `${method.toUpperCase()} ${path}`, operation }];
    }),
  );
  const groups = (document.tags ?? []).flatMap(({ name, description = '' }) => {
    const own = calls.filter(({ operation }) => operation.tags?.includes(name) === true);
    return own.length === 0 ? [] : [`## ${name}\n\n${description}\n\n${own.map(callSection).join('\n')}`];
  });
  const schemas = Object.entries(document.components.schemas).map(schemaSection);
  return `# REST interface

<!-- Written by \`npm run docs:api\` from the schemas of the routes. -->

${document.info.description}
A gateway has this description itself, at \`/openapi.json\` for programs (OpenAPI ${document.openapi}) and at \`/docs\` for people
(\`--no-api-docs\` switches both off). Bodies are JSON where nothing else is said; unknown fields are refused. Keys and tokens go
into \`Authorization: Bearer …\`, never into an address.

Whatever is refused or fails is answered with a [Problem](#problem) as \`application/problem+json\` (RFC 9457). Its \`code\` is one of
the [error codes](protocol.md#error-codes). With \`Retry-After\` the same request may succeed later.

${groups.join('\n')}
## Bodies

${schemas.join('\n')}`;
}

function callSection({ title, operation }: Call): string {
  const { summary = '', description, parameters = [], requestBody, responses } = operation;
  const sentences = [`${summary.replace(/[.?]$/, '')}${summary.endsWith('?') ? '?' : '.'}`];
  if (description !== undefined) sentences.push(description);
  const rows = [
    ['Who', who(operation)],
    ...parameters.map((one) => [
      `\`${one.name}\` (${one.in})`,
      [typeOf(one.schema), one.required === true ? 'required' : 'optional', one.description].filter(Boolean).join('; '),
    ]),
    ...Object.entries(requestBody?.content ?? {}).map(([media, { schema }]) => ['Body', bodyOf(media, schema)]),
    ...Object.entries(responses)
      .filter(([status]) => status !== 'default')
      .map(([status, answer]) => [status, answerOf(answer)]),
  ];
  return `### \`${title}\`\n\n${sentences.join(' ')}\n\n${table(['', ''], rows)}`;
}

function who({ security = [] }: Operation): string {
  const names: Readonly<Record<string, string>> = { apiKey: 'an API key', viewerToken: 'a token of the session' };
  const schemes = security.flatMap((one) => Object.keys(one)).map((name) => names[name] ?? name);
  return schemes.length === 0 ? 'everybody' : schemes.join(', or ');
}

function answerOf({ description, content }: Answer): string {
  const bodies = Object.entries(content ?? {}).map(([media, { schema }]) => bodyOf(media, schema));
  return bodies.length === 0 ? description : bodies.join(', ');
}

function bodyOf(media: string, schema: Schema): string {
  const type = typeOf(schema);
  return media === 'application/json' ? type : `${type}, as \`${media}\``;
}

function schemaSection([name, schema]: readonly [string, Schema]): string {
  const rows = Object.entries(schema.properties ?? {}).map(([field, property]) => {
    const isRequired = schema.required?.includes(field) === true;
    return [`\`${field}\``, typeOf(property), isRequired ? 'yes' : '', property.description ?? ''];
  });
  return `### ${name}\n\n${table(['Field', 'Type', 'Always there', 'Meaning'], rows)}`;
}

/** A type in words, with its bounds. */
function typeOf(schema: Schema): string {
  const { $ref, type } = schema;
  if ($ref !== undefined) {
    const name = $ref.slice($ref.lastIndexOf('/') + 1);
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (Array.isArray(schema['enum'])) {
    // The error codes have a list of their own.
    return schema['enum'].length > 12 ? 'code' : schema['enum'].map((one) => `\`${String(one)}\``).join(', ');
  }
  if ('const' in schema) return `\`${JSON.stringify(schema['const'])}\``;
  if (Array.isArray(schema['anyOf'])) return schema['anyOf'].map((one: Schema) => typeOf(one)).join(' or ');
  if (type === 'array')
    return `list of ${typeOf(schema['items'] as Schema)}${limit(schema['maxItems'], 'at most', '')}`;
  if (schema['format'] === 'binary') return 'bytes';
  if (type === 'string') return `string${limit(schema['maxLength'], 'at most', ' characters')}`;
  if (type === 'integer' || type === 'number') return `${type}${range(schema)}`;
  if (type === 'object')
    return `object with ${Object.keys(schema.properties ?? {})
      .map((key) => `\`${key}\``)
      .join(', ')}`;
  return type ?? 'anything';
}

function limit(value: unknown, before: string, after: string): string {
  return typeof value === 'number' ? ` (${before} ${value}${after})` : '';
}

function range({ minimum, maximum }: Schema): string {
  if (typeof minimum !== 'number') return '';
  return typeof maximum === 'number' ? ` (${minimum} to ${maximum})` : ` (from ${minimum} on)`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`.replaceAll('  |', ' |');
  return `${line(head)}|${head.map(() => '---|').join('')}\n${rows.map(line).join('')}`;
}
