/** How busy the machine's cores were between two looks at what the system counts. Pure. */
import type { CpuInfo } from 'node:os';

/** Of one core since the machine started, ms. */
export type CoreTimes = CpuInfo['times'];

export class CpuLoad {
  #before: Totals;
  #busy = 0;

  constructor(cores: readonly CoreTimes[]) {
    this.#before = totalsOf(cores);
  }

  /** Busy share of all cores since the look before, 0 to 1; as before where no time is counted in between. */
  take(cores: readonly CoreTimes[]): number {
    const now = totalsOf(cores);
    const all = now.all - this.#before.all;
    if (all > 0) this.#busy = Math.min(1, Math.max(0, 1 - (now.idle - this.#before.idle) / all));
    this.#before = now;
    return this.#busy;
  }

  /** At the last look. */
  get busy(): number {
    return this.#busy;
  }
}

interface Totals {
  readonly idle: number;
  readonly all: number;
}

function totalsOf(cores: readonly CoreTimes[]): Totals {
  const sum = (value: (times: CoreTimes) => number): number => cores.reduce((total, times) => total + value(times), 0);
  return {
    idle: sum(({ idle }) => idle),
    all: sum(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq),
  };
}
