/** Every error answer of the gateway has the same body. */
import fp from 'fastify-plugin';
import { answerError, sendProblem } from '../problems.ts';

/** Of a path, characters. */
const MAX_QUOTED = 200;

export const errors = fp(
  async (app) => {
    app.setErrorHandler(answerError);
    app.setNotFoundHandler((request, reply) => {
      const path = request.url.split('?', 1)[0]?.slice(0, MAX_QUOTED) ?? '';
      return sendProblem(reply, 404, 'not-found', `There is no ${request.method} ${path} here.`);
    });
  },
  { name: 'errors', fastify: '5.x' },
);
