/**
 * Says how the host is: to a gateway that has just taken it, every few seconds, and as soon as the sessions that it could start
 * are others or it is being drained. The load is that of whole intervals: between two messages it would be chance.
 */
import type { hostLink, Millis } from '@remote-view/protocol';
import { cpus } from 'node:os';
import { CpuLoad, type CoreTimes } from './cpu-load.ts';

export type HostState = Pick<hostLink.HostReport, 'warm' | 'draining'>;

const EVERY: Millis = 5_000;

export class HostReports {
  readonly #state: () => HostState;
  readonly #send: (report: hostLink.HostReport) => void;
  readonly #load = new CpuLoad(coreTimes());
  readonly #timer: NodeJS.Timeout;
  #told: HostState | undefined;
  #closed = false;

  constructor(state: () => HostState, send: (report: hostLink.HostReport) => void) {
    this.#state = state;
    this.#send = send;
    this.#timer = setInterval(() => {
      this.#load.take(coreTimes());
      this.tell();
    }, EVERY).unref();
  }

  /** Whoever listens knows nothing, or something old. */
  tell(): void {
    if (this.#closed) return;
    const state = this.#state();
    this.#told = state;
    // What this process may use, which in a container is less than the machine has.
    const freeMemory = Math.floor(process.availableMemory() / 2 ** 20);
    this.#send({ type: 'report', ...state, cpu: this.#load.busy, freeMemory });
  }

  /** Tells where there is something to tell. */
  changed(): void {
    const { warm, draining } = this.#state();
    if (warm !== this.#told?.warm || draining !== this.#told.draining) this.tell();
  }

  /** Sessions that end now leave no room for others. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }
}

function coreTimes(): readonly CoreTimes[] {
  return cpus().map(({ times }) => times);
}
