/** What comes towards the ship: one row at a time, with a way through that is always in reach of the last one. */

/** Places across the track that a pillar can stand on. */
export const SLOTS = 5;

export interface Gem {
  readonly slot: number;
  /** Metres above the ground. */
  readonly height: number;
  taken: boolean;
}

export interface Row {
  /** Metres from the start. */
  readonly distance: number;
  /** The slot that is free for certain, at most two beside that of the row before. */
  readonly way: number;
  /** Height of the pillar on each slot in metres, 0 for none. */
  readonly pillars: readonly number[];
  /** A low wall across the whole track, to be jumped. */
  readonly wall: boolean;
  readonly gems: readonly Gem[];
}

/** Walls come once the player knows how to steer. */
const FIRST_WALL = 120;

/**
 * @param lastWay `way` of the row before
 * @param random returns numbers in [0, 1)
 */
export function buildRow(distance: number, lastWay: number, random: () => number): Row {
  const shift = Math.floor(random() * 5) - 2;
  const way = Math.min(SLOTS - 1, Math.max(0, lastWay + shift));
  if (distance > FIRST_WALL && random() < 0.18) {
    const gems = [{ slot: way, height: 1.5, taken: false }];
    return { distance, way, pillars: nothing(), wall: true, gems };
  }
  const density = Math.min(0.75, 0.34 + distance / 2400);
  const pillars = nothing().map((_, slot) => (slot === way || random() > density ? 0 : 2 + random() * 1.9));
  const gems = random() < 0.55 ? [{ slot: way, height: 0.35, taken: false }] : [];
  return { distance, way, pillars, wall: false, gems };
}

/** Metres right of the middle. */
export function slotX(slot: number): number {
  return (slot - (SLOTS - 1) / 2) * 2.2;
}

function nothing(): number[] {
  return Array.from({ length: SLOTS }, () => 0);
}
