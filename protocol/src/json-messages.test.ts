/** Every JSON message of every link, made from its own schema: the good ones pass, each way to spoil one is refused. */
import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { RemoteViewError } from './errors.ts';
import { admin, hostLink, parseJson, rest, SceneName, signaling } from './index.ts';
import { ErrorCodeSchema, Id, Token } from './schema-parts.ts';
import { check } from './schema.ts';

const MESSAGES: Readonly<Record<string, TSchema>> = {
  'viewer: join': signaling.Join,
  'viewer: offer': signaling.Offer,
  'viewer: relay': signaling.RelayWish,
  'viewer: latency': signaling.LatencyReport,
  'gateway to viewer: joined': signaling.Joined,
  'gateway to viewer: queued': signaling.Queued,
  'gateway to viewer: admitted': signaling.Admitted,
  'gateway to viewer: answer': signaling.Answer,
  'gateway to viewer: renegotiate': signaling.Renegotiate,
  'gateway to viewer: ended': signaling.Ended,
  'gateway to viewer: error': signaling.Failure,
  'host: register': hostLink.Register,
  'host: session-ready': hostLink.SessionReady,
  'host: answer': hostLink.HostAnswer,
  'host: viewer-error': hostLink.HostFailure,
  'host: renegotiate': hostLink.HostRenegotiate,
  'host: session-ended': hostLink.SessionEnded,
  'host: viewers': hostLink.SessionViewers,
  'host: viewer-gone': hostLink.ViewerGone,
  'host: thumbnail': hostLink.HostThumbnail,
  'host: report': hostLink.HostReport,
  'gateway to host: registered': hostLink.Registered,
  'gateway to host: start': hostLink.StartSession,
  'gateway to host: offer': hostLink.HostOffer,
  'gateway to host: end': hostLink.EndSession,
  'gateway to host: end-viewer': hostLink.EndViewer,
  'gateway to host: thumbnail': hostLink.ThumbnailWish,
  'gateway to host: error': hostLink.HostRefused,
  'POST /v1/sessions': rest.CreateSession,
  'answer of POST /v1/sessions': rest.CreatedSession,
  'path of DELETE /v1/sessions/:session': rest.SessionPath,
  'answer of GET /v1/scenes': rest.SceneList,
  'answer of GET /v1/sessions': rest.SessionList,
  'POST /v1/sessions/:session/tokens': rest.TokenWish,
  'answer of POST /v1/sessions/:session/tokens': rest.GrantedToken,
  'answer of GET /v1/admin/me': admin.Operator,
  'answer of GET /v1/admin/overview': admin.Overview,
  'answer of GET /v1/admin/hosts': admin.HostList,
  'answer of GET /v1/admin/latencies': admin.LatencyList,
  'path of POST /v1/admin/hosts/:host/drain': admin.HostPath,
  'POST /v1/admin/hosts/:host/drain': admin.DrainWish,
  'answer of POST /v1/admin/hosts/:host/drain': admin.Draining,
  problem: rest.Problem,
};

/** What a message is parsed with: the union of all that may come over its link, or itself for REST. */
function unionOf(name: string): TSchema {
  if (name.startsWith('viewer:')) return signaling.ViewerMessage;
  if (name.startsWith('gateway to viewer:')) return signaling.GatewayToViewer;
  if (name.startsWith('host:')) return hostLink.HostMessage;
  if (name.startsWith('gateway to host:')) return hostLink.GatewayToHost;
  return MESSAGES[name]!;
}

interface Node {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

/** Values that fit a schema, over the ranges it names (arrays stay short). */
function fitting(schema: Node): fc.Arbitrary<unknown> {
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(fitting));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {}).map(([key, value]) => [key, fitting(value)] as const);
      return fc.record(Object.fromEntries(properties), {
        requiredKeys: [...(schema.required ?? [])],
        noNullPrototype: true,
      });
    }
    case 'array':
      return fc.array(fitting(schema.items!), { maxLength: 3 });
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 1_000 });
    case 'number':
      return fc
        .double({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 1_000, noNaN: true })
        .map((value) => value + 0);
    case 'boolean':
      return fc.boolean();
    case 'string': {
      const { minLength = 0, maxLength = 100, pattern } = schema;
      if (pattern === undefined)
        return fc.string({ unit: 'binary', minLength, maxLength: Math.min(maxLength, 200) / 2 });
      // The patterns repeat their last class to the end: repeat it as often as the length allows.
      const bounded = pattern.replace(
        /[+*]\$$/,
        `{${Math.max(minLength, 1) - 1},${Math.max(minLength, Math.min(maxLength, 64)) - 1}}$`,
      );
      return fc.stringMatching(new RegExp(bounded)).map((text) => text.padEnd(minLength, '0'));
    }
    default:
      throw new Error(`no values for ${JSON.stringify(schema)}`);
  }
}

type Path = readonly (string | number)[];

/** The way to every value inside of `value`, itself included. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  const inside =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, item]) =>
          pathsOf(item, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [];
  return [path, ...inside];
}

/** A copy of `value` in which `change` was applied to what lies at `path`. */
function changeAt(value: unknown, path: Path, change: (found: unknown) => unknown): unknown {
  const [key, ...below] = path;
  if (key === undefined) return change(value);
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>;
  copy[key] = changeAt(copy[key], below, change);
  return copy;
}

const MAX_CHARS = 1_000_000;
const accepted = (schema: TSchema, value: unknown): boolean => {
  try {
    parseJson(schema, JSON.stringify(value), MAX_CHARS);
    return true;
  } catch (error) {
    if (error instanceof RemoteViewError && error.code === 'malformed-message') return false;
    throw error;
  }
};

const jsonType = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** JSON values of every type but that of `value`. */
const otherTypes = (value: unknown): unknown[] =>
  [null, true, 1, 'text', [], {}].filter((other) => jsonType(other) !== jsonType(value));

describe.each(Object.entries(MESSAGES))('%s', (name, schema) => {
  const union = unionOf(name);
  const message = fitting(schema) as fc.Arbitrary<Record<string, unknown>>;

  it('comes back as it was, through the union of its link', () => {
    fc.assert(
      fc.property(message, (value) => {
        expect(parseJson(union, JSON.stringify(value), MAX_CHARS)).toEqual(value);
      }),
    );
  });

  it('is refused without any of its required keys, and with one more', () => {
    for (const value of fc.sample(message, 20)) {
      for (const key of (schema as Node).required ?? []) {
        const { [key]: _, ...others } = value;
        expect(accepted(union, others)).toBe(false);
      }
      for (const key of ['extra', '', 'toString', 'constructor']) {
        expect(accepted(union, { ...value, [key]: 1 })).toBe(false);
      }
      expect(
        accepted(union, JSON.parse(`{"__proto__":{"x":1},${JSON.stringify(value).slice(1)}`.replace(',}', '}'))),
      ).toBe(false);
    }
  });

  it('is refused with a value of another type in any place', () => {
    for (const value of fc.sample(message, 20)) {
      for (const path of pathsOf(value)) {
        changeAt(value, path, (found) => {
          for (const other of otherTypes(found)) {
            const spoiled = changeAt(value, path, () => other);
            expect(accepted(union, spoiled), `${path.join('/')} = ${JSON.stringify(other)}`).toBe(false);
          }
          return found;
        });
      }
    }
  });

  it('is refused with an object inside that has one key more', () => {
    for (const value of fc.sample(message, 20)) {
      for (const path of pathsOf(value)) {
        let changed = false;
        const spoiled = changeAt(value, path, (found) => {
          if (typeof found !== 'object' || found === null || Array.isArray(found)) return found;
          changed = true;
          return { ...found, extra: 1 };
        });
        if (changed) expect(accepted(union, spoiled)).toBe(false);
      }
    }
  });

  it('is refused when it is cut anywhere', () => {
    const text = JSON.stringify(fc.sample(message, 1)[0]);
    for (let length = 0; length < text.length; length += Math.ceil(text.length / 200)) {
      expect(() => parseJson(union, text.slice(0, length), MAX_CHARS)).toThrow(RemoteViewError);
    }
  });
});

describe('any JSON at all', () => {
  it('is accepted or refused with a RemoteViewError, and nothing else', () => {
    const links = [signaling.ViewerMessage, signaling.GatewayToViewer, hostLink.HostMessage, hostLink.GatewayToHost];
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        for (const link of links) expect(accepted(link, value)).toBe(false);
      }),
    );
  });

  it('of the size of the largest message is refused in a moment', () => {
    const wide = `[${'{},'.repeat(20_000)}{}]`;
    const register = JSON.stringify({ type: 'register', version: 1, host: 'h', incarnation: 'i', capacity: 1 });
    const started = performance.now();
    expect(() => parseJson(signaling.ViewerMessage, wide, 65_536)).toThrow(RemoteViewError);
    expect(() => parseJson(hostLink.HostMessage, register.replace('}', `,"scenes":${wide}}`), 100_000)).toThrow(
      RemoteViewError,
    );
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('names and ids', () => {
  it.each([
    ['configurator', true],
    ['a-1', true],
    ['-a', false],
    ['A', false],
    ['a/b', false],
    ['..', false],
    ['a\n', false],
    ['', false],
    ['a'.repeat(64), true],
    ['a'.repeat(65), false],
  ])('scene name %j: %s', (value, good) => {
    expect(check(SceneName, value)).toBe(good);
  });

  it.each([
    ['aZ09._-', true],
    ['a b', false],
    ['a/b', false],
    ['<b>', false],
    ['ä', false],
    ['a\u0000', false],
    ['', false],
    ['a'.repeat(65), false],
  ])('id %j: %s', (value, good) => {
    expect(check(Id, value)).toBe(good);
  });

  it.each([
    ['a'.repeat(15), false],
    ['a'.repeat(16), true],
    [`${'a'.repeat(16)}\n`, false],
    ['a'.repeat(2_049), false],
  ])('token %#', (value, good) => {
    expect(check(Token, value)).toBe(good);
  });

  it('error codes of others are no error codes', () => {
    expect(check(ErrorCodeSchema, 'no-host')).toBe(true);
    expect(check(ErrorCodeSchema, 'toString')).toBe(false);
  });
});
