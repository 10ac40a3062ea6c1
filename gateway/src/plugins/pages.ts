/** Files for browsers: the viewer's module and its parts for pages of any origin, and the demo gallery at `/`. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import staticFiles from '@fastify/static';
import fp from 'fastify-plugin';
import type { GatewayConfig } from '../options.ts';
import { sendProblem } from '../problems.ts';

/** Our own pages load scripts from here alone; inline styles are harmless beside that. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob: mediastream:",
  // Older Safari does not count a WebSocket of the same origin as 'self'.
  "connect-src 'self' ws: wss:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/**
 * `<script type="module">` is always fetched with CORS, and a page under COEP also wants CORP; anybody may read the
 * module. Browsers ask each time whether it changed, so that it never lags behind the gateway.
 */
const MODULE_HEADERS = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'cache-control': 'no-cache',
};

/** What is in a part is in its name. */
const PART_HEADERS = { ...MODULE_HEADERS, 'cache-control': 'public, max-age=31536000, immutable' };
/** What the element has, as JSON, for tools and for the playground; it is beside the module. */
const MANIFEST = 'custom-elements.json';
const PART_NAME = /^[\w-]+\.js$/u;

export const pages = fp<Pick<GatewayConfig, 'viewerBundle' | 'publicDir'>>(
  async (app, { viewerBundle, publicDir }) => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('x-content-type-options', 'nosniff');
    });

    await app.register(staticFiles, { serve: false });

    if (viewerBundle !== undefined && !existsSync(viewerBundle)) {
      app.log.warn({ viewerBundle }, 'there is no viewer in this place: npm run build:viewer makes it');
    }

    app.get('/remote-view.js', (_request, reply) => {
      reply.headers(MODULE_HEADERS);
      if (viewerBundle === undefined || !existsSync(viewerBundle)) {
        const text = 'The viewer has not been built yet: npm run build:viewer, then start the gateway with its path.';
        return sendProblem(reply, 404, 'bad-configuration', text);
      }
      return reply.sendFile(basename(viewerBundle), dirname(viewerBundle), { cacheControl: false });
    });

    app.get<{ Params: { part: string } }>('/remote-view/:part', (request, reply) => {
      const { part } = request.params;
      const folder = viewerBundle === undefined ? undefined : join(dirname(viewerBundle), 'remote-view');
      reply.headers(MODULE_HEADERS);
      if (folder === undefined || !PART_NAME.test(part) || !existsSync(join(folder, part))) {
        return sendProblem(
          reply,
          404,
          'not-found',
          'The viewer has no such part; this page may be older than the gateway.',
        );
      }
      return reply.headers(PART_HEADERS).sendFile(part, folder, { cacheControl: false });
    });

    app.get('/custom-elements.json', (_request, reply) => {
      const folder = viewerBundle === undefined ? '.' : dirname(viewerBundle);
      reply.headers(MODULE_HEADERS);
      if (viewerBundle === undefined || !existsSync(join(folder, MANIFEST))) {
        return sendProblem(reply, 404, 'not-found', 'Nothing describes the viewer: npm run build:viewer does.');
      }
      return reply.sendFile(MANIFEST, folder, { cacheControl: false });
    });

    if (publicDir === undefined) return;
    await app.register(staticFiles, {
      root: publicDir,
      serve: true,
      redirect: true,
      decorateReply: false,
      cacheControl: false,
      dotfiles: 'ignore',
      setHeaders: (reply, path) => {
        reply.header('cache-control', 'no-cache');
        if (!path.endsWith('.html')) return;
        reply.headers({ 'content-security-policy': CONTENT_SECURITY_POLICY, 'referrer-policy': 'no-referrer' });
      },
    });
  },
  { name: 'pages', dependencies: ['errors'], fastify: '5.x' },
);
