import { resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check, isErrorCode, rest } from '@remote-view/protocol';
import { PROBLEM_TYPE } from '../problems.ts';
import { newTokenKey } from '../identity/token-keys.ts';
import type { Client, Received } from '../testing/harness.ts';
import { requestTo, routesOf, type Draft, type Pool, type Route } from './http-requests.ts';
import { usedHeap } from './heap.ts';
import { runs, type Known } from './shapes.ts';
import { KEYS, makeSession, registeredHost, startProduction, type Production } from './witness.ts';

const TOKEN_KEY = newTokenKey('fuzz');
const SECRETS = [...Object.values(KEYS), TOKEN_KEY.d];
const TIMING = { claimWithin: 300, keepEnded: 300, beatEvery: 50, tickEvery: 25, whepAnswerWithin: 100 };
/** Slots of the host; the line is as long. */
const CAPACITY = 20;
/** Of what is to be had again after all requests: JSON of a few kB for each of them would be more. */
const MAX_GROWTH = 24 * 2 ** 20;

/** What leads somewhere: with a version or a region of its own no session would ever be made. */
const KNOWN: Known = {
  ...{ scene: fc.constant('cube'), version: fc.constant(undefined), placement: fc.constant({}) },
  ...{ label: fc.constant('a=b'), seconds: fc.constantFrom(0, 1, 60) },
};

describe('whatever is asked over HTTP', () => {
  let production: Production;
  let routes: readonly Route[];
  const sessions: rest.CreatedSession[] = [];
  const resources: string[] = [];

  beforeAll(async () => {
    production = await startProduction(
      {
        ...{ tokenKeys: JSON.stringify({ keys: [TOKEN_KEY] }), timing: TIMING, maxQueued: CAPACITY },
        publicDir: resolve(import.meta.dirname, '../../public'),
      },
      (app) => (routes = routesOf(app)),
    );
    const { gateway } = production;
    obey(await registeredHost(gateway, { host: 'host-1', capacity: CAPACITY }));
    sessions.push(await makeSession(gateway, 'cube'), await makeSession(gateway, 'cube'));
  });
  afterAll(async () => production.stop());

  const pool: Pool = {
    parameters: (name) => {
      if (name === 'host') return ['host-1', 'host-2'];
      if (name === 'resource') return resources.length === 0 ? ['none'] : resources;
      return name === 'session' ? sessions.map(({ id }) => id) : ['index.html', 'swagger-ui.css', 'admin/index.html'];
    },
    credentials: () => {
      const tokens = sessions.map(({ token }) => token);
      const tampered = tokens.map((token) => `${token.slice(0, -8)}AAAAAAAA`);
      const own = [...tokens, ...tampered, KEYS.api, KEYS.admin, KEYS.host, 'eyJ.eyJ.'].map((key) => `Bearer ${key}`);
      return [...own, `Basic ${KEYS.api}`, 'Bearer', 'Bearer \u00ff', `bearer  ${KEYS.api} x`];
    },
    rightFor: (url) => {
      const token = sessions.find(({ id }) => url.includes(id))?.token;
      return `Bearer ${token !== undefined && url.includes('/whep') ? token : KEYS.admin}`;
    },
  };

  async function ask(draft: Draft): Promise<void> {
    const { gateway } = production;
    const request = draft(pool);
    const response = await gateway.app.inject(request);
    const { statusCode: status, body, headers } = response;
    const about = `${request.method} ${request.url.slice(0, 200)}: ${status} ${body.slice(0, 400)}`;
    expect(status < 500 || status === 503, about).toBe(true);
    const said = `${JSON.stringify(headers)}${body}`;
    for (const secret of SECRETS) expect(said.includes(secret), about).toBe(false);
    if (status === 201) return remember(request.url, response);
    if (status < 400) return;
    expect(headers['content-type'], about).toBe(PROBLEM_TYPE);
    expect(body, about).not.toMatch(/\n\s+at |node_modules|\.[jt]s:\d/);
    if (request.method === 'HEAD') return;
    const problem = response.json<rest.Problem>();
    expect(check(rest.Problem, problem), about).toBe(true);
    expect(isErrorCode(problem.code) && problem.status === status, about).toBe(true);
  }

  /** What was made is what later requests are about. */
  function remember(url: string, { headers, json }: { headers: Record<string, unknown>; json: () => unknown }): void {
    const { location } = headers;
    if (typeof location === 'string') resources.push(location.split('/').at(-1)!);
    else if (url.startsWith('/v1/sessions') && !url.includes('/tokens')) sessions.push(json() as rest.CreatedSession);
    if (sessions.length > 8) sessions.shift();
    if (resources.length > 8) resources.shift();
  }

  test('is answered as it should be, and disturbs nobody', async () => {
    expect(routes.length).toBeGreaterThan(30);
    const draft = requestTo(routes, KNOWN);
    await fc.assert(fc.asyncProperty(draft, ask), runs(400));
    await production.witness.works();
  });

  async function listed(): Promise<readonly rest.SessionInfo[]> {
    const headers = { authorization: `Bearer ${KEYS.admin}` };
    const response = await production.gateway.app.inject({ url: '/v1/sessions?limit=1000', headers });
    return response.json<rest.SessionList>().sessions;
  }

  test('leaves nothing behind', async () => {
    const { gateway, witness } = production;
    const { exchange, rejections } = gateway.app;
    const drafts = fc.sample(requestTo(routes, KNOWN), 300);
    const before = usedHeap();
    for (const draft of drafts) await ask(draft);
    expect(rejections.count('internal')).toBe(0);
    // Sessions that were joined would stay.
    for (const { id } of await listed()) {
      if (id !== witness.session.id) await gateway.end({ id, token: KEYS.admin });
    }
    await expect.poll(listed, { timeout: 8_000 }).toHaveLength(1);
    expect(gateway.sessionCount).toBe(1);
    // The witness alone.
    expect(exchange.viewers.size).toBe(1);
    expect(exchange.relays.size).toBe(0);
    expect(usedHeap() - before).toBeLessThan(MAX_GROWTH);
    await witness.works();
  });
});

/** What a host does that all is well with, for players too. */
function obey(host: Client): void {
  host.socket.on('message', (data) => {
    const { type, session, viewer, peer, request } = JSON.parse((data as Buffer).toString()) as Received;
    if (type === 'start') host.send({ type: 'session-ready', session });
    else if (type === 'offer') host.send({ type: 'answer', session, viewer, peer, sdp: 'v=0\r\na=ice-ufrag:abcd\r\n' });
    else if (type === 'end-viewer') host.send({ type: 'viewer-gone', session, viewer });
    else if (type === 'end') host.send({ type: 'session-ended', session, code: 'session-ended', message: '' });
    else if (type === 'thumbnail') host.send({ type, session, request });
  });
}
