import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';

const SERVER = fileURLToPath(new URL('server.ts', import.meta.url));

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

function start(args: readonly string[], env: Record<string, string> = {}) {
  const server = spawn(process.execPath, ['--conditions=@remote-view/source', SERVER, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = server;
  let stdout = '';
  let stderr = '';
  server.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  server.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended: Promise<Outcome> = once(server, 'close').then(([code]) => ({ code: code as number, stdout, stderr }));
  const listening = async (): Promise<string> => {
    await once(server.stdout, 'data');
    return stdout;
  };
  return { process: server, ended, listening, output: () => stdout };
}

describe('the gateway process', { timeout: 20_000 }, () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('says where it listens, serves, and stops on %s', async (signal) => {
    const server = start(['--dev', '--port', '0']);
    const line = await server.listening();
    expect(line).toMatch(/^remote-view gateway: http:\/\/127\.0\.0\.1:\d+ \(dev: no keys needed\)\n$/);
    const url = /http:\S+/.exec(line)?.[0];
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    server.process.kill(signal);
    expect(await server.ended).toEqual({ code: 0, stdout: line, stderr: '' });
  });

  test('does not start in production without keys, and says how to give them', async () => {
    const { code, stdout, stderr } = await start([]).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('REMOTE_VIEW_API_KEYS');
    expect(stderr).toContain('--dev');
  });

  test('names a port that is taken, in one line', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;
    const { code, stderr } = await start(['--dev'], { PORT: String(port) }).ended;
    expect(code).toBe(1);
    expect(stderr).toBe(
      `remote-view gateway: port ${port} on 127.0.0.1 is taken; choose another with --port or PORT\n`,
    );
    squatter.close();
  });

  test('is not ready while it drains, and ends at once at a second signal', async () => {
    const server = start(['--dev', '--port', '0', '--drain-seconds', '60']);
    const url = /http:\S+/.exec(await server.listening())?.[0];
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    server.process.kill('SIGTERM');
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 15_000 }).toBe(503);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    server.process.kill('SIGTERM');
    expect((await server.ended).code).toBe(1);
  });

  test('serves its metrics at an address of their own, to whoever has the key', async () => {
    const metrics = ['--metrics-listen', '127.0.0.1:0', '--metrics-key', 'metrics-key-for-the-tests'];
    const server = start(['--dev', '--port', '0', '--log-level', 'info', ...metrics]);
    await expect.poll(server.output, { timeout: 15_000 }).toContain('remote-view gateway: http');
    const url = /"url":"(http:[^"]+\/metrics)"/.exec(server.output())?.[1] ?? '';
    expect((await fetch(url)).status).toBe(401);
    const scrape = await fetch(url, { headers: { authorization: 'Bearer metrics-key-for-the-tests' } });
    const text = await scrape.text();
    expect(text).toContain('remote_view_store_up 1');
    expect(text).toContain('process_resident_memory_bytes');
  });

  test('names an address of metrics that is taken, in one line', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;
    const { code, stderr } = await start(['--dev', '--port', '0', '--metrics-listen', `127.0.0.1:${port}`]).ended;
    expect(code).toBe(1);
    expect(stderr).toBe(
      `remote-view gateway: port ${port} on 127.0.0.1 is taken; choose another with --metrics-listen\n`,
    );
    squatter.close();
  });

  test('explains its flags', async () => {
    const { code, stdout } = await start(['--help']).ended;
    expect(code).toBe(0);
    expect(stdout).toContain('--allowed-origin');
  });
});
