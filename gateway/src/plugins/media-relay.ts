/**
 * `/v1/media`: media of viewers who cannot have WebRTC. Viewer and host attach with the tickets that signaling gave them, and
 * are each other's from then on. Who comes with a ticket of another gateway is sent on to it.
 */
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { MEDIA_SUBPROTOCOL, mediaRelay, RemoteViewError, signaling } from '@remote-view/protocol';
import { PASS_HEADER } from '../exchange/media-doors.ts';
import type { GatewayConfig } from '../options.ts';
import { RelayCrossing } from '../relay/relay-crossing.ts';
import { RelayEnd } from '../relay/relay-end.ts';
import { gatewayOf } from '../relay/relay-tickets.ts';
import { readGreeting } from '../wire/greeting.ts';
import { PeerSocket } from '../wire/peer-socket.ts';

const GREETING = { type: 'attach', schema: mediaRelay.Attach } as const;

export const mediaRelayPlugin = fp<Pick<GatewayConfig, 'mediaLimits' | 'relayStalledAfter'>>(
  async (app, { mediaLimits, relayStalledAfter }) => {
    const { exchange, identity } = app;
    const { doors, rejections, relays, store, now } = exchange;

    const config = { subprotocol: MEDIA_SUBPROTOCOL };
    const onRequest = async ({ headers, ip }: FastifyRequest): Promise<void> => {
      if (!doors.isPass(headers[PASS_HEADER])) identity.admitSocket(ip);
    };
    app.get('/v1/media', { websocket: true, config, onRequest }, (webSocket, request) => {
      const context = { limits: mediaLimits, rejections, log: request.log, now };
      let isAttached = false;
      let crossing: RelayCrossing | undefined;
      const closed = (closeCode: number): void => {
        end.gone();
        crossing?.gone(closeCode);
        relays.detach(end)?.close();
      };
      const socket = new PeerSocket(webSocket, context, { message, binary: (bytes) => end.take(bytes), closed });
      const end = new RelayEnd(socket, relayStalledAfter);

      function message(text: string): void {
        if (isAttached) throw new RemoteViewError('malformed-message', 'This socket carries no text any more.');
        const greeting = readGreeting(socket, rejections, text, GREETING);
        if (greeting === undefined) return;
        isAttached = true;
        const { ticket } = greeting;
        const gateway = gatewayOf(ticket) ?? store.gateway;
        if (gateway === store.gateway) attach(ticket);
        else void cross(gateway, ticket);
      }

      function attach(ticket: string): void {
        const ends = relays.attach(ticket, end, now());
        if (ends === undefined) {
          rejections.add('bad-ticket');
          socket.refuse(
            new RemoteViewError('bad-token', 'This ticket is not good (any more).'),
            signaling.CLOSE.refused,
          );
          return;
        }
        const [other] = ends;
        if (other === undefined || other === end) return;
        other.connect(end);
        for (const each of ends) each.tell({ type: 'open' });
      }

      async function cross(gateway: string, ticket: string): Promise<void> {
        crossing = new RelayCrossing(end, context, relayStalledAfter);
        const isSentOn = request.headers[PASS_HEADER] !== undefined;
        crossing.begin(isSentOn ? undefined : await doors.of(gateway), ticket);
      }
    });
  },
  { name: 'media-relay', dependencies: ['exchange', 'identity', 'websocket', 'origins'], fastify: '5.x' },
);
