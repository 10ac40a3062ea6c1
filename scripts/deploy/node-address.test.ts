/** The script that finds out, in a cluster, where the world reaches a host's node. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from '../run-node.ts';

const SCRIPT = path.join(ROOT, 'deploy/kubernetes/components/node-address/node-address.mjs');

let folder: string;
let server: Server;
/** What Kubernetes answers, and what it was asked. */
let answer: { readonly status: number; readonly body: object };
let asked: string[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'remote-view-node-address-'));
  writeFileSync(path.join(folder, 'token'), 'a-token\n');
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function run(): Promise<string> {
  const out = path.join(folder, 'address');
  const { port } = server.address() as AddressInfo;
  const env = {
    ...process.env,
    API_SERVER: `http://127.0.0.1:${port}`,
    NODE_NAME: 'node-1',
    TOKEN_FILE: path.join(folder, 'token'),
  };
  await promisify(execFile)(process.execPath, [SCRIPT, out], { env, timeout: 15_000 });
  return readFileSync(out, 'utf8');
}

const node = (...addresses: readonly { type: string; address: string }[]) => ({
  status: 200,
  body: { status: { addresses } },
});

test('takes the external address of the node', async () => {
  answer = node({ type: 'InternalIP', address: '10.0.0.5' }, { type: 'ExternalIP', address: '198.51.100.7' });
  expect(await run()).toBe('198.51.100.7');
  expect(asked).toEqual(['/api/v1/nodes/node-1 Bearer a-token']);
});

test('takes the internal one where there is no other', async () => {
  answer = node({ type: 'Hostname', address: 'node-1' }, { type: 'InternalIP', address: '10.0.0.5' });
  expect(await run()).toBe('10.0.0.5');
});

test.each([
  ['Kubernetes refuses', { status: 403, body: {} }, 'node-1: 403'],
  ['the node has no address', node({ type: 'Hostname', address: 'node-1' }), 'no address'],
])('fails where %s, so that Kubernetes tries again', async (_name, said, text) => {
  answer = said;
  await expect(run()).rejects.toThrow(text);
});
