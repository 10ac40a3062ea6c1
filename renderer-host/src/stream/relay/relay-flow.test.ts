import type { Millis } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { RelayFlow } from './relay-flow.ts';

const LIMITS = { start: 3e6, min: 150e3, max: 50e6 };
const FRAME: Millis = 1_000 / 60;

interface Delivery {
  readonly sentAt: Millis;
  readonly arrivedAt: Millis;
}

/** A path that holds so many bits a second behind a buffer without end, as TCP makes it, in virtual time. */
class Path {
  readonly flow = new RelayFlow(LIMITS);
  readonly deliveries: Delivery[] = [];
  readonly dropped: Millis[] = [];
  keyFrames = 0;
  rate: number;
  /** How long the newest frame is held up besides, ms. */
  heldUp = (): Millis => 0;
  #now: Millis = 0;
  #sent = 0;
  #freeAt: Millis = 0;
  #newest: Millis = 0;
  #rtpTimestamp = 0;
  readonly #acks: { readonly at: Millis; readonly rtpTimestamp: number; readonly receivedAt: Millis }[] = [];

  constructor(rate: number, useful = 20e6) {
    this.rate = rate;
    this.flow.setUseful(useful);
  }

  /** @param useful bits per second that the scene makes at most; @param offered it sends what nobody has asked for */
  run(duration: Millis, { useful = Infinity, offered = false, acks = true } = {}): void {
    for (const end = this.#now + duration; this.#now < end; this.#now += FRAME) {
      const due = acks ? this.#acks.filter(({ at }) => at <= this.#now) : [];
      this.#acks.splice(0, due.length);
      for (const { at, rtpTimestamp, receivedAt } of due) {
        // The viewer's clock has a zero of its own.
        const times = { receivedAt: receivedAt + 1e6, presentedAt: receivedAt + 1e6 + 8 };
        if (this.flow.acked({ rtpTimestamp, ...times }, at)) this.keyFrames += 1;
      }
      if (!offered && !this.flow.ready(this.#now)) continue;
      // Frames differ in size, as the picture does.
      const share = 0.4 + 1.2 * ((this.#sent++ * 0.618) % 1);
      this.#send((Math.min(this.flow.target, useful) / 8_000) * FRAME * share);
    }
  }

  get ready(): boolean {
    return this.flow.ready(this.#now);
  }

  get waits(): Millis[] {
    return this.deliveries.map(({ sentAt, arrivedAt }) => arrivedAt - sentAt);
  }

  #send(bytes: number): void {
    this.#rtpTimestamp += 1_500;
    if (!this.flow.send(this.#rtpTimestamp, bytes, this.#now)) {
      this.dropped.push(this.#now);
      return;
    }
    this.#freeAt = Math.max(this.#freeAt, this.#now) + (bytes * 8_000) / this.rate;
    // In order, as TCP has it.
    const receivedAt = Math.max(this.#freeAt + 20 + this.heldUp(), this.#newest);
    this.#newest = receivedAt;
    this.deliveries.push({ sentAt: this.#now, arrivedAt: receivedAt });
    this.#acks.push({ at: receivedAt + 28, rtpTimestamp: this.#rtpTimestamp, receivedAt });
  }
}

function percentile(values: readonly number[], fraction: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * fraction)] ?? 0;
}

describe('the flow to a relayed viewer', () => {
  it.each([1e6, 4e6, 12e6])('uses most of a path of %d bit/s and lets no queue stand', (rate) => {
    const path = new Path(rate);
    path.run(20_000);
    expect(path.flow.target).toBeGreaterThan(rate * 0.5);
    expect(path.flow.target).toBeLessThan(rate * 1.4);
    const settled = path.waits.slice(path.waits.length / 2);
    expect(percentile(settled, 0.5)).toBeLessThan(120);
    expect(percentile(settled, 0.95)).toBeLessThan(220);
    expect(path.dropped).toEqual([]);
  });

  it('follows a path that becomes four times narrower within two seconds', () => {
    const path = new Path(12e6);
    path.run(15_000);
    path.rate = 3e6;
    path.run(2_000);
    expect(path.flow.target).toBeLessThan(4.5e6);
    const before = path.deliveries.length;
    path.run(5_000);
    expect(percentile(path.waits.slice(before), 0.5)).toBeLessThan(150);
  });

  it('finds out when the path has become wider', () => {
    const path = new Path(2e6);
    path.run(15_000);
    path.rate = 10e6;
    path.run(15_000);
    expect(path.flow.target).toBeGreaterThan(6e6);
  });

  it('lets no frame follow ones that take far too long, before it knows what the path holds now', () => {
    const path = new Path(20e6);
    path.run(5_000, { useful: 600e3 });
    const before = path.deliveries.length;
    path.rate = 100e3;
    path.run(1_000, { useful: 600e3 });
    expect(Math.max(...path.waits.slice(before))).toBeLessThan(2_000);
  });

  it('recovers where frames of all sizes come fast after a path was narrow', () => {
    const path = new Path(300e3);
    path.run(8_000);
    expect(path.flow.target).toBeLessThan(450e3);
    path.rate = 100e6;
    let frames = 0;
    path.heldUp = () => (++frames % 5) * 3;
    path.run(15_000);
    expect(path.flow.target).toBeGreaterThan(LIMITS.start);
  });

  it('takes no frame that a busy machine holds up for a queue, however little is sent', () => {
    const path = new Path(50e6);
    let frames = 0;
    path.heldUp = () => (++frames % 11 === 0 ? 70 : (frames * 7) % 13);
    path.run(20_000, { useful: 500e3 });
    expect(path.flow.target).toBeGreaterThanOrEqual(LIMITS.start);
  });

  it('does not grow beyond what is sent, nor far beyond what is of use', () => {
    const modest = new Path(100e6);
    modest.run(20_000, { useful: 1e6 });
    expect(modest.flow.target).toBeLessThan(5e6);
    const sharp = new Path(100e6, 8e6);
    sharp.run(20_000);
    expect(sharp.flow.target).toBeGreaterThan(8e6);
    expect(sharp.flow.target).toBeLessThan(10e6);
  });

  it('drops frames that come all the same when far too much is under way, until it has drained, and then asks for a key frame', () => {
    const path = new Path(12e6);
    path.run(5_000);
    path.rate = 1e6;
    path.run(3_000, { offered: true });
    expect(path.dropped.length).toBeGreaterThan(0);
    expect(path.ready).toBe(false);
    path.rate = 12e6;
    const before = path.keyFrames;
    const dropped = path.dropped.length;
    path.run(20_000);
    expect(path.keyFrames).toBe(before + 1);
    expect(path.dropped.length).toBe(dropped);
    expect(path.deliveries.at(-1)!.sentAt).toBeGreaterThan(27_500);
  });

  it('has a bound on what is under way to a viewer that says nothing', () => {
    const path = new Path(100e6);
    path.run(60_000, { offered: true, acks: false });
    expect(path.flow.bytesUnderway).toBeLessThan(1_000_000);
    expect(path.ready).toBe(false);
  });

  it('does not wait for ever for acks of what the viewer lost', () => {
    const flow = new RelayFlow(LIMITS);
    flow.send(1, 30_000, 0);
    expect(flow.ready(1_000)).toBe(false);
    flow.tick(1_000);
    expect(flow.ready(1_000)).toBe(false);
    flow.tick(2_000);
    expect(flow.ready(2_000)).toBe(true);
    expect(flow.bytesUnderway).toBe(0);
  });

  it('believes no ack of a frame that was not sent, and none without a time', () => {
    const flow = new RelayFlow(LIMITS);
    flow.send(1, 1_000, 0);
    expect(flow.acked({ rtpTimestamp: 2, receivedAt: 10, presentedAt: 10 }, 10)).toBe(false);
    expect(flow.acked({ rtpTimestamp: 1, receivedAt: NaN, presentedAt: 10 }, 10)).toBe(false);
    expect(flow.bytesUnderway).toBe(1_000);
  });

  it('takes an ack for all frames before it', () => {
    const flow = new RelayFlow(LIMITS);
    for (let frame = 0; frame < 5; frame++) flow.send(frame, 1_000, frame);
    flow.acked({ rtpTimestamp: 3, receivedAt: 30, presentedAt: 30 }, 40);
    expect(flow.bytesUnderway).toBe(1_000);
  });
});
