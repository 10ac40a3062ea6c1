/**
 * Serves one page and its script from an origin of its own, as a site that embeds the element would. The page is
 * cross-origin isolated, where `performance.now()` counts 5 us; elsewhere browsers coarsen it to 100 us.
 */
import { build } from 'esbuild';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { repositoryPath } from './stack.ts';

export interface PageServer {
  /** Of the page. */
  readonly url: string;
  close(): Promise<void>;
}

const PAGE = `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <title>Remote View benchmark</title>
  <style>body { margin: 0 }</style>
  <body><script type="module" src="/page.js"></script></body>
</html>
`;

const HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** @param module the page's script, relative to the repository; bundled with all that it imports */
export async function servePage(module: string): Promise<PageServer> {
  const script = await bundle(module);
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    const type = isScript ? 'text/javascript' : 'text/html; charset=utf-8';
    response.writeHead(200, { ...HEADERS, 'content-type': type }).end(isScript ? script : PAGE);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bundle(module: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [repositoryPath(module)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    conditions: ['@remote-view/source'],
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}
