/** Against real sockets on this machine. */
import { createSocket, type Socket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { turnProblem, udpProblem } from './examine.ts';

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

/** A server that answers each datagram by what `answer` makes of it. */
async function server(answer: (request: Buffer) => Uint8Array): Promise<number> {
  const socket = createSocket('udp4');
  sockets.push(socket);
  socket.on('message', (request, { port, address }) => socket.send(answer(request), port, address));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return socket.address().port;
}

describe('what the doctor sees of the network', () => {
  it('is in order where datagrams arrive on loopback', async () => {
    await expect(udpProblem(undefined)).resolves.toBeUndefined();
  });

  it('is a port of the range that another program has', async () => {
    const port = await server((request) => request);
    await expect(udpProblem({ begin: port, end: port })).resolves.toContain('EADDRINUSE');
  });

  it('is a TURN server that answers', async () => {
    const port = await server((request) => {
      const response = Buffer.from(request);
      response.writeUInt16BE(0x0111, 0);
      return response;
    });
    await expect(turnProblem({ host: '127.0.0.1', port })).resolves.toBeUndefined();
  });

  it('is one that does not, whatever else sends something', async () => {
    const port = await server(() => Buffer.from('hello'));
    await expect(turnProblem({ host: '127.0.0.1', port }, 100)).resolves.toBe('no answer within 0.1 s');
  });
});
