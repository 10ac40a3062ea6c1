/** The REST interface: which scenes there are, a session of one, and its end. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { rest } from '@remote-view/protocol';
import { bearerOf } from '../auth/bearer.ts';
import { KeyRing } from '../auth/key-ring.ts';
import type { GatewayConfig } from '../options.ts';
import { sendProblem } from '../problems.ts';

export const restApi = fp<Pick<GatewayConfig, 'dev' | 'apiKeys'>>(
  async (plain, { dev, apiKeys }) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    const keys = new KeyRing(apiKeys);

    async function authenticate(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
      if (dev || keys.admits(request.headers)) return undefined;
      app.exchange.rejections.add('bad-key');
      return sendProblem(reply, 401, 'unauthorized');
    }

    app.post(
      '/v1/sessions',
      {
        onRequest: authenticate,
        schema: { body: rest.CreateSession, response: { 201: rest.CreatedSession } },
      },
      async (request, reply) => {
        const session = app.exchange.createSession(request.body);
        // The token is in the body: no cache may keep it.
        return reply.code(201).header('cache-control', 'no-store').send(session);
      },
    );

    app.delete('/v1/sessions/:session', { schema: { params: rest.SessionPath } }, async (request, reply) => {
      const token = bearerOf(request.headers);
      if (token === undefined) {
        app.exchange.rejections.add('bad-token');
        return sendProblem(reply, 401, 'unauthorized');
      }
      app.exchange.endSession(request.params.session, token);
      return reply.code(204).send();
    });

    app.get('/v1/scenes', { schema: { response: { 200: rest.SceneList } } }, async (_request, reply) =>
      reply.header('cache-control', 'no-cache').send({ scenes: app.exchange.scenes() }),
    );
  },
  { name: 'rest-api', dependencies: ['exchange', 'errors', 'origins'], fastify: '5.x' },
);
