/**
 * How many bits per second the path holds, from how the trains of frames arrive.
 *
 * - On a quiet path every train measures: stretched ones came at the rate that the path holds, and one that came through
 *   as it was sent shows that it holds more.
 * - On a path that trembles a train says nothing, since jitter in order stretches it as a bottleneck does. There the rate grows until
 *   a queue stands, in large steps where it never stood and in small ones near the rate at which it did, and what is delivered then is
 *   what the path holds.
 *
 * Pure.
 */
import type { Millis } from '@remote-view/protocol';
import type { PacketReport } from './controller.ts';
import { DeliveredRate } from './delivered-rate.ts';
import type { LateFrame } from './frame-delays.ts';
import { StandingQueue } from './standing-queue.ts';
import { TrainMeter, type Train } from './train-meter.ts';

/** Share of the path that is used: what is left drains the queues that larger frames leave. */
export const UTILISATION = 0.95;
/** A queue before a train of at least this makes it one with the train before. */
export const CONTIGUOUS: Millis = 2;
/** A queue before a train of this much was not left by a frame that was a little too large. */
export const CHANGED: Millis = 15;
/** More is of no use: a frame leaves within a millisecond. */
const MAX_CAPACITY = 200e6;
/** How much more the path may be believed to hold after one report. */
const MAX_GROWTH = 2;
/** Stretched trains of this last while make the mean. */
const MEMORY: Millis = 250;
const MIN_TRAIN_PACKETS = 3;
const LONG: Millis = 4;
/** Trains that together took longer to arrive than to leave, by this. */
const STRETCHED = 1.08;
/** By how much the receiver's clock is too coarse, a train: 250 µs are its tick. */
const CLOCK_STEP: Millis = 0.25;
/** Noise with which trains say nothing by themselves, until it is half of that again. */
const JITTER: Millis = 1;
/** There, by how much the rate grows in the time that a queue takes to show: away from where one stood, and near it. */
const SEARCH = 1.5;
const CREEP = 1.12;
const NEAR = 0.15;
/** From near that rate on, how much more than what is delivered may be believed. */
const MAX_UNTRIED = 1.4;
/** There, one late frame takes away no more than this leaves. */
const GENTLE = 0.7;
/** What is not less than this by much is no drop. */
const DROP = 0.9;

/** A packet of a train that waits for so long meets more than its own train. */
const EARLY: Millis = 10;
const EARLY_PER_NOISE = 20;

interface Sample {
  readonly bits: number;
  /** How long they took to leave. */
  readonly left: Millis;
  /** How long they took to arrive. */
  readonly received: Millis;
  readonly at: Millis;
}

export class PathCapacity {
  readonly #meter = new TrainMeter();
  readonly #delivered = new DeliveredRate();
  readonly #queue = new StandingQueue();
  readonly #samples: Sample[] = [];
  #value: number;
  #limited = false;
  #trembles = false;
  /** Delivered when a queue last stood on a path that trembles. */
  #ceiling = Infinity;
  #standing: Millis = 0;
  #last: Train | undefined;

  /** @param start bits per second */
  constructor(start: number) {
    this.#value = start;
  }

  /** Bits per second. */
  get value(): number {
    return this.#value;
  }

  /** Trains come stretched: the path's end is known. */
  get limited(): boolean {
    return this.#limited;
  }

  /** Trains of the last while that measured; none where the path trembles. */
  get measured(): number {
    return this.#trembles ? 0 : this.#samples.length;
  }

  /** The queue that the newest trains found. */
  get standing(): Millis {
    return this.#standing;
  }

  /** How late a queue is seen. */
  get lag(): Millis {
    return this.#queue.lag;
  }

  /** Noise of the delays; 0 where it is too little to matter. */
  get jitter(): Millis {
    return this.#trembles ? this.#queue.noise : 0;
  }

  /** Nothing that was known holds any more. @param value bits per second */
  restart(value: number): void {
    this.#value = value;
    this.#limited = false;
    this.#ceiling = Infinity;
    this.#samples.length = 0;
  }

  /** One report of transport-wide feedback. @param lasts how long a change of the rate takes to show, in reports */
  add(reports: readonly PacketReport[], lasts: number, now: Millis): void {
    for (const { sentAt, receivedAt, bytes } of reports) {
      if (receivedAt === undefined) continue;
      this.#delivered.add(receivedAt, bytes);
      this.#queue.packet(receivedAt - sentAt, now);
    }
    let measured = 0;
    for (const train of this.#meter.add(reports)) {
      const sample = this.#measure(train);
      if (sample === undefined) continue;
      measured += 1;
      this.#samples.push({ ...sample, at: now });
    }
    if (measured > 0) this.#learn(measured, now);
    this.#hold(lasts);
    this.#early(now);
    this.#value = Math.min(MAX_CAPACITY, this.#value);
  }

  /** A frame met a queue that was not there before. @returns whether the path holds less than was known */
  late({ bits, left, received, queue }: LateFrame, now: Millis): boolean {
    const rate = Math.max((bits * 1_000) / received, this.jitter > 0 ? this.#value * GENTLE : 0);
    if (rate > this.#value * DROP) return false;
    this.#samples.splice(0, this.#samples.length, { bits, left, received, at: now });
    this.#value = rate;
    this.#limited = true;
    this.#standing = Math.max(this.#standing, queue);
    return true;
  }

  /** A path that became much narrower lets a train through so slowly that it is not over when the report comes. */
  #early(now: Millis): void {
    const train = this.#meter.open;
    if (train === undefined || train.packets < MIN_TRAIN_PACKETS) return;
    const queue = train.lastReceivedAt - train.lastSentAt - this.#queue.base;
    if (queue < EARLY + EARLY_PER_NOISE * this.#queue.noise) return;
    const bits = train.bytes * 8;
    this.late(
      { bits, left: train.sentPerByte * train.bytes, received: train.receivedPerByte * train.bytes, queue },
      now,
    );
  }

  /** In which time so many bits left, and in which they arrived; undefined for a train that does not say. */
  #measure(train: Train): Omit<Sample, 'at'> | undefined {
    const last = this.#last;
    this.#last = train;
    this.#queue.train(train);
    this.#standing = this.#queue.value;
    this.#trembles = this.#queue.noise > (this.#trembles ? JITTER / 2 : JITTER);
    if (this.jitter > 0) return undefined;
    if (last !== undefined && this.#standing > CONTIGUOUS && last.frame === train.frame - 1) {
      const received = train.lastReceivedAt - last.lastReceivedAt;
      const bits = (train.arrivedBytes - last.arrivedBytes) * 8;
      if (received > 0) return { bits, received, left: train.lastSentAt - last.lastSentAt };
    }
    const bits = train.bytes * 8;
    const within = { bits, received: train.receivedPerByte * train.bytes, left: train.sentPerByte * train.bytes };
    // Of a short train the times say little, unless it took long.
    const tellsEnough = train.packets >= MIN_TRAIN_PACKETS || (train.packets === 2 && within.left > LONG);
    return tellsEnough ? within : undefined;
  }

  /** @param measured trains of the newest report */
  #learn(measured: number, now: Millis): void {
    // A queue that stands says that the path is not what it was: the newest report alone tells what it is.
    const memory = this.#standing > CHANGED ? 0 : MEMORY;
    while (this.#samples.length > measured && now - this.#samples[0]!.at > memory) this.#samples.shift();
    const total = { bits: 0, received: 0, left: 0 };
    for (const { bits, received, left } of this.#samples) {
      total.bits += bits;
      total.received += received;
      total.left += left;
    }
    // Together: what delays one train a little hurries the next.
    const steps = this.#samples.length * CLOCK_STEP;
    const stretched = total.received > total.left * STRETCHED + steps;
    const span = stretched ? total.received : Math.max(total.left, steps);
    const rate = Math.min((total.bits * 1_000) / span, this.#value * MAX_GROWTH);
    // Trains that left more slowly than the path is known to be, and came so, say nothing.
    if (stretched || rate > this.#value) {
      this.#value = rate;
      this.#limited = stretched;
    }
    // What was sent more slowly before says nothing about what is sent now.
    if (!stretched) this.#samples.length = 0;
  }

  /** Without a queue the path holds what is delivered, whatever jitter makes of the trains; and it may hold more. */
  #hold(lasts: number): void {
    const trembles = this.jitter > 0;
    const delivered = this.#delivered.value;
    if (this.#standing <= CONTIGUOUS) {
      this.#value = Math.max(this.#value, delivered / UTILISATION);
      if (!trembles) return;
      const near = Math.abs(delivered / this.#ceiling - 1) < NEAR;
      const trial = this.#value * (near ? CREEP : SEARCH) ** (1 / lasts);
      // An encoder that makes less does not find out.
      const beyond = this.#value > this.#ceiling * (1 - NEAR) ? MAX_UNTRIED : MAX_GROWTH;
      this.#value = Math.max(this.#value, Math.min(trial, delivered * beyond));
    } else if (trembles && this.#standing >= CHANGED && delivered > 0) {
      this.#ceiling = delivered;
      this.#value = Math.min(this.#value, delivered);
    }
  }
}
