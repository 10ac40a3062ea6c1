/** Requests for property tests: for any route that an app has, from what its schemas say of it. New routes come in by themselves. */
import type { FastifyInstance, InjectOptions, RouteOptions } from 'fastify';
import fc from 'fast-check';
import { fitting, messageText, nearlyFitting, oddText, type Known, type Shape } from './shapes.ts';

export interface Route {
  readonly method: Method;
  readonly url: string;
  readonly schema: {
    readonly params?: Shape;
    readonly querystring?: Shape;
    readonly headers?: Shape;
    readonly body?: Shape;
    readonly consumes?: readonly string[];
  };
}

/** What there is on the gateway while it is asked; looked at when a request is sent. */
export interface Pool {
  /** The values that parameters of this name may have. */
  readonly parameters: (name: string) => readonly string[];
  /** What `Authorization` may be. */
  readonly credentials: () => readonly string[];
  /** What it should be. */
  readonly rightFor: (url: string) => string;
}

/** A request that is made definite by a pool. */
export type Draft = (pool: Pool) => InjectOptions & { readonly method: Method; readonly url: string };

type Fields = Record<string, string | string[]>;
type Method = NonNullable<InjectOptions['method']>;

/** Fills with every route of the app, sockets and pages included. Call it before the app is ready. */
export function routesOf(app: FastifyInstance): readonly Route[] {
  const routes: Route[] = [];
  app.addHook('onRoute', ({ method, url, schema }: RouteOptions) => {
    for (const each of [method].flat()) routes.push({ method: each, url, schema: (schema ?? {}) as Route['schema'] });
  });
  return routes;
}

export function requestTo(routes: readonly Route[], known: Known): fc.Arbitrary<Draft> {
  return fc.oneof(...routes.map((route) => ({ arbitrary: requestOf(route, known), weight: weightOf(route) })));
}

/** Those that do something are asked more often than pages. */
function weightOf({ method, url, schema }: Route): number {
  if (method === 'HEAD' || method === 'OPTIONS') return 1;
  if (schema.body !== undefined) return 8;
  return url.startsWith('/v1/') ? 4 : 1;
}

function requestOf({ method, url, schema }: Route, known: Known): fc.Arbitrary<Draft> {
  return fc
    .record({
      method: fc.oneof({ arbitrary: fc.constant(method), weight: 19 }, { arbitrary: METHOD, weight: 1 }),
      path: pathOf(url, schema.params),
      query: queryOf(schema.querystring),
      headers: headersOf(schema),
      credential: fc.oneof(
        { arbitrary: fc.constant('right' as const), weight: 7 },
        { arbitrary: fc.nat(), weight: 2 },
        { arbitrary: fc.constant('none' as const), weight: 1 },
      ),
      payload: payloadOf(schema.body, known),
    })
    .map(({ path, query, headers, credential, payload, ...rest }): Draft => (pool) => {
      const url = `${path(pool)}${query}`;
      const shown = { ...headers };
      if (credential === 'right') shown['authorization'] = pool.rightFor(url);
      else if (credential !== 'none') shown['authorization'] = pick(pool.credentials(), credential);
      return { ...rest, url, headers: shown, ...(payload === undefined ? {} : { payload }) };
    });
}

function pick(values: readonly string[], at: number): string {
  return values[at % values.length] ?? 'none';
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'] as Method[];
const METHOD = fc.constantFrom(...METHODS);

/** What can stand in a header, whatever it means there. */
const headerText = oddText.map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?').trim());

function pathOf(url: string, params: Shape | undefined): fc.Arbitrary<(pool: Pool) => string> {
  const parts = url.split('/').map((part): fc.Arbitrary<(pool: Pool) => string> => {
    if (part !== '*' && !part.startsWith(':')) return fc.constant(() => part);
    const name = part.slice(1);
    const known = fc.nat().map((at) => (pool: Pool) => pick(pool.parameters(name), at));
    const shape = params?.properties?.[name] ?? { type: 'string' };
    const wild = fc
      .oneof(fitting(shape), oddText)
      .map((value) => () => encodeURIComponent(String(value).toWellFormed()));
    const raw = fc
      .constantFrom('%', '%zz', '%ff%fe', '..', '.%2e', '%2F..%2F', ';a=b', '%u0041')
      .map((text) => () => text);
    return fc.oneof({ arbitrary: known, weight: 8 }, { arbitrary: wild, weight: 2 }, { arbitrary: raw, weight: 1 });
  });
  // What begins with two slashes is the address of another server.
  return fc.tuple(...parts).map(
    (made) => (pool) =>
      `/${made
        .map((part) => part(pool))
        .join('/')
        .replace(/^\/+/, '')}`,
  );
}

function queryOf(shape: Shape | undefined): fc.Arbitrary<string> {
  const asQuery = (value: unknown): string => {
    const pairs = Object.entries(Object(value) as object).flatMap(([name, of]) =>
      [of].flat().map((each) => `${encode(name)}=${encode(each)}`),
    );
    return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  };
  const known = shape ?? { type: 'object', properties: {} };
  return fc.oneof(
    { arbitrary: fitting(known).map(asQuery), weight: 5 },
    { arbitrary: nearlyFitting(known).map(asQuery), weight: 3 },
    { arbitrary: fc.constantFrom('?', '?%', '?a=%zz', '?__proto__[a]=1', `?${'a=1&'.repeat(2_000)}`), weight: 1 },
  );
}

function encode(value: unknown): string {
  return encodeURIComponent((JSON.stringify(value) ?? '').replace(/^"|"$/g, ''));
}

function headersOf({ headers, body, consumes }: Route['schema']): fc.Arbitrary<Fields> {
  const right = consumes?.[0] ?? 'application/json';
  const contentType = fc.oneof(
    { arbitrary: fc.constant(right), weight: 20 },
    fc.constantFrom(
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      `${right}; charset=x`,
      '',
    ),
    headerText,
  );
  const own = Object.keys(headers?.properties ?? {}).map((name) => {
    const fit = fitting(headers?.properties?.[name] ?? {}).map(String);
    return [name, fc.oneof({ arbitrary: fit, weight: 3 }, headerText)] as const;
  });
  // Few of these at a time: one that is wrong hides what the others do.
  const other = fc.oneof(
    { arbitrary: fc.constantFrom('accept', 'if-match', 'host', 'x-forwarded-for', 'traceparent', 'range'), weight: 8 },
    fc.constantFrom('origin', 'remote-view-pass'),
  );
  const doubled = headerText.map((text) => [text, text]);
  const others = fc
    .array(fc.tuple(other, fc.oneof(headerText, doubled)), { maxLength: 2 })
    .map((some) => Object.fromEntries(some));
  const fixed = fc.record(
    { 'content-type': contentType, ...Object.fromEntries(own) },
    { requiredKeys: body === undefined ? [] : ['content-type'], noNullPrototype: true },
  );
  return fc.tuple(others, fixed).map(([some, more]) => ({ ...some, ...(more as Fields) }));
}

function payloadOf(body: Shape | undefined, known: Known): fc.Arbitrary<string | Buffer | undefined> {
  const bytes = fc.uint8Array({ maxLength: 64 }).map((some) => Buffer.from(some));
  const huge = fc.constantFrom(5_000, 40_000, 200_000).map((size) => `{"scene":"${'x'.repeat(size)}"}`);
  const none = fc.constant(undefined);
  if (body === undefined) return fc.oneof({ arbitrary: none, weight: 8 }, bytes, huge);
  // A body that is no JSON is text as it is.
  const fit = body.type === 'string' ? fitting(body).map(String) : messageText(body, known);
  return fc.oneof({ arbitrary: fit, weight: 12 }, none, bytes, huge);
}
