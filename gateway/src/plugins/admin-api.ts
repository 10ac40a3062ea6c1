/** What operators ask of a gateway, with an admin key: how it all is, and that hosts take no more sessions. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { admin, RemoteViewError, type Millis } from '@remote-view/protocol';
import { AdminDesk } from '../admin/admin-desk.ts';
import { overviewOf } from '../admin/overview.ts';
import { RecentLatency, SAMPLE_EVERY } from '../admin/recent-latency.ts';
import { seen } from '../identity/plugin.ts';
import type { Principal } from '../identity/principal.ts';
import { BY_KEY, NOTHING } from '../openapi/operations.ts';
import { audited } from '../telemetry/audited.ts';
import { packageVersion } from '../telemetry/package-version.ts';

/** How often hosts that are emptied are looked at. */
const LOOK_EVERY: Millis = 1_000;
const ADMINISTRATION = { tags: ['Administration'], security: BY_KEY };

export const adminApi = fp(
  async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    const { audit, cluster: store, exchange, identity, metrics, readiness, rejections } = app;
    const desk = new AdminDesk({ store, exchange, now: () => Date.now() });
    const latency = new RecentLatency();
    const startedAt = new Date().toISOString();

    const looking = setInterval(() => void desk.look().catch(() => undefined), LOOK_EVERY);
    const sample = async (): Promise<void> => latency.add(performance.now(), await metrics.latencyBuckets());
    const sampling = setInterval(() => void sample(), SAMPLE_EVERY);
    await sample();
    app.addHook('onClose', async () => {
      clearInterval(looking);
      clearInterval(sampling);
    });

    const callers = new WeakMap<FastifyRequest, Principal>();
    const onRequest = async (request: FastifyRequest): Promise<void> => {
      try {
        callers.set(request, identity.authorize(seen(request), 'admin'));
      } catch (thrown) {
        // Who shows none has only asked whether one is needed, as the page does.
        if (request.headers.authorization !== undefined) {
          const { code } = RemoteViewError.from(thrown);
          audit.record('key.refused', { address: request.ip, requestId: request.id, result: code });
        }
        throw thrown;
      }
    };

    const asCaller = (request: FastifyRequest) => {
      const { tenant, name } = callers.get(request)!;
      return { tenant, actor: name, address: request.ip, requestId: request.id };
    };

    app.get(
      '/v1/admin/me',
      {
        onRequest,
        schema: {
          summary: 'Whose key it is',
          description: 'And what it is good for. It counts as signing in.',
          ...ADMINISTRATION,
          response: { 200: admin.Operator },
        },
      },
      async (request, reply) => {
        const { name, tenant, scopes } = callers.get(request)!;
        audit.record('admin.sign-in', { ...asCaller(request), result: 'done' });
        return reply.header('cache-control', 'no-store').send({ name, tenant, scopes: [...scopes] });
      },
    );

    app.get(
      '/v1/admin/overview',
      {
        onRequest,
        schema: {
          summary: 'How it all is',
          description: 'Hosts, slots and the line of all gateways, and how the gateway is that answers.',
          ...ADMINISTRATION,
          response: { 200: admin.Overview },
        },
      },
      async (_request, reply) => {
        const [hosts, queued] = await Promise.all([store.hosts(), store.waiting()]);
        await sample();
        const recent = latency.get();
        const overview = overviewOf({
          ...{ gateway: store.gateway, version: packageVersion(), startedAt, hosts, queued },
          sessions: exchange.switchboard.counts(),
          ...(recent === undefined ? {} : { latency: recent }),
          eventLoopDelay: app.memoryUsage().eventLoopDelay,
          rejections: rejections.counts,
          draining: readiness.isDraining,
        });
        return reply.header('cache-control', 'no-store').send(overview);
      },
    );

    app.get(
      '/v1/admin/hosts',
      {
        onRequest,
        schema: { summary: 'Lists hosts, by name', ...ADMINISTRATION, response: { 200: admin.HostList } },
      },
      async (_request, reply) => reply.header('cache-control', 'no-store').send({ hosts: await desk.hosts() }),
    );

    app.get(
      '/v1/admin/latencies',
      {
        onRequest,
        schema: {
          summary: 'From an input to its picture, by session',
          description: 'As the viewers at this gateway measured it in the last minute.',
          ...ADMINISTRATION,
          response: { 200: admin.LatencyList },
        },
      },
      async (_request, reply) => {
        const known = [...exchange.latencies.medians(exchange.now())].slice(-admin.MAX_LATENCIES);
        const sessions = known.map(([id, p50]) => ({ id, p50 }));
        return reply.header('cache-control', 'no-store').send({ sessions });
      },
    );

    const change = { params: admin.HostPath, response: { 204: NOTHING } };

    app.post(
      '/v1/admin/hosts/:host/cordon',
      {
        onRequest,
        schema: {
          summary: 'Starts no more sessions on a host',
          description: 'Those that run go on. It holds until it is taken back, also over a restart of the host.',
          ...ADMINISTRATION,
          ...change,
        },
      },
      async (request, reply) => {
        const { host: hostId } = request.params;
        const fields = { ...asCaller(request), hostId };
        await audited(audit, 'host.cordoned', fields, async () => desk.cordon(hostId, true));
        return reply.code(204).send();
      },
    );

    app.post(
      '/v1/admin/hosts/:host/uncordon',
      {
        onRequest,
        schema: {
          summary: 'Starts sessions on a host again',
          description: 'And ends none of those that run there.',
          ...ADMINISTRATION,
          ...change,
        },
      },
      async (request, reply) => {
        const { host: hostId } = request.params;
        const fields = { ...asCaller(request), hostId };
        await audited(audit, 'host.uncordoned', fields, async () => desk.cordon(hostId, false));
        return reply.code(204).send();
      },
    );

    app.post(
      '/v1/admin/hosts/:host/drain',
      {
        onRequest,
        schema: {
          summary: 'Empties a host',
          description:
            'No more sessions start there, and those that still run after so long are ended with `host-lost`, so that their pages ask for another. The gateway that was asked sees to it: where it stops before, the host takes no sessions and those that run go on.',
          ...ADMINISTRATION,
          params: admin.HostPath,
          body: admin.DrainWish,
          response: { 200: admin.Draining },
        },
      },
      async (request, reply) => {
        const { host: hostId } = request.params;
        const fields = { ...asCaller(request), hostId };
        const drain = async () => desk.drain(hostId, request.body.seconds);
        const endsAt = await audited(audit, 'host.drained', fields, drain);
        return reply.send({ endsAt: new Date(endsAt).toISOString() });
      },
    );
  },
  {
    name: 'admin-api',
    dependencies: ['audit', 'cluster', 'exchange', 'health', 'identity', 'metrics', 'overload', 'rejections'],
    fastify: '5.x',
  },
);
