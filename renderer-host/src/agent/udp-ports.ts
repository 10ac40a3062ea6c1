/**
 * UDP ports for sessions' media, where an operator has opened some: one for each session, which all of its viewers share.
 *
 * A port belongs to a stream process until that is gone, a little longer than its session lasts. Who needs one meanwhile waits,
 * so a host needs no more ports than it takes sessions. As many wait as sessions start: no more than the host has slots.
 */
export interface PortRange {
  readonly begin: number;
  readonly end: number;
}

export interface PortLease {
  readonly port: Promise<number>;
  /** Somebody else may have it, or the place in the line. May be called twice. */
  release(): void;
}

export class UdpPorts {
  readonly #free: number[];
  readonly #waiting = new Set<(port: number) => void>();

  constructor({ begin, end }: PortRange) {
    this.#free = Array.from({ length: end - begin + 1 }, (_, index) => begin + index);
  }

  lease(): PortLease {
    const { promise, resolve } = Promise.withResolvers<number>();
    let held: number | undefined;
    const take = (port: number): void => {
      held = port;
      resolve(port);
    };
    const port = this.#free.shift();
    if (port === undefined) this.#waiting.add(take);
    else take(port);
    const release = (): void => {
      this.#waiting.delete(take);
      if (held !== undefined) this.#giveBack(held);
      held = undefined;
    };
    return { port: promise, release };
  }

  #giveBack(port: number): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free.push(port);
    } else {
      this.#waiting.delete(next);
      next(port);
    }
  }
}
