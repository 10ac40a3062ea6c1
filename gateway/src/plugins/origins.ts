/**
 * Pages of other origins embed `<remote-view>`, so the interface under `/v1/` speaks CORS (Fetch standard, section
 * 3.2) with the origins that are allowed, and refuses the others before anything is parsed or upgraded: CORS alone
 * would stop neither a WebSocket nor the effect of a request.
 */
import fp from 'fastify-plugin';
import { OriginPolicy } from '../identity/origins.ts';
import type { GatewayConfig } from '../options.ts';
import { sendProblem } from '../problems.ts';

export const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST, PATCH, DELETE',
  'access-control-allow-headers': 'authorization, content-type, idempotency-key, if-match',
  'access-control-max-age': '600',
};

/** What a page may read of an answer, beside what it always may. */
const EXPOSED = 'retry-after, location, etag, link, accept-patch';

export const origins = fp<Pick<GatewayConfig, 'allowedOrigins'>>(
  async (app, { allowedOrigins }) => {
    const policy = new OriginPolicy(allowedOrigins);

    app.addHook('onRequest', async (request, reply) => {
      // The route's own path: what the request says may be percent-encoded, and the router decodes before it matches.
      if (request.routeOptions.url?.startsWith('/v1/') !== true) return undefined;
      const { origin, host } = request.headers;
      reply.header('vary', 'Origin');
      if (!policy.allows(origin, host)) {
        app.rejections.add('origin');
        request.log.warn({ origin }, 'origin refused');
        // A page may read why: neither a failed preflight nor a refused WebSocket tells it.
        if (origin !== undefined) reply.header('access-control-allow-origin', origin);
        return sendProblem(reply, 403, 'origin-refused');
      }
      if (origin === undefined) return undefined;
      reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED });
      return undefined;
    });

    app.options('/v1/*', (_request, reply) => reply.code(204).headers(PREFLIGHT).send());
  },
  // Behind the WebSocket plugin, whose own hook must have marked an upgrade before this one refuses it: only then is
  // the connection closed with the answer.
  { name: 'origins', dependencies: ['rejections', 'websocket'], fastify: '5.x' },
);
