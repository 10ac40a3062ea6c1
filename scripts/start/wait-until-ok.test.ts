import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { waitUntilOk } from './wait-until-ok.ts';

let server: Server | undefined;

afterEach(() => {
  server?.close();
});

async function serve(statuses: readonly number[]): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const opened = createServer((_request, response) => {
    response.statusCode = statuses[Math.min(asked++, statuses.length - 1)]!;
    response.end();
  });
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(opened.address() as AddressInfo).port}/readyz`, asked: () => asked };
}

describe('waitUntilOk', () => {
  it('asks until the answer is 200', async () => {
    const { url, asked } = await serve([503, 503, 200]);
    await waitUntilOk(url, new AbortController().signal, () => {});
    expect(asked()).toBe(3);
  });

  it('stops asking when it is told to, also where nobody answers', async () => {
    const abort = new AbortController();
    const waiting = waitUntilOk('http://127.0.0.1:1/readyz', abort.signal, () => {});
    abort.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow();
  });
});
