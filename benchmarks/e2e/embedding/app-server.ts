/** A page of somebody's app: HTML from a server, and one script that a bundler made. */
import { build } from 'esbuild';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { repositoryPath } from '../../src/harness/stack.ts';

export interface AppServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface AppOptions {
  /** Of the page. */
  readonly body: string;
  /** Its script, in this folder. */
  readonly entry?: string;
  readonly contentSecurityPolicy?: string;
}

export async function serveApp({ body, entry, contentSecurityPolicy }: AppOptions): Promise<AppServer> {
  const script = entry === undefined ? '' : await bundle(entry);
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>App</title>
<script type="module" src="/app.js"></script><body>${body}</body></html>`;
  const server = createServer(({ url }, response) => {
    const isScript = url === '/app.js';
    response.setHeader('content-type', `text/${isScript ? 'javascript' : 'html'}; charset=utf-8`);
    if (contentSecurityPolicy !== undefined) response.setHeader('content-security-policy', contentSecurityPolicy);
    response.end(isScript ? script : html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [repositoryPath(`benchmarks/e2e/embedding/${entry}`)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    conditions: ['@remote-view/source', 'browser'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  return outputFiles[0]!.text;
}
