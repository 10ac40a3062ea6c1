/**
 * A path with its two directions, and when its schedule begins. Pure: the links are those of the virtual-time scoreboard.
 *
 * Until it begins, packets meet the first capacity and no losses, so that a connection comes about on every path alike.
 */
import type { Millis } from '@remote-view/protocol';
import { SteppedRate } from '../../network/capacity.ts';
import { Link } from '../../network/link.ts';
import { seededRandom } from '../../stats/random.ts';
import { bottleneckOf, outagesOf, QUEUE, type PathCase } from '../cases.ts';
import { lengthOf } from '../schedule.ts';
import { LinkLogger, type LinkLog } from './link-log.ts';

/** `down` is to the viewer. */
export type Direction = 'up' | 'down';

export interface Due<P> {
  readonly packet: P;
  readonly at: Millis;
}

/** IPv4 and UDP: a link carries them too. */
const HEADERS = 28;

export class PathModel<P> {
  readonly #path: PathCase;
  readonly #seed: number;
  readonly #log: LinkLogger;
  readonly #up: Link<P>;
  readonly #before: Link<P>;
  /** Its times count from the beginning, as the schedule's do. */
  #down: { readonly link: Link<P>; readonly begunAt: Millis } | undefined;

  constructor(path: PathCase, seed: number) {
    this.#path = path;
    this.#seed = seed;
    this.#log = new LinkLogger(lengthOf(path.phases));
    const random = seededRandom(seed);
    const delay = path.rtt / 2;
    const at = (bitrate: number): SteppedRate => new SteppedRate([{ from: 0, bitrate }]);
    this.#up = new Link({ bottleneck: at(Infinity), queue: { bytes: Infinity }, delay, random });
    const first = path.phases[0]?.capacity ?? Infinity;
    this.#before = new Link({ bottleneck: at(first), queue: { ms: QUEUE }, delay, random });
  }

  begin(now: Millis): void {
    if (this.#down !== undefined) return;
    const { rtt, jitter, loss } = this.#path;
    const link = new Link<P>({
      bottleneck: bottleneckOf(this.#path, this.#seed),
      queue: { ms: QUEUE },
      delay: rtt / 2,
      jitter: jitter === undefined ? undefined : { upTo: jitter, reorders: false },
      loss,
      outages: outagesOf(this.#path),
      random: seededRandom(this.#seed + 1),
    });
    this.#down = { link, begunAt: now };
  }

  /** When to call {@link take}; undefined while nothing is under way. */
  get nextAt(): Millis | undefined {
    const down = this.#down?.link.nextAt;
    const times = [this.#up.nextAt, this.#before.nextAt, down === undefined ? undefined : down + this.#down!.begunAt];
    const known = times.filter((time) => time !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  /** @param payload bytes of the UDP datagram */
  offer(direction: Direction, packet: P, payload: number, now: Millis): void {
    const bytes = payload + HEADERS;
    if (direction === 'up') this.#up.send(packet, bytes, now);
    else if (this.#down === undefined) this.#before.send(packet, bytes, now);
    else {
      const at = now - this.#down.begunAt;
      this.#log.add(bytes, this.#down.link.send(packet, bytes, at), at);
    }
  }

  /** What is to be handed on by now, and when it should have been. */
  take(now: Millis): Due<P>[] {
    const due: Due<P>[] = [...this.#up.poll(now), ...this.#before.poll(now)];
    if (this.#down === undefined) return due;
    const { link, begunAt } = this.#down;
    return [...due, ...link.poll(now - begunAt).map(({ packet, at }) => ({ packet, at: at + begunAt }))];
  }

  finish(): LinkLog {
    return this.#log.finish();
  }
}
