/** Two ends of a real local socket, for tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A path that a server can listen on and nobody else uses. */
export function temporarySocketPath(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'remote-view-test-'));
  return { path: join(folder, 'link'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export async function socketPair(): Promise<readonly [Socket, Socket]> {
  const { path, remove } = temporarySocketPath();
  const { promise, resolve } = Promise.withResolvers<Socket>();
  const server = createServer(resolve).listen(path);
  await new Promise((listening) => server.once('listening', listening));
  const near = connect(path);
  const far = await promise;
  server.close();
  remove();
  return [near, far];
}
