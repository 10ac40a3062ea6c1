/** Gives the app its exchange, and time to it. */
import fp from 'fastify-plugin';
import { mediaRelay } from '@remote-view/protocol';
import { Exchange } from '../exchange/exchange.ts';
import { IceServersOf } from '../ice/ice-servers.ts';
import type { GatewayConfig } from '../options.ts';

declare module 'fastify' {
  interface FastifyInstance {
    readonly exchange: Exchange;
  }
}

export const exchange = fp<Pick<GatewayConfig, 'timing' | 'ice' | 'clusterUrl'>>(
  async (app, { timing, ice, clusterUrl }) => {
    const servers = new IceServersOf(ice);
    const instance = new Exchange({
      store: app.cluster,
      tokens: app.identity,
      iceServers: (session, viewer) => servers.forSession(session, Date.now() / 1_000, viewer),
      timing,
      attachWithin: mediaRelay.RELAY_LIMITS.attachWithin,
      clusterUrl,
      rejections: app.rejections,
      metrics: app.metrics,
      log: app.log,
      // Never goes back, and can be held against when a session was made.
      now: () => performance.timeOrigin + performance.now(),
    });
    app.decorate('exchange', instance);
    await instance.open();
    const ticking = setInterval(() => instance.tick(), timing.tickEvery);
    app.addHook('onClose', async () => {
      clearInterval(ticking);
      await instance.close();
    });
  },
  { name: 'exchange', dependencies: ['cluster', 'identity', 'metrics', 'rejections'], fastify: '5.x' },
);
