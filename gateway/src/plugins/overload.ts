/**
 * New sessions are the one thing that a gateway can refuse without hurting anybody who watches: it does so when it is about to
 * stop, and when its event loop or its memory has no room left. Signaling of running sessions is always let in.
 */
import { getHeapStatistics } from 'node:v8';
import underPressure from '@fastify/under-pressure';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { RemoteViewError } from '@remote-view/protocol';
import type { GatewayConfig } from '../options.ts';

/** Share of what V8 allows itself, above which collecting garbage takes most of the time. */
const HEAP_SHARE = 0.9;

export interface OverloadOptions extends Pick<GatewayConfig, 'maxEventLoopDelay'> {
  /** Bytes in use. Default: 90 % of what V8 allows itself. */
  readonly maxHeapUsed?: number;
}

export const overload = fp<OverloadOptions>(
  async (app, { maxEventLoopDelay, maxHeapUsed = getHeapStatistics().heap_size_limit * HEAP_SHARE }) => {
    app.addHook('onRequest', async (request) => {
      if (!asksForSession(request) || !app.readiness.isDraining) return;
      throw new RemoteViewError('unavailable', 'The gateway is about to stop. Try again.');
    });

    await app.register(underPressure, {
      maxEventLoopDelay,
      maxHeapUsedBytes: maxHeapUsed,
      pressureHandler: async (request, _reply, type, value) => {
        if (!asksForSession(request)) return;
        app.log.warn({ type, value }, 'overloaded: a session was refused');
        throw new RemoteViewError('unavailable', 'The gateway is busy. Try again.');
      },
    });
  },
  // Behind the origins: a page may read why it is refused.
  { name: 'overload', dependencies: ['health', 'origins', 'errors'], fastify: '5.x' },
);

function asksForSession({ method, routeOptions }: FastifyRequest): boolean {
  return method === 'POST' && routeOptions.url === '/v1/sessions';
}
