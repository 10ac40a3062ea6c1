/**
 * Leads TCP connections to several ports in turn, as a balancer in front of gateways does: one where nobody listens is passed
 * over, and what is connected stays where it is.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class Balancer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #ports: readonly number[];
  #turn = 0;

  private constructor(ports: readonly number[]) {
    this.#ports = ports;
    this.#server = createServer((client) => {
      this.#keep(client);
      this.#lead(client, this.#ports.length);
    });
  }

  /** @param ports of this machine */
  static async open(ports: readonly number[]): Promise<Balancer> {
    const balancer = new Balancer(ports);
    await new Promise<void>((resolve) => balancer.#server.listen(0, '127.0.0.1', resolve));
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Connections are led to these from now on. */
  leadTo(ports: readonly number[]): void {
    this.#ports = ports;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** @param tries how many ports may be asked */
  #lead(client: Socket, tries: number): void {
    if (tries === 0) return void client.destroy();
    const port = this.#ports[this.#turn++ % this.#ports.length]!;
    const server = connect(port, '127.0.0.1');
    this.#keep(server);
    server.once('connect', () => {
      client.once('close', () => server.destroy());
      client.pipe(server).pipe(client);
      server.once('close', () => client.destroy());
    });
    server.once('error', () => {
      if (server.bytesRead === 0 && server.bytesWritten === 0) this.#lead(client, tries - 1);
    });
  }

  /** A peer that goes without a word is an error, and then a close. */
  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
