import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeSocket } from './close-socket.ts';

/** RFC 6455, section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** A close frame with code 1000. */
const CLOSE = Buffer.from([0x88, 2, 0x03, 0xe8]);

describe('a socket that is not needed any more', () => {
  let server: Server;
  beforeEach(async () => {
    server = createServer().on('upgrade', ({ headers }, socket) => {
      const accept = createHash('sha1').update(`${headers['sec-websocket-key']}${GUID}`).digest('base64');
      socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n');
      socket.write(`sec-websocket-accept: ${accept}\r\n\r\n`);
      socket.once('data', () => socket.end(CLOSE));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => void server.close());

  it.each(['before it is open', 'when it is open'])('is closed without an error %s', async (when) => {
    const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    let errors = 0;
    socket.addEventListener('error', () => errors++);
    if (when === 'when it is open') await once(socket, 'open');
    closeSocket(socket);
    const [event] = (await once(socket, 'close')) as [CloseEvent];
    expect([errors, event.code]).toEqual([0, 1000]);
  });
});
