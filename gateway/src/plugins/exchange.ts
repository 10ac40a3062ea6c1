/** Gives the app its exchange, and time to it. */
import fp from 'fastify-plugin';
import type { GatewayConfig } from '../options.ts';
import { Exchange } from '../switchboard/exchange.ts';

declare module 'fastify' {
  interface FastifyInstance {
    readonly exchange: Exchange;
  }
}

export const exchange = fp<Pick<GatewayConfig, 'timing' | 'allocation'>>(
  async (app, { timing, allocation }) => {
    const instance = new Exchange({ timing, allocation, log: app.log, now: () => performance.now() });
    app.decorate('exchange', instance);
    const ticking = setInterval(() => instance.tick(), timing.tickEvery);
    app.addHook('onClose', async () => clearInterval(ticking));
  },
  { name: 'exchange', fastify: '5.x' },
);
