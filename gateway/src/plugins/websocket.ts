/**
 * WebSockets through Fastify's router: hooks, keys and origins are checked as for any request, before there is a
 * socket. What ws allows by default (100 MiB messages, compression, thousands of fragments) is cut to what we speak.
 */
import websocketServer from '@fastify/websocket';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { HOST_SUBPROTOCOL, MEDIA_SUBPROTOCOL, VIEWER_SUBPROTOCOL, signaling } from '@remote-view/protocol';
import { sendProblem } from '../problems.ts';

/** RFC 6455 section 7.4.1: the endpoint goes away. */
const GOING_AWAY = 1001;
/** How long peers have to answer the close frame when the gateway stops, ms. */
const GOODBYE_WITHIN = 1_000;

const SUBPROTOCOLS = [VIEWER_SUBPROTOCOL, HOST_SUBPROTOCOL, MEDIA_SUBPROTOCOL];

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set for a route that speaks WebSocket, and for no other. */
    readonly subprotocol?: string;
  }
}

export const websocket = fp(
  async (app) => {
    await app.register(websocketServer, {
      options: {
        maxPayload: signaling.SIGNALING_LIMITS.maxPayload,
        perMessageDeflate: false,
        maxFragments: 16,
        maxBufferedChunks: 1_024,
        // `checkUpgrade` has seen to it that the one which the route speaks was offered, and no other of ours.
        handleProtocols: (offered) => SUBPROTOCOLS.find((name) => offered.has(name)) ?? false,
      },
      // ws closes a socket that broke by itself; a peer socket has counted it. Anything else must not stay open.
      errorHandler: (error, socket, request) => {
        if (socket.readyState !== socket.OPEN) return;
        request.log.error(error, 'a socket handler failed');
        socket.terminate();
      },
      preClose: sayGoodbye,
    });
    app.addHook('onRequest', checkUpgrade);
  },
  { name: 'websocket', dependencies: ['exchange'], fastify: '5.x' },
);

async function sayGoodbye(this: FastifyInstance): Promise<void> {
  const server = this.websocketServer;
  for (const client of server.clients) client.close(GOING_AWAY);
  const deadline = setTimeout(() => {
    for (const client of server.clients) client.terminate();
  }, GOODBYE_WITHIN);
  await new Promise((resolve) => server.close(resolve));
  clearTimeout(deadline);
}

/** Refuses an upgrade where there is no WebSocket, none where there is one, and one without exactly its subprotocol. */
async function checkUpgrade(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const { subprotocol } = request.routeOptions.config;
  if (subprotocol === undefined) {
    return request.ws ? sendProblem(reply, 404, 'malformed-message', 'There is no WebSocket here.') : undefined;
  }
  if (!request.ws) {
    reply.header('upgrade', 'websocket');
    return sendProblem(reply, 426, 'malformed-message', 'This address speaks WebSocket only.');
  }
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const ours = offered.filter((name) => SUBPROTOCOLS.includes(name));
  if (ours.length === 1 && ours[0] === subprotocol) return undefined;
  request.server.exchange.rejections.add('no-subprotocol');
  const text = `This address speaks the WebSocket subprotocol '${subprotocol}'.`;
  return sendProblem(reply, 400, 'unsupported-version', text);
}
