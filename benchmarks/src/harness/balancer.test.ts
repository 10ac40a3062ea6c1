import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Balancer } from './balancer.ts';
import { freePort } from './stack.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Says its name to everybody, and then what it is told. */
async function backend(name: string): Promise<{ readonly port: number; readonly stop: () => void }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.write(name);
    socket.pipe(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const stop = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  closers.push(stop);
  return { port: (server.address() as AddressInfo).port, stop };
}

async function balancerOf(...ports: readonly number[]): Promise<Balancer> {
  const balancer = await Balancer.open(ports);
  closers.push(() => balancer.close());
  return balancer;
}

async function dial({ url }: Balancer): Promise<{ readonly socket: Socket; readonly name: string }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  closers.push(() => socket.destroy());
  const [name] = (await once(socket, 'data')) as [Buffer];
  return { socket, name: name.toString() };
}

describe('a balancer', () => {
  it('leads connections to each port in turn, and both ways', async () => {
    const balancer = await balancerOf((await backend('a')).port, (await backend('b')).port);
    const dialled = [await dial(balancer), await dial(balancer), await dial(balancer)];
    expect(dialled.map(({ name }) => name)).toEqual(['a', 'b', 'a']);
    dialled[1]!.socket.write('hello');
    expect(String((await once(dialled[1]!.socket, 'data'))[0])).toBe('hello');
  });

  it('passes over a port where nobody listens, and closes a connection that no port takes', async () => {
    const nobody = await freePort();
    const balancer = await balancerOf(nobody, (await backend('b')).port);
    expect([(await dial(balancer)).name, (await dial(balancer)).name]).toEqual(['b', 'b']);
    balancer.leadTo([nobody]);
    const socket = connect(Number(new URL(balancer.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'close');
  });

  it('keeps what is connected where it is, until either end goes', async () => {
    const [a, b] = [await backend('a'), await backend('b')];
    const balancer = await balancerOf(a.port);
    const { socket } = await dial(balancer);
    balancer.leadTo([b.port]);
    socket.write('still a');
    expect(String((await once(socket, 'data'))[0])).toBe('still a');
    expect((await dial(balancer)).name).toBe('b');
    a.stop();
    await once(socket, 'close');
  });
});
