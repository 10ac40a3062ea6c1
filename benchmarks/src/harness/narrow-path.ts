/** A TCP path to a port of this machine that lets so much through and no more, to who connects. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface NarrowPath {
  readonly port: number;
  /** Bits per second towards who connects, for each connection; infinite until it is set. */
  rate: number;
  close(): Promise<void>;
}

const TICK_MS = 2;
/** Bytes that wait here; more would be a path with a buffer of its own. */
const MAX_WAITING = 32_768;

export async function startNarrowPath(toPort: number): Promise<NarrowPath> {
  const path = { port: 0, rate: Infinity, close: async () => close() };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(toPort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay(true));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        clearInterval(timer);
        for (const end of [client, upstream]) sockets.delete(end.destroy());
      });
    }
    client.on('data', (bytes) => upstream.write(bytes));
    const timer = trickle(upstream, client, () => path.rate);
  });
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  path.port = (server.address() as AddressInfo).port;
  return path;
}

function trickle(from: Socket, to: Socket, rate: () => number): NodeJS.Timeout {
  let waiting = Buffer.alloc(0);
  let allowed = 0;
  let at = performance.now();
  const pass = (): void => {
    const now = performance.now();
    // What was not used in time is lost, but for a few packets' worth.
    allowed = Math.min(allowed + (rate() / 8_000) * (now - at), Math.max(3_000, (rate() / 8_000) * TICK_MS * 2));
    at = now;
    const part = waiting.subarray(0, Math.min(waiting.length, Math.floor(allowed)));
    if (part.length > 0) to.write(part);
    allowed -= part.length;
    waiting = waiting.subarray(part.length);
    if (waiting.length < MAX_WAITING) from.resume();
  };
  from.on('data', (bytes: Buffer) => {
    waiting = Buffer.concat([waiting, bytes]);
    if (waiting.length > MAX_WAITING) from.pause();
    pass();
  });
  return setInterval(pass, TICK_MS);
}
