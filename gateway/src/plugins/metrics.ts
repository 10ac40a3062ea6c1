/** Gives the app its metrics, and counts requests and sockets, whatever they are for. */
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import type { WebSocket } from 'ws';
import { HOST_SUBPROTOCOL, MEDIA_SUBPROTOCOL, VIEWER_SUBPROTOCOL } from '@remote-view/protocol';
import type { Figures } from '../telemetry/figures.ts';
import { GatewayMetrics, type SocketKind } from '../telemetry/metrics.ts';

declare module 'fastify' {
  interface FastifyInstance {
    readonly metrics: GatewayMetrics;
  }
}

const KIND_OF: Readonly<Record<string, SocketKind>> = {
  [VIEWER_SUBPROTOCOL]: 'viewer',
  [HOST_SUBPROTOCOL]: 'host',
  [MEDIA_SUBPROTOCOL]: 'media',
};

export const metrics = fp(
  async (app) => {
    const counted = new GatewayMetrics(app.rejections);
    app.decorate('metrics', counted);

    app.addHook('onResponse', async (request, reply) => {
      // What nobody declared could be any text: it is one route.
      const route = request.routeOptions.url ?? 'none';
      counted.requested(request.method, route, reply.statusCode, reply.elapsedTime / 1_000);
    });

    app.addHook('onReady', async () => {
      counted.readFrom(async () => readFigures(app));
      app.websocketServer.on('connection', (socket: WebSocket) => {
        const kind = KIND_OF[socket.protocol];
        if (kind === undefined) return;
        counted.socketOpened(kind);
        socket.on('message', () => counted.socketMessage(kind));
        socket.once('close', () => counted.socketClosed(kind));
      });
    });
  },
  { name: 'metrics', dependencies: ['rejections'], fastify: '5.x' },
);

async function readFigures({ cluster, exchange }: FastifyInstance): Promise<Figures> {
  const [hosts, queued] = await Promise.all([cluster.hosts(), cluster.waiting()]);
  return {
    hosts: hosts.filter(({ gateway }) => gateway === cluster.gateway),
    sessions: exchange.switchboard.counts(),
    queued,
  };
}
