import type { RemoteViewStats } from '../stats/stats.ts';

/** New numbers: once a second while the picture is live. */
export class StatsUpdateEvent extends Event {
  readonly stats: RemoteViewStats;

  constructor(stats: RemoteViewStats) {
    super('statsupdate');
    this.stats = stats;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    statsupdate: StatsUpdateEvent;
  }
}
