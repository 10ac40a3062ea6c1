/**
 * `/metrics` at an address of its own. Prometheus is inside, viewers are outside: what has no way in needs no rule that keeps it
 * from being found. With a key it is also asked for.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface MetricsSource {
  readonly contentType: string;
  text(): Promise<string>;
}

export interface MetricsServerOptions {
  readonly host: string;
  readonly port: number;
  /** Asked for as the bearer token; undefined: whoever gets here may read. */
  readonly key: string | undefined;
}

/** Prometheus keeps one or two connections; more are no scrape. */
const MAX_CONNECTIONS = 16;
/** ms */
const REQUEST_TIMEOUT = 5_000;

export class MetricsServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Rejects where the address cannot be had. */
  static async listen(source: MetricsSource, { host, port, key }: MetricsServerOptions): Promise<MetricsServer> {
    const server = createServer({ requestTimeout: REQUEST_TIMEOUT }, (request, response) => {
      void answer(request, response, source, key);
    });
    server.maxConnections = MAX_CONNECTIONS;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    return new MetricsServer(server);
  }

  get url(): string {
    const { address, family, port } = this.#server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/metrics`;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  source: MetricsSource,
  key: string | undefined,
): Promise<void> {
  const path = request.url?.split('?', 1)[0];
  if (path !== '/metrics') return end(response, 404);
  if (request.method !== 'GET' && request.method !== 'HEAD') return end(response.setHeader('allow', 'GET'), 405);
  if (key !== undefined && !shows(request.headers.authorization, key)) {
    return end(response.setHeader('www-authenticate', 'Bearer'), 401);
  }
  try {
    const text = await source.text();
    response.writeHead(200, { 'content-type': source.contentType, 'cache-control': 'no-store' }).end(text);
  } catch {
    end(response, 500);
  }
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

/** In constant time, whatever the lengths. */
function shows(authorization: string | undefined, key: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${key}`));
}
