import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { check, rest } from '@remote-view/protocol';
import { buildApp } from '../app.ts';

const MODULE = 'export const answer = 42;\n';

describe('pages', () => {
  let folder: string;
  let app: FastifyInstance;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateway-pages-'));
    await mkdir(join(folder, 'public'));
    await writeFile(join(folder, 'public/index.html'), '<!doctype html><title>Gallery</title>');
    await writeFile(join(folder, 'public/gallery.css'), 'body {}');
    await writeFile(join(folder, 'public/.hidden'), 'secret');
    await writeFile(join(folder, 'viewer.js'), MODULE);
    await mkdir(join(folder, 'remote-view'));
    await writeFile(join(folder, 'remote-view/stats-Ab1_-2.js'), MODULE);
    app = buildApp({ dev: true, publicDir: join(folder, 'public'), viewerBundle: join(folder, 'viewer.js') });
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  test('serve the gallery at /, with scripts from here alone', async () => {
    const response = await app.inject('/');
    expect(response.statusCode).toBe(200);
    expect(response.body).toContain('Gallery');
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(response.headers['content-security-policy']).toContain("script-src 'self';");
    expect(response.headers['x-content-type-options']).toBe('nosniff');
    expect((await app.inject('/gallery.css')).body).toBe('body {}');
  });

  test('serve the viewer as a module that pages of any origin may load', async () => {
    const response = await app.inject({ url: '/remote-view.js', headers: { origin: 'https://shop.example' } });
    expect(response.statusCode).toBe(200);
    expect(response.body).toBe(MODULE);
    expect(response.headers).toMatchObject({
      'content-type': expect.stringContaining('javascript; charset=utf-8'),
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'no-cache',
    });
    const { etag } = response.headers;
    const again = await app.inject({ url: '/remote-view.js', headers: { 'if-none-match': String(etag) } });
    expect(again.statusCode).toBe(304);
  });

  test('serve its parts for good, and none that is not there', async () => {
    const response = await app.inject('/remote-view/stats-Ab1_-2.js');
    expect(response.body).toBe(MODULE);
    expect(response.headers).toMatchObject({
      'content-type': expect.stringContaining('javascript'),
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': expect.stringContaining('immutable'),
    });
    for (const part of ['gone-1.js', '..%2fviewer.js', 'stats-Ab1_-2.js.map']) {
      const missing = await app.inject(`/remote-view/${part}`);
      expect(missing.statusCode).toBe(404);
      expect(missing.headers['cache-control']).toBe('no-cache');
    }
  });

  test('serve what describes the element, beside its module', async () => {
    expect((await app.inject('/custom-elements.json')).statusCode).toBe(404);
    await writeFile(join(folder, 'custom-elements.json'), '{"schemaVersion":"2.1.0"}');
    const response = await app.inject('/custom-elements.json');
    expect(response.json()).toEqual({ schemaVersion: '2.1.0' });
    expect(response.headers).toMatchObject({ 'access-control-allow-origin': '*', 'cache-control': 'no-cache' });
  });

  test.each(['/.hidden', '/../viewer.js', '/%2e%2e/viewer.js', '/..%2fviewer.js', '/%2e%2e%5cviewer.js'])(
    'give nothing else away: %s',
    async (url) => {
      const response = await app.inject(url);
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
      expect(check(rest.Problem, response.json())).toBe(true);
    },
  );

  test('say what to do while there is no viewer yet', async () => {
    for (const options of [{}, { viewerBundle: join(folder, 'not-built.js') }]) {
      const bare = buildApp({ dev: true, ...options });
      const response = await bare.inject('/remote-view.js');
      expect(response.json()).toMatchObject({ status: 404, code: 'bad-configuration' });
      expect(response.json<rest.Problem>().detail).toContain('npm run build:viewer');
      await bare.close();
    }
  });
});
