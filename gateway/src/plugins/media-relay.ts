/**
 * `/v1/media`: media of viewers who cannot have WebRTC. Viewer and host attach with the tickets that signaling gave them, and
 * are each other's from then on.
 */
import fp from 'fastify-plugin';
import { MEDIA_SUBPROTOCOL, mediaRelay, RemoteViewError, signaling } from '@remote-view/protocol';
import type { GatewayConfig } from '../options.ts';
import { RelayEnd } from '../relay/relay-end.ts';
import { readGreeting } from '../wire/greeting.ts';
import { PeerSocket } from '../wire/peer-socket.ts';

const GREETING = { type: 'attach', schema: mediaRelay.Attach } as const;

export const mediaRelayPlugin = fp<Pick<GatewayConfig, 'mediaLimits' | 'relayStalledAfter'>>(
  async (app, { mediaLimits, relayStalledAfter }) => {
    const { exchange } = app;

    const config = { subprotocol: MEDIA_SUBPROTOCOL };
    app.get('/v1/media', { websocket: true, config }, (webSocket, request) => {
      const { rejections, now } = exchange;
      const context = { limits: mediaLimits, rejections, log: request.log, now };
      let isAttached = false;
      const closed = (): void => {
        end.gone();
        exchange.relays.detach(end)?.close();
      };
      const socket = new PeerSocket(webSocket, context, { message, binary: (bytes) => end.take(bytes), closed });
      const end = new RelayEnd(socket, relayStalledAfter);

      function message(text: string): void {
        if (isAttached) throw new RemoteViewError('malformed-message', 'This socket carries no text any more.');
        const greeting = readGreeting(socket, rejections, text, GREETING);
        if (greeting === undefined) return;
        isAttached = true;
        const ends = exchange.relays.attach(greeting.ticket, end, now());
        if (ends === undefined) {
          rejections.add('bad-ticket');
          socket.refuse(
            new RemoteViewError('bad-token', 'This ticket is not good (any more).'),
            signaling.CLOSE.refused,
          );
          return;
        }
        const [other] = ends;
        if (other !== undefined && other !== end) other.join(end);
      }
    });
  },
  { name: 'media-relay', dependencies: ['websocket', 'origins'], fastify: '5.x' },
);
