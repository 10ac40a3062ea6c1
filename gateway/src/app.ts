/**
 * The gateway as a Fastify app: REST and signaling for viewers, a door for renderer hosts, pages. It listens nowhere
 * by itself; `server.ts` is the process around it.
 */
import { randomUUID } from 'node:crypto';
import { LogController, fastify, type FastifyInstance } from 'fastify';
import { iceWarnings } from './ice/ice-options.ts';
import { explainInvalid } from './explain-invalid.ts';
import { identity } from './identity/plugin.ts';
import { clusterWarnings, resolveOptions, type GatewayOptions } from './options.ts';
import { adminApi } from './plugins/admin-api.ts';
import { audit } from './plugins/audit.ts';
import { cluster } from './plugins/cluster.ts';
import { errors } from './plugins/errors.ts';
import { exchange } from './plugins/exchange.ts';
import { health } from './plugins/health.ts';
import { hostLink } from './plugins/host-link.ts';
import { mediaRelayPlugin } from './plugins/media-relay.ts';
import { metrics } from './plugins/metrics.ts';
import { openapi } from './plugins/openapi.ts';
import { origins } from './plugins/origins.ts';
import { overload } from './plugins/overload.ts';
import { pages } from './plugins/pages.ts';
import { rejections } from './plugins/rejections.ts';
import { restApi } from './plugins/rest-api.ts';
import { viewerLink } from './plugins/viewer-link.ts';
import { websocket } from './plugins/websocket.ts';
import { whep } from './plugins/whep.ts';
import { answerError } from './problems.ts';
import { withRedaction } from './telemetry/logging.ts';
import { refuseUnread } from './wire/unread-request.ts';

export type { ClusterStore } from './cluster/cluster-store.ts';
export type { GatewayLimits, GatewayOptions, GatewayTiming } from './options.ts';

/** Bytes; the largest body that means something is `{"scene":"<64 characters>"}`. */
const BODY_LIMIT = 4_096;
/** How often it is looked for requests that are late, ms. Node does so every 30 s, which would be their time limit. */
const LOOK_FOR_LATE_EVERY = 1_000;
/** An answer of which nothing is read for so many times as long as a request may take is given up, with its connection. */
const UNREAD_FOR = 6;

/**
 * Builds the app, ready for `listen`, `inject` or `injectWS`.
 * @throws RemoteViewError `bad-configuration`
 */
export function buildApp(options: GatewayOptions): FastifyInstance {
  const config = resolveOptions(options);
  const { requestWithin } = config.timing;
  const app: FastifyInstance = fastify({
    logger: withRedaction(options.logger ?? false),
    // One line for what happens to a session or a host, none for each request.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    requestTimeout: requestWithin,
    connectionTimeout: requestWithin * UNREAD_FOR,
    http: {
      // Where that for headers is longer, as it is by default, Node takes each for the other.
      ...{ headersTimeout: requestWithin, requestTimeout: requestWithin },
      connectionsCheckingInterval: Math.min(LOOK_FOR_LATE_EVERY, requestWithin / 4),
    },
    clientErrorHandler: (error, socket) => refuseUnread(error, socket, app.rejections),
    genReqId: () => randomUUID(),
    trustProxy: config.trustProxy,
    frameworkErrors: (error, request, reply) => {
      // No hook runs for a URL that does not parse, so the WebSocket plugin cannot end a refused upgrade here.
      if (request.headers.upgrade !== undefined) reply.raw.once('finish', () => request.raw.socket.destroy());
      void answerError(error, request, reply);
    },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
    schemaErrorFormatter: explainInvalid,
  });
  app.removeContentTypeParser('text/plain');
  for (const warning of [...iceWarnings(config.ice), ...clusterWarnings(config)]) app.log.warn(warning);
  app.register(openapi, config);
  app.register(errors);
  app.register(rejections);
  app.register(audit, config);
  app.register(metrics);
  app.register(health);
  app.register(websocket, config);
  app.register(origins, config);
  app.register(overload, config);
  app.register(identity, config);
  app.register(cluster, config);
  app.register(exchange, config);
  app.register(restApi, config);
  app.register(adminApi);
  app.register(viewerLink, config);
  app.register(whep, config);
  app.register(hostLink, config);
  app.register(mediaRelayPlugin, config);
  app.register(pages, config);
  return app;
}
