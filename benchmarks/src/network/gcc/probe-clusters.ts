/**
 * Probes on their way: which packets belong to one, and what their arrival says of the path. Media is part of a probe
 * and padding fills it up, so a probe begins with the next frame, takes whatever leaves from there on, and is over when
 * its bytes are away.
 *
 * Bounded: five probes wait, and are dropped where no frame took them within 5 s; eight are measured at a time.
 */
import type { Millis } from '@remote-view/protocol';
import type { PacketReport, SentPacket } from '@remote-view/renderer-host/transport';

export interface Probe {
  readonly bytes: number;
  /** Bits per second. */
  readonly pacing: number;
}

interface Waiting {
  readonly probe: Probe;
  readonly requestedAt: Millis;
}

/** What of a probe has left since it began. */
interface Underway extends Waiting {
  /** Undefined until then. */
  startedAt: Millis | undefined;
  /** When the packets that left would be through at its rate. */
  dueAt: Millis;
  bytesSent: number;
}

interface Measured {
  first: number;
  last: number;
  readonly minBytes: number;
  packets: number;
  bytes: number;
  firstSentAt: Millis;
  lastSentAt: Millis;
  lastSentBytes: number;
  firstReceivedAt: Millis;
  lastReceivedAt: Millis;
  firstReceivedBytes: number;
}

const DURATION: Millis = 15;
const MIN_PACKETS = 5;
const PACKET_BYTES = 1_200;
/** Of packets and bytes that have to arrive. */
const SHARE_NEEDED = 0.8;
const MAX_SPAN: Millis = 1_000;
/** Faster than twice what was sent is a burst of something that held packets back. */
const MAX_SPEED_UP = 2;
/** Slower than this share was the path's doing, and then a bit less than what came through is what it holds. */
const SLOWED_DOWN = 0.9;
const SHARE_OF_CAPACITY = 0.95;
const MAX_WAITING = 5;
const WAITS_FOR: Millis = 5_000;
const MAX_MEASURED = 8;
/** Later than its rate asks for: what came before the pause is no part of that rate. */
const MAX_PAUSE: Millis = 5;
/** A probe that is not away in twice its time and this never will be. */
const GRACE: Millis = 50;

export class ProbeClusters {
  readonly #waiting: Waiting[] = [];
  #current: Underway | undefined;
  readonly #measured: Measured[] = [];
  #newestFrame = -1;

  /** To be sent now: the same object for as long as it is the same probe. */
  get current(): Probe | undefined {
    return this.#current?.probe;
  }

  /** @param rates bits per second; those beyond the bound are dropped */
  request(rates: readonly number[], now: Millis): void {
    for (const pacing of rates.slice(0, MAX_WAITING - this.#waiting.length)) {
      const bytes = Math.ceil(Math.max((pacing * DURATION) / 8_000, MIN_PACKETS * PACKET_BYTES));
      const probe = { bytes, pacing };
      this.#waiting.push({ probe, requestedAt: now });
    }
  }

  /** The next one's turn has come, where none is under way. */
  advance(now: Millis): void {
    this.#dropLate(now);
    if (this.#current !== undefined) return;
    const next = this.#waiting.shift();
    if (next !== undefined) this.#current = { ...next, startedAt: undefined, dueAt: now, bytesSent: 0 };
  }

  sent({ sequence, bytes, sentAt, frame }: SentPacket): void {
    this.#dropLate(sentAt);
    const mayBegin = frame === undefined || frame > this.#newestFrame;
    if (frame !== undefined) this.#newestFrame = Math.max(this.#newestFrame, frame);
    const current = this.#current;
    if (current === undefined || (current.startedAt === undefined && !mayBegin)) return;
    if (current.startedAt === undefined) this.#measure(sequence, current.probe);
    else if (sentAt > current.dueAt + MAX_PAUSE) {
      this.#measured.pop();
      this.#measure(sequence, current.probe);
      current.bytesSent = 0;
    }
    current.startedAt ??= sentAt;
    current.dueAt = sentAt + timeOf(bytes, current.probe.pacing);
    current.bytesSent += bytes;
    this.#measured.at(-1)!.last = sequence;
    if (current.bytesSent >= current.probe.bytes) this.#current = undefined;
  }

  /** @returns bits per second that the newest of the probes found, where these arrivals complete one */
  received(reports: readonly PacketReport[]): number | undefined {
    let found: number | undefined;
    for (const report of reports) {
      const { receivedAt, sequence } = report;
      if (receivedAt === undefined) continue;
      const cluster = this.#measured.find(({ first, last }) => sequence >= first && sequence <= last);
      if (cluster === undefined) continue;
      count(cluster, report, receivedAt);
      found = bitrateOf(cluster) ?? found;
    }
    return found;
  }

  #dropLate(now: Millis): void {
    while (this.#waiting.length > 0 && now - this.#waiting[0]!.requestedAt > WAITS_FOR) this.#waiting.shift();
    if (this.#current === undefined) return;
    const { probe, requestedAt, startedAt } = this.#current;
    const isLate =
      startedAt === undefined
        ? now - requestedAt > WAITS_FOR
        : now - startedAt > 2 * timeOf(probe.bytes, probe.pacing) + GRACE;
    if (isLate) this.#current = undefined;
  }

  #measure(sequence: number, { bytes, pacing }: Probe): void {
    this.#measured.push({
      ...{ first: sequence, last: sequence, minBytes: SHARE_NEEDED * Math.min(bytes, (pacing * DURATION) / 8_000) },
      ...{ packets: 0, bytes: 0, firstSentAt: Infinity, lastSentAt: -Infinity, lastSentBytes: 0 },
      ...{ firstReceivedAt: Infinity, lastReceivedAt: -Infinity, firstReceivedBytes: 0 },
    });
    if (this.#measured.length > MAX_MEASURED) this.#measured.shift();
  }
}

function timeOf(bytes: number, bitrate: number): Millis {
  return (bytes * 8_000) / bitrate;
}

function count(cluster: Measured, { bytes, sentAt }: SentPacket, receivedAt: Millis): void {
  cluster.packets += 1;
  cluster.bytes += bytes;
  cluster.firstSentAt = Math.min(cluster.firstSentAt, sentAt);
  cluster.lastReceivedAt = Math.max(cluster.lastReceivedAt, receivedAt);
  if (sentAt > cluster.lastSentAt) {
    cluster.lastSentAt = sentAt;
    cluster.lastSentBytes = bytes;
  }
  if (receivedAt < cluster.firstReceivedAt) {
    cluster.firstReceivedAt = receivedAt;
    cluster.firstReceivedBytes = bytes;
  }
}

/** Undefined while too little has arrived, and where the times make no rate. */
function bitrateOf(cluster: Measured): number | undefined {
  if (cluster.packets < SHARE_NEEDED * MIN_PACKETS || cluster.bytes < cluster.minBytes) return undefined;
  const sendSpan = cluster.lastSentAt - cluster.firstSentAt;
  const receiveSpan = cluster.lastReceivedAt - cluster.firstReceivedAt;
  if (sendSpan <= 0 || sendSpan > MAX_SPAN || receiveSpan <= 0 || receiveSpan > MAX_SPAN) return undefined;
  // The last packet's bytes left after the span of sending, the first one's arrived before the span of arriving.
  const sent = ((cluster.bytes - cluster.lastSentBytes) * 8_000) / sendSpan;
  const received = ((cluster.bytes - cluster.firstReceivedBytes) * 8_000) / receiveSpan;
  if (received > MAX_SPEED_UP * sent) return undefined;
  return received < SLOWED_DOWN * sent ? SHARE_OF_CAPACITY * received : Math.min(sent, received);
}
