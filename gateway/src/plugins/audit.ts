/** Gives the app its audit log. */
import fp from 'fastify-plugin';
import type { GatewayConfig } from '../options.ts';
import { Audit } from '../telemetry/audit.ts';

declare module 'fastify' {
  interface FastifyInstance {
    readonly audit: Audit;
  }
}

export const audit = fp<Pick<GatewayConfig, 'auditLog'>>(
  async (app, { auditLog }) => {
    const log = new Audit(app.log, auditLog, () => new Date());
    app.decorate('audit', log);
    app.addHook('onClose', async () => log.close());
  },
  { name: 'audit', fastify: '5.x' },
);
