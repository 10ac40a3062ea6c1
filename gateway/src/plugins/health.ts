/** For load balancers and orchestrators: is the process alive, and is it of use to anybody? */
import fp from 'fastify-plugin';
import { sendProblem } from '../problems.ts';

export const health = fp(
  async (app) => {
    app.get('/livez', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'live' }));

    app.get('/readyz', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      const hosts = app.exchange.usableHosts;
      return hosts > 0 ? reply.send({ status: 'ready', hosts }) : sendProblem(reply, 503, 'no-host');
    });
  },
  { name: 'health', dependencies: ['exchange', 'errors'], fastify: '5.x' },
);
