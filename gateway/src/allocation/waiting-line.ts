/**
 * The sessions that wait for a slot: first come, first served, but nobody waits for a slot that only others can use.
 *
 * Bound: `max` sessions; one more is refused. Classes of priority would change the order in which {@link WaitingLine.serve}
 * and {@link WaitingLine.news} go through the line, and nothing else.
 */
import type { Millis, SessionId } from '@remote-view/protocol';
import { coarseSeconds, SlotRate } from './slot-rate.ts';

export interface Standing {
  /** 1: it is the next. Who waits for a slot of other hosts is not counted. */
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

/** Whether there is a host whose slots go to sessions of either scene. */
type SharesHost = (scene: string, other: string) => boolean;

export class WaitingLine {
  readonly #max: number;
  readonly #sharesHost: SharesHost;
  readonly #line = new Map<SessionId, Waiting>();
  readonly #rate = new SlotRate();

  constructor(max: number, sharesHost: SharesHost) {
    this.#max = max;
    this.#sharesHost = sharesHost;
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

  /** @param scenes that its host offers */
  slotFreed(now: Millis, scenes: ReadonlySet<string>): void {
    this.#rate.freed(now, scenes);
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
    for (const [waiting, position] of this.#positions()) {
      const standing = this.#standing(position, waiting.scene, now);
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
    for (const [waiting, position] of this.#positions()) {
      if (waiting.id === id) return waiting.told?.standing ?? { position };
    }
    return undefined;
  }

  *#positions(): Iterable<readonly [Waiting, number]> {
    const before = new Map<string, number>();
    for (const waiting of this.#line.values()) {
      const { scene } = waiting;
      let position = 1;
      for (const [other, count] of before) {
        if (other === scene || this.#sharesHost(scene, other)) position += count;
      }
      yield [waiting, position];
      before.set(scene, (before.get(scene) ?? 0) + 1);
    }
  }

  #standing(position: number, scene: string, now: Millis): Standing {
    const time = this.#rate.timeUntil(position, scene, now);
    return time === undefined ? { position } : { position, etaSeconds: coarseSeconds(time) };
  }
}
