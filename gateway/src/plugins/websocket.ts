/**
 * WebSockets through Fastify's router: hooks, keys and origins are checked as for any request, before there is a
 * socket.
 */
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import websocketServer from '@fastify/websocket';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { WebSocket } from 'ws';
import { HOST_SUBPROTOCOL, MEDIA_SUBPROTOCOL, VIEWER_SUBPROTOCOL } from '@remote-view/protocol';
import type { GatewayConfig } from '../options.ts';
import { sendProblem } from '../problems.ts';
import { MESSAGE_LIMITS } from '../wire/message-limits.ts';

/** Of the registry that RFC 6455 section 7.4.2 opened: come back, there may be another one already. */
export const SERVICE_RESTART = 1012;
/** How long peers have to answer the close frame when the gateway stops, ms. */
const GOODBYE_WITHIN = 1_000;
/** Viewers that are sent away come to the other gateways all at once, where they are not sent one after the other. */
const GOODBYES = { atOnce: 100, every: 100, most: 20 } as const;

const SUBPROTOCOLS = [VIEWER_SUBPROTOCOL, HOST_SUBPROTOCOL, MEDIA_SUBPROTOCOL];

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set for a route that speaks WebSocket, and for no other. */
    readonly subprotocol?: string;
  }
}

export const websocket = fp<Pick<GatewayConfig, 'timing'>>(
  async (app, { timing: { requestWithin } }) => {
    // One that comes behind another request on the same connection, before the answer to that, is answered by nobody, and Node
    // looks after its connection no more.
    const late = new WeakMap<Duplex, NodeJS.Timeout>();
    app.server.on('upgrade', (_request, socket) => {
      const timer = globalThis.setTimeout(() => socket.destroy(), requestWithin);
      late.set(socket, timer);
      socket.once('close', () => clearTimeout(timer));
    });
    await app.register(websocketServer, {
      options: {
        ...MESSAGE_LIMITS,
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
    app.websocketServer.on('connection', (_webSocket, { socket }) => clearTimeout(late.get(socket)));
    app.addHook('onRequest', checkUpgrade);
  },
  { name: 'websocket', dependencies: ['rejections'], fastify: '5.x' },
);

async function sayGoodbye(this: FastifyInstance): Promise<void> {
  const server = this.websocketServer;
  const clients = [...server.clients];
  // Hosts first: their viewers find them where they come to.
  for (const host of clients.filter(isHost)) host.close(SERVICE_RESTART);
  await closeInTurn(clients.filter((client) => !isHost(client)));
  const deadline = globalThis.setTimeout(() => {
    for (const client of server.clients) client.terminate();
  }, GOODBYE_WITHIN);
  await new Promise((resolve) => server.close(resolve));
  clearTimeout(deadline);
}

async function closeInTurn(clients: readonly WebSocket[]): Promise<void> {
  const batch = Math.max(GOODBYES.atOnce, Math.ceil(clients.length / GOODBYES.most));
  for (let start = 0; start < clients.length; start += batch) {
    if (start > 0) await setTimeout(GOODBYES.every);
    for (const client of clients.slice(start, start + batch)) client.close(SERVICE_RESTART);
  }
}

function isHost({ protocol }: WebSocket): boolean {
  return protocol === HOST_SUBPROTOCOL;
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
  request.server.rejections.add('no-subprotocol');
  const text = `This address speaks the WebSocket subprotocol '${subprotocol}'.`;
  return sendProblem(reply, 400, 'unsupported-version', text);
}
