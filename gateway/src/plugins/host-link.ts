/** `/v1/hosts`: renderer hosts dial in here. A host's key is checked before there is a socket. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import {
  HOST_SUBPROTOCOL,
  LIMITS,
  RemoteViewError,
  hostLink as wire,
  parseJson,
  signaling,
} from '@remote-view/protocol';
import type { LinkId } from '../hosts/linked-hosts.ts';
import { mayBe, type HostCredential } from '../identity/host-keys.ts';
import { seen } from '../identity/plugin.ts';
import type { GatewayConfig } from '../options.ts';
import { sendProblem } from '../problems.ts';
import { readGreeting } from '../wire/greeting.ts';
import { PeerSocket } from '../wire/peer-socket.ts';
import { SERVICE_RESTART } from './websocket.ts';

/** RFC 6455 section 7.4.1: a host that is stopped. */
const GOING_AWAY = 1001;

const GREETING = { type: 'register', schema: wire.Register } as const;

export const hostLink = fp<Pick<GatewayConfig, 'hostLimits'>>(
  async (app, { hostLimits }) => {
    const { audit, exchange, identity, rejections } = app;

    const credentials = new WeakMap<FastifyRequest, HostCredential>();
    const onRequest = async ({ ip }: FastifyRequest): Promise<void> => identity.admitSocket(ip);

    async function authenticate(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
      // Only browsers send an Origin, and no web page is a renderer host: in dev mode, where there is no key, this is
      // what keeps a page that somebody happens to visit from posing as one.
      if (request.headers.origin !== undefined) {
        rejections.add('origin');
        return sendProblem(reply, 403, 'unauthorized', 'Web pages cannot be renderer hosts.');
      }
      try {
        credentials.set(request, identity.admitHost(seen(request)));
      } catch (thrown) {
        audit.record('host.refused', { ...from(request), result: RemoteViewError.from(thrown).code });
        throw thrown;
      }
      return undefined;
    }

    const config = { subprotocol: HOST_SUBPROTOCOL };
    const route = { websocket: true, config, onRequest, preValidation: authenticate } as const;
    app.get('/v1/hosts', route, (webSocket, request) => {
      const context = { limits: hostLimits, rejections, log: request.log, now: exchange.now };
      const credential = credentials.get(request)!;
      let isRegistered = false;
      const closed = (closeCode: number): void =>
        exchange.hostGone(link, closeCode === GOING_AWAY || closeCode === SERVICE_RESTART);
      const socket = new PeerSocket(webSocket, context, { message, closed });
      const link: LinkId = exchange.addHost(socket);

      function message(text: string): void {
        if (isRegistered) return dispatch(text);
        const register = readGreeting(socket, rejections, text, GREETING);
        if (register === undefined) return;
        isRegistered = true;
        socket.identify({ hostId: register.host });
        const about = { hostId: register.host, ...from(request) };
        if (mayBe(credential, register)) {
          audit.record('host.registered', { ...about, result: 'done' });
          return void exchange.register(link, register);
        }
        audit.record('host.refused', { ...about, result: 'unauthorized' });
        rejections.add('forbidden');
        const refusal = new RemoteViewError('unauthorized', 'This key is not for a host of that name.');
        socket.refuse(refusal, signaling.CLOSE.refused);
      }

      function dispatch(text: string): void {
        const parsed = parseJson(wire.HostMessage, text, LIMITS.signalingBytes);
        if (parsed.type === 'register') throw new RemoteViewError('malformed-message', 'This link is registered.');
        exchange.hostMessage(link, parsed);
      }
    });
  },
  { name: 'host-link', dependencies: ['audit', 'exchange', 'identity', 'websocket', 'origins'], fastify: '5.x' },
);

function from({ ip, id }: FastifyRequest) {
  return { address: ip, requestId: id };
}
