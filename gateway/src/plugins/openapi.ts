/**
 * `/openapi.json` says what the REST interface is, made of the schemas that requests are checked with; `/docs` shows it to people.
 * A route without a summary is not part of the interface: sockets, pages, preflights.
 */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fp from 'fastify-plugin';
import { finishDocument, INFO, SECURITY_SCHEMES, TAGS } from '../openapi/document.ts';
import type { Document } from '../openapi/openapi-types.ts';
import type { GatewayConfig } from '../options.ts';
import { packageVersion } from '../telemetry/package-version.ts';

/** The page runs our own scripts and speaks to us alone; inline styles, which it needs, are harmless beside that. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const openapi = fp<Pick<GatewayConfig, 'apiDocs'>>(
  async (app, { apiDocs }) => {
    if (!apiDocs) return;
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: { ...INFO, version: packageVersion() },
        tags: TAGS,
        components: { securitySchemes: SECURITY_SCHEMES },
      },
      transform: ({ schema, url }) => {
        const isPublic = typeof schema?.summary === 'string';
        return { schema: isPublic ? schema : { hide: true }, url };
      },
      transformObject: (found) => {
        if (!('openapiObject' in found)) return found.swaggerObject;
        // Both describe one thing; the library's types allow for all that others may write.
        return finishDocument(found.openapiObject as unknown as Document) as never;
      },
    });

    app.get('/openapi.json', async (_request, reply) =>
      reply.headers({ 'cache-control': 'no-cache', 'access-control-allow-origin': '*' }).send(app.swagger()),
    );

    await app.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: CONTENT_SECURITY_POLICY,
      theme: { title: INFO.title },
      // Without a bar to load other descriptions.
      uiConfig: { deepLinking: true, layout: 'BaseLayout' },
    });
  },
  { name: 'openapi', fastify: '5.x' },
);
