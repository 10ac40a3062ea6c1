/**
 * Asks the gateway again and again how everything is, as long as somebody looks. An answer that fails changes nothing of what was
 * known: it is older from then on, and says so.
 */
import type { admin, rest } from '@remote-view/protocol';
import type { GatewayApi } from './gateway-api.ts';
import { Refusal } from './gateway-api.ts';
import { NO_HISTORY, type History } from './overview-tiles.ts';
import { pauseAfter } from './pace.ts';
import { SPARK_LENGTH } from './spark.ts';

export interface Fleet {
  readonly overview: admin.Overview | undefined;
  readonly hosts: readonly admin.HostInfo[] | undefined;
  readonly sessions: readonly rest.SessionInfo[] | undefined;
  /** From an input to its picture, ms, by session. */
  readonly latencies: ReadonlyMap<string, number>;
  readonly history: History;
  /** When it was so, by our own clock, ms since 1970. */
  readonly seenAt: number | undefined;
  /** Why it is not known how it is now. */
  readonly problem: string | undefined;
}

export const NOTHING_SEEN: Fleet = {
  ...{ overview: undefined, hosts: undefined, sessions: undefined, latencies: new Map(), history: NO_HISTORY },
  ...{ seenAt: undefined, problem: undefined },
};

export interface FleetWatchOptions {
  readonly api: GatewayApi;
  /** Of sessions, at the moment. */
  readonly query: () => URLSearchParams;
  readonly changed: (fleet: Fleet) => void;
  /** The key is not good any more. */
  readonly refused: (reason: string) => void;
}

export class FleetWatch {
  readonly #options: FleetWatchOptions;
  #fleet = NOTHING_SEEN;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts up: an answer to an older question is of no use. */
  #round = 0;
  #closed = false;
  readonly #onVisibility = (): void => {
    if (document.visibilityState === 'visible') this.now();
    else clearTimeout(this.#timer);
  };

  constructor(options: FleetWatchOptions) {
    this.#options = options;
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.now();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#onVisibility);
  }

  /** Asks at once: something was changed, or somebody wants to know. */
  now(): void {
    clearTimeout(this.#timer);
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const round = ++this.#round;
    const { api, query, refused } = this.#options;
    try {
      const asked = [api.overview(), api.hosts(), api.sessions(query()), api.latencies()] as const;
      const [overview, hosts, sessions, latencies] = await Promise.all(asked);
      if (this.#closed || round !== this.#round) return;
      this.#failures = 0;
      const history = withMore(this.#fleet.history, overview);
      this.#tell({ overview, hosts, sessions, latencies, history, seenAt: Date.now(), problem: undefined });
    } catch (thrown) {
      if (this.#closed || round !== this.#round) return;
      if (thrown instanceof Refusal && thrown.isAboutKey) return refused(thrown.message);
      this.#failures += 1;
      this.#tell({ ...this.#fleet, problem: problemOf(thrown) });
    }
    if (document.visibilityState === 'visible')
      this.#timer = setTimeout(() => void this.#ask(), pauseAfter(this.#failures));
  }

  #tell(fleet: Fleet): void {
    this.#fleet = fleet;
    this.#options.changed(fleet);
  }
}

function problemOf(thrown: unknown): string {
  return thrown instanceof Refusal ? thrown.message : 'The gateway cannot be reached.';
}

function withMore(history: History, { slotsTaken, latency, cpu }: admin.Overview): History {
  const more = <T>(values: readonly T[], value: T): readonly T[] => [...values, value].slice(-SPARK_LENGTH);
  return {
    slotsTaken: more(history.slotsTaken, slotsTaken),
    latency: more(history.latency, latency?.p50),
    cpu: more(history.cpu, cpu.mean),
  };
}
