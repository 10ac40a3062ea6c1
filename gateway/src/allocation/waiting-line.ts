/**
 * The sessions that wait for a slot: first come, first served, but nobody waits for a slot that only others can use.
 *
 * Bound: `max` sessions; one more is refused. Classes of priority would change the order in which {@link WaitingLine.serve}
 * and {@link WaitingLine.news} go through the line, and nothing else.
 */
import type { Millis, SessionId } from '@remote-view/protocol';
import { coarseSeconds, SlotRate } from './slot-rate.ts';

export interface Standing {
  /** 1: it is the next. */
  readonly position: number;
  readonly etaSeconds?: number;
}

/** - `placed`: it has a slot now. - `full`: there is none for its scene. - `away`: nobody who waits for it is connected. */
export type Served = 'placed' | 'full' | 'away';

interface Waiting {
  readonly id: SessionId;
  readonly scene: string;
  /** What its viewers know. */
  told: { readonly standing: Standing; readonly at: Millis } | undefined;
}

/** A time that changes alone is told no more often than this. */
const ETA_EVERY: Millis = 5_000;

export class WaitingLine {
  readonly #max: number;
  readonly #line = new Map<SessionId, Waiting>();
  readonly #rate = new SlotRate();

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#line.size;
  }

  /** @returns false where the line is full */
  enter(id: SessionId, scene: string): boolean {
    if (this.#line.size >= this.#max) return false;
    this.#line.set(id, { id, scene, told: undefined });
    return true;
  }

  waitsFor(scene: string): boolean {
    return [...this.#line.values()].some((waiting) => waiting.scene === scene);
  }

  leave(id: SessionId): void {
    this.#line.delete(id);
  }

  slotFreed(now: Millis): void {
    this.#rate.freed(now);
  }

  /** Offers what is free to one after the other. */
  serve(place: (id: SessionId, scene: string) => Served): void {
    const full = new Set<string>();
    for (const { id, scene } of this.#line.values()) {
      if (full.has(scene)) continue;
      const served = place(id, scene);
      if (served === 'placed') this.#line.delete(id);
      else if (served === 'full') full.add(scene);
    }
  }

  /** Where each session stands for which that is news. */
  news(now: Millis): ReadonlyMap<SessionId, Standing> {
    const news = new Map<SessionId, Standing>();
    let position = 0;
    for (const waiting of this.#line.values()) {
      position += 1;
      const standing = this.#standing(position, now);
      const { told } = waiting;
      if (told?.standing.position === position) {
        if (told.standing.etaSeconds === standing.etaSeconds || now - told.at < ETA_EVERY) continue;
      }
      waiting.told = { standing, at: now };
      news.set(waiting.id, standing);
    }
    return news;
  }

  /** As it was told last; its place alone where nothing was. */
  standingOf(id: SessionId): Standing | undefined {
    const waiting = this.#line.get(id);
    if (waiting === undefined) return undefined;
    return waiting.told?.standing ?? { position: [...this.#line.keys()].indexOf(id) + 1 };
  }

  #standing(position: number, now: Millis): Standing {
    const time = this.#rate.timeUntil(position, now);
    return time === undefined ? { position } : { position, etaSeconds: coarseSeconds(time) };
  }
}
