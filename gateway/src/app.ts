/**
 * The gateway as a Fastify app: REST and signaling for viewers, a door for renderer hosts, pages. It listens nowhere
 * by itself; `server.ts` is the process around it.
 */
import { LogController, fastify, type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { resolveOptions, type GatewayOptions } from './options.ts';
import { errors } from './plugins/errors.ts';
import { exchange } from './plugins/exchange.ts';
import { health } from './plugins/health.ts';
import { hostLink } from './plugins/host-link.ts';
import { mediaRelayPlugin } from './plugins/media-relay.ts';
import { origins } from './plugins/origins.ts';
import { pages } from './plugins/pages.ts';
import { restApi } from './plugins/rest-api.ts';
import { viewerLink } from './plugins/viewer-link.ts';
import { websocket } from './plugins/websocket.ts';
import { answerError } from './problems.ts';

export type { GatewayLimits, GatewayOptions, GatewayTiming } from './options.ts';

/** Bytes; the largest body that means something is `{"scene":"<64 characters>"}`. */
const BODY_LIMIT = 4_096;
/** A request must be here in full by then, ms; upgraded sockets have limits of their own. */
const REQUEST_TIMEOUT = 10_000;

/** What must never be in a log, wherever somebody puts it. */
const REDACTED = ['token', '*.token', 'tokenHash', '*.tokenHash', 'req.headers.authorization', 'headers.authorization'];

/**
 * Builds the app, ready for `listen`, `inject` or `injectWS`.
 * @throws RemoteViewError `bad-configuration`
 */
export function buildApp(options: GatewayOptions): FastifyInstance {
  const config = resolveOptions(options);
  const app = fastify({
    logger: withRedaction(options.logger ?? false),
    // One line for what happens to a session or a host, none for each request.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    frameworkErrors: (error, request, reply) => {
      // No hook runs for a URL that does not parse, so the WebSocket plugin cannot end a refused upgrade here.
      if (request.headers.upgrade !== undefined) reply.raw.once('finish', () => request.raw.socket.destroy());
      void answerError(error, request, reply);
    },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
  });
  app.removeContentTypeParser('text/plain');
  app.register(errors);
  app.register(exchange, config);
  app.register(websocket);
  app.register(origins, config);
  app.register(health);
  app.register(restApi, config);
  app.register(viewerLink, config);
  app.register(hostLink, config);
  app.register(mediaRelayPlugin, config);
  app.register(pages, config);
  return app;
}

function withRedaction(
  logger: NonNullable<FastifyServerOptions['logger']>,
): NonNullable<FastifyServerOptions['logger']> {
  if (logger === false) return false;
  return { ...(logger === true ? {} : logger), redact: { paths: REDACTED, censor: '[redacted]' } };
}
