/** A gateway in production, from nothing but the keys that it makes itself. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const SERVER = fileURLToPath(new URL('../server.ts', import.meta.url));

let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'server-keys-'))));
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function start(...args: readonly string[]): ChildProcess {
  child = spawn(process.execPath, ['--conditions=@remote-view/source', SERVER, ...args], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return child;
}

/** @returns the API key that is shown */
async function generate(out: string): Promise<string> {
  const { stdout } = start('generate-keys', '--out', out);
  let text = '';
  for await (const chunk of stdout ?? []) text += String(chunk);
  return /rv_api_\S+/.exec(text)?.[0] ?? '';
}

test('keys that it made let in, and are replaced by a signal', { timeout: 30_000 }, async () => {
  const old = await generate(join(folder, 'old'));
  const next = await generate(join(folder, 'next'));
  const file = (name: string): string => join(folder, 'old', name);
  const server = start(
    ...['--port', '0', '--api-keys-file', file('api-keys.json'), '--host-keys-file', file('host-keys.json')],
    ...['--token-keys-file', file('token-keys.json'), '--log-level', 'fatal'],
  );
  const [line] = (await once(server.stdout!, 'data')) as [Buffer];
  const url = /http:\S+/.exec(line.toString())?.[0] ?? '';
  const statusFor = async (key: string): Promise<number> =>
    (await fetch(`${url}/v1/sessions`, { headers: { authorization: `Bearer ${key}` } })).status;
  expect(await statusFor(old)).toBe(200);
  expect(await statusFor(next)).toBe(401);
  expect(await (await fetch(`${url}/v1/keys`)).json()).toMatchObject({ keys: [{ kty: 'OKP' }] });
  cpSync(join(folder, 'next', 'api-keys.json'), file('api-keys.json'));
  if (process.platform !== 'win32') server.kill('SIGHUP');
  await vi.waitFor(async () => expect(await statusFor(next)).toBe(200), { timeout: 10_000, interval: 500 });
  expect(await statusFor(old)).toBe(401);
});
