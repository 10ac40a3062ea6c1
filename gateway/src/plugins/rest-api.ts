/** The REST interface: which scenes there are, sessions of them, what becomes of those, and tokens for their viewers. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { rest, RemoteViewError } from '@remote-view/protocol';
import { scenesOf } from '../hosts/scenes-of.ts';
import { seen } from '../identity/plugin.ts';
import type { Principal, Scope } from '../identity/principal.ts';
import { BY_KEY, BY_KEY_OR_TOKEN, BYTES, NOTHING } from '../openapi/operations.ts';
import type { GatewayConfig } from '../options.ts';
import { infoFor, infoOf, SessionDesk, type Caller } from '../sessions/session-desk.ts';
import { audited } from '../telemetry/audited.ts';
import { asPartOf } from '../telemetry/tracing.ts';

export const restApi = fp<Pick<GatewayConfig, 'allocation' | 'regions'>>(
  async (plain, { allocation, regions }) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    const { exchange, cluster: store, identity, metrics, audit } = app;
    const desk = new SessionDesk({
      ...{ store, exchange, identity, metrics, rules: allocation.rules },
      maxQueued: allocation.maxQueued,
    });

    /** Who asks is known before anything of a request is looked at. */
    const callers = new WeakMap<FastifyRequest, Caller>();
    const backend = (scope: Scope) => async (request: FastifyRequest) => {
      callers.set(request, identity.authorize(seen(request), scope));
    };
    const anybody = (scope: Scope) => async (request: FastifyRequest) => {
      callers.set(request, await identity.caller(seen(request), scope));
    };
    const callerOf = (request: FastifyRequest): Caller => callers.get(request)!;
    const asCaller = (request: FastifyRequest) => {
      const by = callerOf(request);
      const who = 'sid' in by ? { tenant: by.tid, actor: by.sub ?? by.role } : { tenant: by.tenant, actor: by.name };
      return { ...who, address: request.ip, requestId: request.id };
    };
    const principalOf = (request: FastifyRequest): Principal => callers.get(request) as Principal;

    app.post(
      '/v1/sessions',
      {
        onRequest: backend('sessions:create'),
        schema: {
          summary: 'Makes a session',
          description:
            'Its slot is taken, or its place in the line. The same `idempotency-key` with the same request means the same session.',
          ...{ tags: ['Sessions'], security: BY_KEY },
          body: rest.CreateSession,
          headers: rest.IdempotencyHeaders,
          response: { 201: rest.CreatedSession },
        },
      },
      async (request, reply) => {
        const by = principalOf(request);
        const { body, headers } = request;
        const create = async () => asPartOf(headers, async () => desk.create(by, body, headers['idempotency-key']));
        const created = await audited(audit, 'session.created', asCaller(request), create, ({ id }) => ({
          sessionId: id,
        }));
        // The token is in the body: no cache may keep it.
        return reply.code(201).header('cache-control', 'no-store').send(created);
      },
    );

    app.get(
      '/v1/sessions',
      {
        onRequest: backend('sessions:read'),
        schema: {
          summary: 'Lists sessions, the newest first',
          description:
            'Those of the tenant; for an admin key of all tenants. At most 2,000 are looked at for one answer: where more may match, `next` is there.',
          ...{ tags: ['Sessions'], security: BY_KEY },
          querystring: rest.SessionQuery,
          response: { 200: rest.SessionList },
        },
      },
      async (request, reply) => {
        const by = principalOf(request);
        const { label, limit = 100, ...query } = request.query;
        const labels = label === undefined ? {} : { labels: Array.isArray(label) ? label : [label] };
        const { sessions, ...page } = await desk.list(by, { ...query, ...labels, limit: Number(limit) });
        return reply.header('cache-control', 'no-store').send({ sessions: sessions.map(infoOf), ...page });
      },
    );

    app.get(
      '/v1/sessions/:session',
      {
        onRequest: anybody('sessions:read'),
        schema: {
          summary: 'How a session is',
          description: 'What ended can be asked for a while longer. `metadata` is for keys alone.',
          ...{ tags: ['Sessions'], security: BY_KEY_OR_TOKEN },
          params: rest.SessionPath,
          response: { 200: rest.SessionInfo },
        },
      },
      async (request, reply) => {
        const by = callerOf(request);
        const session = await desk.find(request.params.session, by);
        return reply.header('cache-control', 'no-store').send(infoFor(by, session));
      },
    );

    app.delete(
      '/v1/sessions/:session',
      {
        onRequest: anybody('sessions:end'),
        schema: {
          summary: 'Ends a session for everybody in it',
          description: 'To end what is over does no harm.',
          ...{ tags: ['Sessions'], security: BY_KEY_OR_TOKEN },
          params: rest.SessionPath,
          response: { 204: NOTHING },
        },
      },
      async (request, reply) => {
        const sessionId = request.params.session;
        const end = async () => desk.end(sessionId, callerOf(request));
        await audited(audit, 'session.ended', { ...asCaller(request), sessionId }, end);
        return reply.code(204).send();
      },
    );

    app.post(
      '/v1/sessions/:session/tokens',
      {
        onRequest: anybody('tokens:create'),
        schema: {
          summary: 'Lets another viewer in',
          description: 'With no more than whoever asks may do.',
          ...{ tags: ['Sessions'], security: BY_KEY_OR_TOKEN },
          params: rest.SessionPath,
          body: rest.TokenWish,
          response: { 201: rest.GrantedToken },
        },
      },
      async (request, reply) => {
        const sessionId = request.params.session;
        const grant = async () => desk.grant(sessionId, request.body, callerOf(request));
        const token = await audited(audit, 'token.granted', { ...asCaller(request), sessionId }, grant);
        return reply.code(201).header('cache-control', 'no-store').send(token);
      },
    );

    app.get(
      '/v1/sessions/:session/thumbnail',
      {
        onRequest: anybody('sessions:read'),
        schema: {
          summary: 'What a session shows, small',
          description: "Each viewer may see something else, so a viewer's token must be an owner's.",
          ...{ tags: ['Sessions'], security: BY_KEY_OR_TOKEN },
          params: rest.SessionPath,
          produces: ['image/jpeg'],
          response: { 200: BYTES },
        },
      },
      async (request, reply) => {
        const session = await desk.findShown(request.params.session, callerOf(request));
        const jpeg = await exchange.thumbnail(session);
        if (jpeg === undefined) throw new RemoteViewError('no-picture');
        return reply.headers({ 'cache-control': 'no-store', 'content-type': 'image/jpeg' }).send(jpeg);
      },
    );

    app.get(
      '/v1/scenes',
      { schema: { summary: 'The scenes that hosts offer', tags: ['Catalogue'], response: { 200: rest.SceneList } } },
      async (request, reply) => {
        identity.admitAnyone(request.ip);
        return reply.header('cache-control', 'no-cache').send({ scenes: scenesOf(await app.recentHosts.list()) });
      },
    );

    app.get(
      '/v1/regions',
      {
        schema: {
          summary: 'Regions, and an address in each to measure the way to',
          tags: ['Catalogue'],
          response: { 200: rest.RegionList },
        },
      },
      async (request, reply) => {
        identity.admitAnyone(request.ip);
        return reply.header('cache-control', 'public, max-age=60').send({ regions: [...regions] });
      },
    );
  },
  {
    name: 'rest-api',
    dependencies: ['audit', 'cluster', 'exchange', 'identity', 'metrics', 'errors', 'origins'],
    fastify: '5.x',
  },
);
