/** `/v1/signal`: the sockets of viewers. A token in the first message says which session each one belongs to. */
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import {
  LIMITS,
  RemoteViewError,
  VIEWER_SUBPROTOCOL,
  parseJson,
  signaling,
  type ViewerId,
} from '@remote-view/protocol';
import type { GatewayConfig } from '../options.ts';
import { readGreeting } from '../wire/greeting.ts';
import { PeerSocket } from '../wire/peer-socket.ts';

const GREETING = { type: 'join', schema: signaling.Join } as const;

export const viewerLink = fp<Pick<GatewayConfig, 'viewerLimits'>>(
  async (app, { viewerLimits }) => {
    const { exchange, identity, rejections } = app;

    const config = { subprotocol: VIEWER_SUBPROTOCOL };
    const onRequest = async (request: FastifyRequest): Promise<void> => identity.admitSocket(request.ip);
    app.get('/v1/signal', { websocket: true, config, onRequest }, (webSocket, request) => {
      const context = { limits: viewerLimits, rejections, log: request.log, now: exchange.now };
      let hasJoined = false;
      const socket = new PeerSocket(webSocket, context, { message, closed: () => exchange.viewerGone(viewer) });
      const viewer: ViewerId = exchange.addViewer(socket);

      function message(text: string): void {
        if (hasJoined) return dispatch(text);
        const join = readGreeting(socket, rejections, text, GREETING);
        if (join === undefined) return;
        hasJoined = true;
        socket.identify({ sessionId: join.session, viewerId: viewer });
        void exchange.join(viewer, join, request.ip);
      }

      function dispatch(text: string): void {
        const parsed = parseJson(signaling.ViewerMessage, text, LIMITS.signalingBytes);
        if (parsed.type === 'join') throw new RemoteViewError('malformed-message', 'This socket has joined already.');
        exchange.viewerMessage(viewer, parsed);
      }
    });
  },
  { name: 'viewer-link', dependencies: ['exchange', 'identity', 'websocket', 'origins'], fastify: '5.x' },
);
