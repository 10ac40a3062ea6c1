/**
 * For balancers and orchestrators: is the process alive, and should anybody be sent to it?
 *
 * A gateway without hosts is ready: hosts of a cluster are linked to any of its gateways, and a new one has none at first. So is one
 * that cannot reach its store, once it has started: no other can, and viewers of what runs are served all the same. Who wants to
 * know whether sessions can be had asks `/readyz?hosts=1`.
 */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fp from 'fastify-plugin';
import { Type } from 'typebox';
import { sendProblem } from '../problems.ts';
import { Readiness } from '../readiness.ts';

declare module 'fastify' {
  interface FastifyInstance {
    readonly readiness: Readiness;
  }
}

const Live = Type.Object({ status: Type.Literal('live') });
const Ready = Type.Object({ status: Type.Literal('ready'), hosts: Type.Optional(Type.Integer()) });
const Wish = Type.Object(
  { hosts: Type.Optional(Type.String({ pattern: '^\\d{1,4}$' })) },
  { additionalProperties: false },
);

export const health = fp(
  async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    const readiness = new Readiness();
    app.decorate('readiness', readiness);

    app.get(
      '/livez',
      {
        schema: {
          summary: 'Is the process alive?',
          tags: ['Operation'],
          response: { 200: Live },
        },
      },
      async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'live' }),
    );

    app.get(
      '/readyz',
      {
        schema: {
          summary: 'Should anybody be sent here?',
          description: 'Not while it is about to stop, or with fewer hosts than are asked for.',
          tags: ['Operation'],
          querystring: Wish,
          response: { 200: Ready },
        },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store');
        if (readiness.isDraining) return sendProblem(reply, 503, 'unavailable', 'The gateway is about to stop.');
        const all = await app.recentHosts.list().catch((thrown: unknown) => {
          // What gateways share is away for all of them: viewers of what runs here are still served, and nowhere else better.
          if (request.query.hosts === undefined) return undefined;
          throw thrown;
        });
        if (all === undefined) return reply.send({ status: 'ready' });
        const hosts = all.filter(({ connected, problem }) => connected && problem === undefined).length;
        if (hosts < Number(request.query.hosts ?? 0)) return sendProblem(reply, 503, 'no-host');
        return reply.send({ status: 'ready', hosts });
      },
    );
  },
  { name: 'health', dependencies: ['errors'], fastify: '5.x' },
);
