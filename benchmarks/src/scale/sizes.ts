/** How much of everything a run has. */
export interface ScaleSize {
  /** Hosts that sessions run on, and sessions that each can have. */
  readonly hosts: number;
  readonly slots: number;
  /** Sockets of hosts, and of viewers, at which memory is looked at, rising. */
  readonly hostSockets: readonly number[];
  readonly viewerSockets: readonly number[];
  /** Requests beyond the slots that there are. */
  readonly tooMany: number;
  /** Requests at a time. */
  readonly atOnce: number;
  readonly offers: number;
  /** Viewers of a gateway that is killed. */
  readonly storm: number;
  /** Sessions that wait for a slot. */
  readonly waiting: number;
  /** How long it is watched what costs something while nothing happens, s. */
  readonly watch: number;
}

export const FULL: ScaleSize = {
  hosts: 50,
  slots: 40,
  hostSockets: [250, 500, 750, 1_000],
  viewerSockets: [2_000, 4_000, 6_000, 8_000, 10_000],
  tooMany: 100,
  atOnce: 32,
  offers: 2_000,
  storm: 2_000,
  waiting: 1_000,
  watch: 10,
};

export const QUICK: ScaleSize = {
  hosts: 20,
  slots: 20,
  hostSockets: [100, 200, 300],
  viewerSockets: [500, 1_000, 1_500],
  tooMany: 20,
  atOnce: 16,
  offers: 400,
  storm: 400,
  waiting: 200,
  watch: 4,
};
