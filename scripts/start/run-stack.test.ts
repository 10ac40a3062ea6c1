import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { runStack, type StackProcess } from './run-stack.ts';

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** An HTTP server that answers 200, in a process of its own. */
async function server(name: string, also = ''): Promise<StackProcess> {
  const port = await freePort();
  const code =
    `require('node:http').createServer((q, r) => r.end()).listen(${port}, '127.0.0.1', () => console.log('pid', process.pid));` +
    also;
  return { name, args: ['-e', code], prefix: `${name} `, readyUrl: `http://127.0.0.1:${port}/` };
}

function run(processes: readonly StackProcess[]) {
  const seen: string[] = [];
  let output = '';
  let stop = (): void => {};
  let ready = (): void => {};
  const isReady = new Promise<void>((resolve) => {
    ready = () => {
      seen.push('ready');
      resolve();
    };
  });
  const ended = runStack({
    processes,
    cwd: import.meta.dirname,
    stop: new Promise<void>((resolve) => {
      stop = resolve;
    }),
    write: (text) => {
      output += text;
    },
    waiting: () => {},
    ready,
    stopping: () => seen.push('stopping'),
  });
  const pids = () => Array.from(output.matchAll(/pid (\d+)/g), (match) => Number(match[1]));
  return { ended, isReady, seen, stop: () => stop(), pids };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('runStack', () => {
  it('starts all, and stops all when it is told to', async () => {
    const stack = run([await server('gateway'), await server('host')]);
    await stack.isReady;
    expect(stack.pids().map(isAlive)).toEqual([true, true]);
    stack.stop();
    await expect(stack.ended).resolves.toBeUndefined();
    expect(stack.seen).toEqual(['ready', 'stopping']);
    expect(stack.pids().map(isAlive)).toEqual([false, false]);
  });

  it('stops the others when one ends, and says which and how', async () => {
    const stack = run([await server('gateway'), await server('host', 'setTimeout(() => process.exit(7), 300);')]);
    await expect(stack.ended).resolves.toBe('The host ended (exit code 7); its last words are above.');
    expect(stack.pids().map(isAlive)).toEqual([false, false]);
  });

  it('starts nothing behind a process that never came up', async () => {
    const broken = { ...(await server('gateway')), args: ['-e', 'process.exit(2)'] };
    const stack = run([broken, await server('host')]);
    await expect(stack.ended).resolves.toBe('The gateway ended (exit code 2); its last words are above.');
    expect(stack.seen).toEqual([]);
    expect(stack.pids()).toEqual([]);
  });

  it('can be stopped while a process is still coming up', async () => {
    const silent = { ...(await server('gateway')), args: ['-e', 'setInterval(() => {}, 1000)'] };
    const stack = run([silent, await server('host')]);
    stack.stop();
    await expect(stack.ended).resolves.toBeUndefined();
    expect(stack.seen).toEqual(['stopping']);
  });
});
