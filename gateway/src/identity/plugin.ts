/** Gives the app its identity, and the world the keys that viewers' tokens are verified with. */
import fp from 'fastify-plugin';
import { PublicKey, Type } from '@remote-view/protocol';
import { Identity, type Seen } from './identity.ts';
import type { IdentityConfig } from './identity-options.ts';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    readonly identity: Identity;
  }
}

const KeySet = Type.Object({ keys: Type.Array(PublicKey) });

export const identity = fp<{ readonly identity: IdentityConfig; readonly trustProxy: unknown }>(
  async (app, { identity: config, trustProxy }) => {
    const { rejections } = app;
    const instance = await Identity.open(config, {
      log: app.log,
      refused: (reason) => rejections.add(reason),
      clock: () => Date.now(),
      now: () => performance.now(),
    });
    app.decorate('identity', instance);
    app.addHook('onClose', async () => instance.close());
    if (trustProxy === false) warnOfProxies();

    const schema = {
      summary: "Keys that viewers' tokens are verified with",
      description: 'A JSON Web Key Set (RFC 7517).',
      tags: ['Catalogue'],
      response: { 200: KeySet },
    };
    app.get('/v1/keys', { schema }, async (request, reply) => {
      instance.admitAnyone(request.ip);
      return reply.header('cache-control', 'public, max-age=300').send({ keys: instance.publicKeys });
    });

    /** Behind a proxy that nobody told us of, all of the world is one address, and one who guesses locks out everybody. */
    function warnOfProxies(): void {
      let isWarned = false;
      app.addHook('onRequest', async (request) => {
        if (isWarned || request.headers['x-forwarded-for'] === undefined) return;
        isWarned = true;
        request.log.warn(
          { proxy: request.ip },
          'a proxy in front is not trusted, so all its clients share one rate: name it with --trust-proxy',
        );
      });
    }
  },
  { name: 'identity', dependencies: ['rejections', 'origins'], fastify: '5.x' },
);

/** What identity goes by. */
export function seen(request: FastifyRequest): Seen {
  return { headers: request.headers, address: request.ip };
}
