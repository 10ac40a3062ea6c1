/**
 * A port of this machine that stands for another one, as a NAT's would: whoever sends to it gets a socket of its own towards
 * the other, so that answers find back. What comes is handed to the owner, who hands it back when it is time to send it on.
 *
 * Bounded: {@link MAX_SENDERS} sockets, beyond which senders are refused and counted. Only the far port may answer.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

const LOOPBACK = '127.0.0.1';
/** An ICE agent checks from each of its sockets, of which it has one for each address of the machine. */
const MAX_SENDERS = 16;

/** A datagram on its way: how to send it on. */
export interface Datagram {
  readonly bytes: Uint8Array;
  forward(): void;
}

export interface RelayHandlers {
  /** @param fromFar whether it comes from the port that the relay stands for */
  datagram(datagram: Datagram, fromFar: boolean): void;
  fault(): void;
}

export class Relay {
  readonly #far: number;
  readonly #handlers: RelayHandlers;
  readonly #near: Socket;
  /** By the address of whoever sends. */
  readonly #senders = new Map<string, Socket>();
  #closed = false;

  private constructor(far: number, near: Socket, handlers: RelayHandlers) {
    this.#far = far;
    this.#near = near;
    this.#handlers = handlers;
    near.on('message', (bytes, from) => this.#fromNear(bytes, from));
  }

  /** @param far a UDP port on loopback */
  static async open(far: number, handlers: RelayHandlers): Promise<Relay> {
    const near = openSocket(handlers);
    await new Promise<void>((resolve) => near.bind(0, LOOPBACK, resolve));
    return new Relay(far, near, handlers);
  }

  get port(): number {
    return this.#near.address().port;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const socket of [this.#near, ...this.#senders.values()]) socket.close();
    this.#senders.clear();
  }

  #fromNear(bytes: Uint8Array, { address, port }: RemoteInfo): void {
    const name = `${address}:${port}`;
    const socket = this.#senders.get(name) ?? this.#adopt(name, address, port);
    if (socket === undefined) this.#handlers.fault();
    else this.#handlers.datagram({ bytes, forward: () => this.#send(socket, bytes, this.#far, LOOPBACK) }, false);
  }

  #adopt(name: string, address: string, port: number): Socket | undefined {
    if (this.#senders.size >= MAX_SENDERS) return undefined;
    const socket = openSocket(this.#handlers);
    socket.on('message', (bytes, from) => {
      if (from.port !== this.#far) this.#handlers.fault();
      else this.#handlers.datagram({ bytes, forward: () => this.#send(this.#near, bytes, port, address) }, true);
    });
    socket.bind(0, LOOPBACK);
    this.#senders.set(name, socket);
    return socket;
  }

  #send(socket: Socket, bytes: Uint8Array, port: number, address: string): void {
    if (!this.#closed) socket.send(bytes, port, address);
  }
}

/** Addresses are numbers: looking them up would take a turn of the event loop for each datagram. */
function openSocket(handlers: RelayHandlers): Socket {
  const socket = createSocket({ type: 'udp4', lookup: (host, _options, done) => done(null, host, 4) });
  socket.on('error', () => handlers.fault());
  return socket;
}
