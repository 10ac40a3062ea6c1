/**
 * One sender behind one bottleneck in virtual time, as simple as it can be: sixty frames a second of the target size,
 * sent at the pacing rate and filled up by probes; a drop-tail queue; feedback every 50 ms. The scoreboard has the real
 * transport and real paths; this is for the tests of the controller alone.
 */
import type { Millis } from '@remote-view/protocol';
import type { CongestionController, PacketReport, SentPacket } from '@remote-view/renderer-host/transport';

export interface VirtualPathOptions {
  readonly controller: CongestionController;
  /** Bits per second at a time. */
  readonly capacity: (at: Millis) => number;
  /** One way. */
  readonly delay: Millis;
  /** Share of packets that the air loses. */
  readonly loss?: number;
  /** Bits per second that the application has at most. */
  readonly useful?: (at: Millis) => number;
  /** Nothing comes back in this time. */
  readonly silence?: { readonly from: Millis; readonly to: Millis };
}

export interface PathSecond {
  readonly target: number;
  /** Bits per second that arrived, without probes. */
  readonly arrived: number;
  /** Most that a packet waited. */
  readonly queue: Millis;
}

interface Queued {
  readonly bytes: number;
  readonly frame: number | undefined;
}

const FRAME_INTERVAL: Millis = 1_000 / 60;
const PACKET_BYTES = 1_200;
const FEEDBACK_INTERVAL: Millis = 50;
const TICK_INTERVAL: Millis = 25;
const MAX_QUEUE: Millis = 300;
/** The receiver's clock has another zero. */
const CLOCK_OFFSET: Millis = 123_456;

export class VirtualPath {
  readonly #options: VirtualPathOptions;
  readonly #pending: Queued[] = [];
  /** On their way, in order of sequence; those lost have no time. */
  #underway: PacketReport[] = [];
  #acks: { readonly at: Millis; readonly reports: PacketReport[] }[] = [];
  #now: Millis = 0;
  #frames = 0;
  #sequence = 0;
  #pacerFreeAt: Millis = 0;
  #linkFreeAt: Millis = 0;
  #probe: unknown;
  #random = 1;
  #bitsArrived = 0;
  #worstQueue: Millis = 0;

  constructor(options: VirtualPathOptions) {
    this.#options = options;
  }

  /** Second by second. */
  run(seconds: number): PathSecond[] {
    return Array.from({ length: seconds }, () => {
      this.#bitsArrived = 0;
      this.#worstQueue = 0;
      for (let ms = 0; ms < 1_000; ms++) this.#step();
      return {
        target: this.#options.controller.decision.target,
        arrived: this.#bitsArrived,
        queue: this.#worstQueue,
      };
    });
  }

  #step(): void {
    const { controller } = this.#options;
    const now = this.#now;
    if (now >= this.#frames * FRAME_INTERVAL) this.#makeFrame();
    this.#send(now + 1);
    if (now % FEEDBACK_INTERVAL === 0) this.#report();
    for (const { reports } of this.#acks.filter(({ at }) => at <= now)) {
      controller.roundTrip(2 * this.#options.delay, now);
      controller.feedback(reports, now);
    }
    this.#acks = this.#acks.filter(({ at }) => at > now);
    if (now % TICK_INTERVAL === 0) controller.tick(now);
    this.#now += 1;
  }

  #makeFrame(): void {
    const { target, probe } = this.#options.controller.decision;
    const frame = this.#frames++;
    const bitrate = Math.min(target, this.#options.useful?.(this.#now) ?? Infinity);
    this.#push(Math.ceil((bitrate * FRAME_INTERVAL) / 8_000), frame);
    if (probe === undefined || probe === this.#probe) return;
    this.#probe = probe;
    this.#push(probe.bytes, undefined);
  }

  #push(bytes: number, frame: number | undefined): void {
    for (let left = bytes; left > 0; left -= PACKET_BYTES) {
      this.#pending.push({ bytes: Math.min(left, PACKET_BYTES), frame });
    }
  }

  #send(until: Millis): void {
    const { controller } = this.#options;
    this.#pacerFreeAt = Math.max(this.#pacerFreeAt, this.#now);
    while (this.#pacerFreeAt < until) {
      const next = this.#pending.shift();
      if (next === undefined) return;
      const packet: SentPacket = { ...next, sequence: this.#sequence++, sentAt: this.#pacerFreeAt };
      this.#pacerFreeAt += (next.bytes * 8_000) / controller.decision.pacing;
      controller.sent(packet);
      this.#underway.push({ ...packet, receivedAt: this.#arrival(packet) });
    }
  }

  #arrival({ bytes, sentAt, frame }: SentPacket): Millis | undefined {
    const { capacity, delay, loss = 0 } = this.#options;
    const queue = Math.max(0, this.#linkFreeAt - sentAt);
    if (queue > MAX_QUEUE) return undefined;
    this.#worstQueue = Math.max(this.#worstQueue, queue);
    this.#linkFreeAt = sentAt + queue + (bytes * 8_000) / capacity(sentAt);
    if (this.#nextRandom() < loss) return undefined;
    if (frame !== undefined) this.#bitsArrived += bytes * 8;
    return this.#linkFreeAt + delay + CLOCK_OFFSET;
  }

  /** What came until now; a packet that did not counts as lost once a later one has come. */
  #report(): void {
    const { delay, silence } = this.#options;
    const here = this.#now + CLOCK_OFFSET;
    const newest = this.#underway.findLastIndex(({ receivedAt }) => receivedAt !== undefined && receivedAt <= here);
    const reports = this.#underway.slice(0, newest + 1);
    this.#underway = this.#underway.slice(newest + 1);
    if (reports.length === 0) return;
    if (silence !== undefined && this.#now >= silence.from && this.#now < silence.to) return;
    this.#acks.push({ at: this.#now + delay, reports });
  }

  /** A generator of Lehmer's, so that a run is the same each time. */
  #nextRandom(): number {
    this.#random = (this.#random * 48_271) % 0x7fffffff;
    return this.#random / 0x7fffffff;
  }
}
