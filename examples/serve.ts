/**
 * `npm run examples`: builds the examples and serves them on a port of their own, as an app that embeds a view is another
 * origin than the gateway. Flags: `--port` (8090; 0 for any) and `--gateway` (http://127.0.0.1:8080, where `npm start` is).
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { buildExamples } from './build.ts';

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', css: 'text/css', js: 'text/javascript' };

const { values } = parseArgs({ options: { port: { type: 'string', default: '8090' }, gateway: { type: 'string' } } });
const files = await buildExamples(values.gateway);
const pages = [...files.keys()].filter((file) => file.endsWith('/index.html')).map((file) => file.split('/')[0]!);

const server = createServer((request, response) => {
  const asked = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
  const file = asked.endsWith('/') ? `${asked}index.html` : asked;
  const text = files.get(file);
  if (text === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'content-type': `${TYPES[file.split('.').at(-1)!]}; charset=utf-8` }).end(text);
});
server.listen(Number(values.port), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  for (const page of pages) console.log(`http://127.0.0.1:${port}/${page}/`);
});
