import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { whyPortIsUnusable } from './port.ts';

let server: Server | undefined;
const choose = (port: number): string => `PORT=${port} npm start`;

afterEach(() => {
  server?.close();
});

async function listen(): Promise<number> {
  const opened = createServer();
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  return (opened.address() as AddressInfo).port;
}

describe('whyPortIsUnusable', () => {
  it('says that a port is taken, and what to type', async () => {
    const port = await listen();
    await expect(whyPortIsUnusable({ host: '127.0.0.1', port }, choose)).resolves.toBe(
      `Port ${port} on 127.0.0.1 is taken. Choose another one: PORT=${port + 1} npm start`,
    );
  });

  it('is content with a free port, and leaves it free', async () => {
    const port = await listen();
    await new Promise((resolve) => server?.close(resolve));
    await expect(whyPortIsUnusable({ host: '127.0.0.1', port }, choose)).resolves.toBeUndefined();
    await expect(whyPortIsUnusable({ host: '127.0.0.1', port }, choose)).resolves.toBeUndefined();
  });

  it('knows an address of another machine', async () => {
    await expect(whyPortIsUnusable({ host: '203.0.113.1', port: 8080 }, choose)).resolves.toBe(
      '203.0.113.1 is no address of this machine.',
    );
  });
});
