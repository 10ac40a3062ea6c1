/** Gives the app the counts of what it refused; whatever refuses something adds to them. */
import fp from 'fastify-plugin';
import { Rejections } from '../wire/rejections.ts';

declare module 'fastify' {
  interface FastifyInstance {
    readonly rejections: Rejections;
  }
}

export const rejections = fp(async (app) => void app.decorate('rejections', new Rejections()), {
  name: 'rejections',
  fastify: '5.x',
});
