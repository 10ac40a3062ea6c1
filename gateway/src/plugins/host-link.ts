/** `/v1/hosts`: renderer hosts dial in here. A host's key is checked before there is a socket. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { HOST_SUBPROTOCOL, LIMITS, RemoteViewError, hostLink as wire, parseJson } from '@remote-view/protocol';
import { KeyRing } from '../auth/key-ring.ts';
import type { LinkId } from '../hosts/host-directory.ts';
import type { GatewayConfig } from '../options.ts';
import { sendProblem } from '../problems.ts';
import { readGreeting } from '../wire/greeting.ts';
import { PeerSocket } from '../wire/peer-socket.ts';

/** RFC 6455 section 7.4.1: a host that is stopped, or has heard that this gateway is. */
const GOING_AWAY = 1001;

const GREETING = { type: 'register', schema: wire.Register } as const;

export const hostLink = fp<Pick<GatewayConfig, 'dev' | 'hostKeys' | 'hostLimits'>>(
  async (app, { dev, hostKeys, hostLimits }) => {
    const { exchange } = app;
    const keys = new KeyRing(hostKeys);

    async function authenticate(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
      // Only browsers send an Origin, and no web page is a renderer host: in dev mode, where there is no key, this is
      // what keeps a page that somebody happens to visit from posing as one.
      if (request.headers.origin !== undefined) {
        exchange.rejections.add('origin');
        return sendProblem(reply, 403, 'unauthorized', 'Web pages cannot be renderer hosts.');
      }
      if (dev || keys.admits(request.headers)) return undefined;
      exchange.rejections.add('bad-key');
      request.log.warn('host key refused');
      return sendProblem(reply, 401, 'unauthorized', 'A valid host key is needed.');
    }

    const config = { subprotocol: HOST_SUBPROTOCOL };
    app.get('/v1/hosts', { websocket: true, config, preValidation: authenticate }, (webSocket, request) => {
      const { rejections, now } = exchange;
      const context = { limits: hostLimits, rejections, log: request.log, now };
      let isRegistered = false;
      const closed = (closeCode: number): void => exchange.hostGone(link, closeCode === GOING_AWAY);
      const socket = new PeerSocket(webSocket, context, { message, closed });
      const link: LinkId = exchange.addHost(socket);

      function message(text: string): void {
        if (isRegistered) return dispatch(text);
        const register = readGreeting(socket, rejections, text, GREETING);
        if (register === undefined) return;
        isRegistered = true;
        exchange.register(link, register);
      }

      function dispatch(text: string): void {
        const parsed = parseJson(wire.HostMessage, text, LIMITS.signalingBytes);
        if (parsed.type === 'register') throw new RemoteViewError('malformed-message', 'This link is registered.');
        exchange.hostMessage(link, parsed);
      }
    });
  },
  { name: 'host-link', dependencies: ['websocket', 'origins'], fastify: '5.x' },
);
