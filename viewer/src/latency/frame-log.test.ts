import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameLog } from './frame-log.ts';
import { frameTimes } from './frame-times.ts';

const RATE = 60;
/** Of a frame, in its two clocks. */
const MS = 1_000 / RATE;
const RTP = 90_000 / RATE;
const ON_TIME: unknown = expect.closeTo(MS);

/** A host that makes 60 frames a second from `start` on its own clock, whose frames are on the screen 20 ms later. */
class Stream {
  readonly log = new FrameLog();
  readonly #start: number;

  constructor(start = 1_000) {
    this.#start = start;
  }

  made(...frames: number[]): this {
    for (const frame of frames) this.log.described(this.#rtpTimestamp(frame));
    return this;
  }

  shown(frame: number, at = frame * MS + 20, count?: number): this {
    this.log.presented(this.#rtpTimestamp(frame), at, count);
    return this;
  }

  /** Frames that are made and shown as they should be. */
  run(from: number, to: number): this {
    for (let frame = from; frame <= to; frame++) this.made(frame).shown(frame);
    return this;
  }

  #rtpTimestamp(frame: number): number {
    return (this.#start + frame * RTP) % 2 ** 32;
  }
}

describe('the log of frames', () => {
  it('has nothing to say before the first frame', () => {
    expect(frameTimes(new FrameLog(), 1_000)).toEqual({
      shownFps: null,
      p50: null,
      p95: null,
      max: null,
      shown: 0,
      skipped: 0,
      frozenMs: 0,
      resting: false,
      recent: [],
    });
  });

  it('knows how long each frame was shown', () => {
    const { log } = new Stream().run(0, 300);
    const times = frameTimes(log, 300 * MS + 25);
    expect(times).toMatchObject({ shownFps: RATE, skipped: 0, frozenMs: 0, resting: false });
    expect([times.p50, times.p95, times.max]).toEqual([ON_TIME, ON_TIME, ON_TIME]);
    expect(times.recent).toHaveLength(240);
  });

  it('counts frames that were made and never shown', () => {
    const { log } = new Stream().run(0, 10).made(11, 12).run(13, 20);
    expect(log).toMatchObject({ skipped: 2, frozen: 0 });
    expect(log.frames.find(({ skipped }) => skipped > 0)).toMatchObject({
      interval: expect.closeTo(3 * MS),
      due: ON_TIME,
    });
  });

  it('says that the picture stood still where frames were made meanwhile', () => {
    const lost = new Stream().run(0, 10).made(...Array.from({ length: 59 }, (_, index) => 11 + index));
    expect(lost.run(70, 80).log.frozen).toBeCloseTo(59 * MS);
    const late = new Stream().run(0, 10).made(11).shown(11, 1_000);
    expect(late.log.frozen).toBeCloseTo(1_000 - (10 * MS + 20) - MS);
  });

  it('takes a scene that rests for no freeze, and says so while it does', () => {
    const { log } = new Stream().run(0, 10).run(1_000, 1_010);
    expect(log).toMatchObject({ skipped: 0, frozen: 0 });
    const now = 1_010 * MS + 20;
    expect(frameTimes(log, now + 100).resting).toBe(false);
    expect(frameTimes(log, now + 2_000)).toMatchObject({ resting: true, shownFps: 0 });
    expect(frameTimes(log, now).max, 'a rest is no frame time').toBeCloseTo(MS);
    log.described(1_000 + 1_011 * RTP);
    expect(frameTimes(log, now + 2_000).resting, 'something new was made').toBe(false);
  });

  it('knows frames again that a busy page had no callback for', () => {
    const stream = new Stream().made(0).shown(0, 20, 100);
    const { log } = stream.made(1, 2, 3, 4).shown(4, 4 * MS + 20, 104);
    expect(log).toMatchObject({ shown: 5, skipped: 0, frozen: 0 });
    expect(log.frames.map(({ interval }) => interval)).toEqual([ON_TIME, ON_TIME, ON_TIME, ON_TIME]);
  });

  it('misses nothing while the tab is hidden', () => {
    const stream = new Stream().run(0, 10);
    stream.log.interrupted();
    stream.made(...Array.from({ length: 500 }, (_, index) => 11 + index));
    expect(stream.run(511, 520).log).toMatchObject({ skipped: 0, frozen: 0 });
  });

  it('does not count a frame as missed whose description came late', () => {
    const { log } = new Stream().run(0, 5).shown(6).made(6).run(7, 9);
    expect(log).toMatchObject({ skipped: 0, waiting: 0 });
  });

  it('says the same wherever the RTP timestamps begin, also when they wrap', () => {
    const pattern = fc.array(fc.constantFrom('shown', 'lost', 'rest'), { minLength: 5, maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), pattern, (start, steps) => {
        const [one, other] = [new Stream(0), new Stream(start)].map((stream) => {
          steps.forEach((step, frame) => {
            if (step !== 'rest') stream.made(frame);
            if (step === 'shown') stream.shown(frame);
          });
          return stream.log;
        });
        expect(frameTimes(other!, 2_000)).toEqual(frameTimes(one!, 2_000));
        const lostBetween = steps.slice(steps.indexOf('shown'), steps.lastIndexOf('shown') + 1);
        expect(one!.skipped).toBe(steps.includes('shown') ? lostBetween.filter((step) => step === 'lost').length : 0);
      }),
    );
  });

  it('takes no night of rest for a freeze, though timestamps wrapped twice in it', () => {
    const day = 24 * 3_600 * RATE;
    expect(new Stream().run(0, 10).run(day, day + 10).log).toMatchObject({ skipped: 0, frozen: 0 });
  });

  it('keeps no more than it needs, whatever a host says', () => {
    const log = new FrameLog();
    for (let frame = 0; frame < 1_000; frame++) log.described(frame);
    expect(log.waiting).toBe(128);
    for (let frame = 0; frame < 1_000; frame++) log.presented(frame * RTP, frame * MS, frame * 1_000_000);
    expect(log.frames).toHaveLength(240);
  });
});
