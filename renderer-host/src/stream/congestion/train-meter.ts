/**
 * Frames as packet trains: how long each took to leave, and how long to arrive.
 *
 * A train that arrives no longer than it left met a path that holds more than it was sent at; one that arrives stretched
 * was let through at the rate that the path holds. So each frame of a video measures its path, without a packet sent
 * for that alone (packet dispersion; Pudica, NSDI 2024, and SQP, 2022, use frames so).
 *
 * The times per byte are slopes of a line through all packets, not the distance of the first and the last: jitter and
 * overtaking pull the ends of a train apart, and its line nowhere.
 */
import type { Millis } from '@remote-view/protocol';
import type { PacketReport } from './controller.ts';
import { Slope } from './slope.ts';

export interface Train {
  readonly frame: number;
  /** That arrived. */
  readonly packets: number;
  readonly lost: number;
  /** That arrived, with those of other packets among them. */
  readonly bytes: number;
  /** ms for each byte, as it left and as it arrived; 0 for a train of one packet. */
  readonly sentPerByte: number;
  readonly receivedPerByte: number;
  /** All that had arrived with its last packet, from the beginning: two trains' difference is what came between them. */
  readonly arrivedBytes: number;
  readonly lastSentAt: Millis;
  /** On the receiver's clock. */
  readonly lastReceivedAt: Millis;
  /** Least one-way delay of its packets, on two clocks: only differences mean anything. */
  readonly leastDelay: Millis;
}

class OpenTrain {
  readonly frame: number;
  readonly #sent = new Slope();
  readonly #received = new Slope();
  #packets = 0;
  #lost = 0;
  #bytes = 0;
  /** Of lost ones, too: they took their time at the sender. */
  #leftBytes = 0;
  #arrivedBytes = 0;
  #lastSentAt: Millis = -Infinity;
  #lastReceivedAt: Millis = -Infinity;
  #leastDelay: Millis = Infinity;

  constructor(frame: number) {
    this.frame = frame;
  }

  /** @param arrived all bytes up to this packet */
  add({ bytes, sentAt, receivedAt }: PacketReport, arrived: number): void {
    this.#leftBytes += bytes;
    if (receivedAt === undefined) {
      this.#lost += 1;
      return;
    }
    this.#packets += 1;
    this.#bytes += bytes;
    this.#arrivedBytes = arrived;
    this.#sent.add(this.#leftBytes, sentAt);
    this.#received.add(this.#bytes, receivedAt);
    this.#lastSentAt = Math.max(this.#lastSentAt, sentAt);
    this.#lastReceivedAt = Math.max(this.#lastReceivedAt, receivedAt);
    this.#leastDelay = Math.min(this.#leastDelay, receivedAt - sentAt);
  }

  /** Retransmissions travel among a train's packets and take their share of its time. */
  addOther({ bytes, receivedAt }: PacketReport): void {
    this.#leftBytes += bytes;
    if (receivedAt !== undefined) this.#bytes += bytes;
  }

  /** Undefined where all of it was lost. */
  close(): Train | undefined {
    if (this.#packets === 0) return undefined;
    return {
      frame: this.frame,
      packets: this.#packets,
      lost: this.#lost,
      bytes: this.#bytes,
      sentPerByte: Math.max(0, this.#sent.value),
      receivedPerByte: Math.max(0, this.#received.value),
      arrivedBytes: this.#arrivedBytes,
      lastSentAt: this.#lastSentAt,
      lastReceivedAt: this.#lastReceivedAt,
      leastDelay: this.#leastDelay,
    };
  }
}

export class TrainMeter {
  #open: OpenTrain | undefined;
  #arrived = 0;

  /** The one of which more packets may come, as far as it has been told of. */
  get open(): Train | undefined {
    return this.#open?.close();
  }

  /** The trains that are over by this report: a packet of a later frame has been told of. */
  add(reports: readonly PacketReport[]): Train[] {
    const over: Train[] = [];
    for (const report of reports) {
      const { frame } = report;
      if (report.receivedAt !== undefined) this.#arrived += report.bytes;
      if (frame === undefined) {
        this.#open?.addOther(report);
        continue;
      }
      // What is told of an older frame is a late repair of its report and changes nothing any more.
      if (this.#open !== undefined && frame < this.#open.frame) continue;
      if (this.#open?.frame !== frame) {
        const closed = this.#open?.close();
        if (closed !== undefined) over.push(closed);
        this.#open = new OpenTrain(frame);
      }
      this.#open.add(report, this.#arrived);
    }
    return over;
  }
}
