/** The encoder's thread with libx264, and a link server in the place of the stream process. */
import type { Preference, RemoteViewError } from '@remote-view/protocol';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { hostNow } from '../host-clock.ts';
import { LinkServer } from '../link/testing/link-server.ts';
import type { FrameOutcome, LinkTarget } from './encoder-messages.ts';
import { EncoderThread } from './encoder-thread.ts';
import { RING_SLOTS } from './frame-ring.ts';
import { isKeyFrame, NAL, nalType, parseSps, splitAnnexB } from './h264.ts';
import type { EncoderName } from './h264-options.ts';
import type { FrameSlot, PictureEncoder } from './picture-encoder.ts';
import { movingPicture } from './testing/pictures.ts';

const SETTINGS = { width: 320, height: 180, fps: 30, bitrate: 1_000_000 };
const ADAPTER = { name: 'a test', software: true };

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const close of cleanUp.splice(0)) close();
});

function linkServer(): LinkServer {
  const server = new LinkServer();
  cleanUp.push(() => server.close());
  return server;
}

/** The encoder of a view, on a thread of its own unless it is given one, whose doings can be waited for. */
class TestThread {
  readonly #thread: EncoderThread;
  readonly encoder: PictureEncoder;
  done: FrameOutcome[] = [];
  preferences: Preference[] = [];
  repeats = 0;
  readonly failure = Promise.withResolvers<RemoteViewError>();
  #frame = 0;
  #wake = (): void => {};

  constructor(view = 0, thread?: EncoderThread) {
    this.#thread = thread ?? new EncoderThread((error) => this.failure.resolve(error));
    this.encoder = this.#thread.open(view, {
      done: (outcome) => {
        this.done.push(outcome);
        this.#wake();
      },
      repeat: () => {
        this.repeats++;
        this.#wake();
      },
      prefer: (preference) => {
        this.preferences.push(preference);
        this.#wake();
      },
    });
    cleanUp.push(() => this.#thread.close());
  }

  /** Another view on the same thread. */
  beside(view: number): TestThread {
    return new TestThread(view, this.#thread);
  }

  link(target: LinkTarget): void {
    this.#thread.link(target);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  configure(settings: Partial<typeof SETTINGS> = {}): Promise<void> {
    return this.encoder.configure('libx264', { ...SETTINGS, ...settings }, ADAPTER);
  }

  /** Hands over one picture; false where no slot was free. */
  handOver({ width, height } = SETTINGS): boolean {
    const slot = this.encoder.takeSlot(width, height);
    if (slot === undefined) return false;
    const frame = ++this.#frame;
    slot.bytes.set(movingPicture(width, height, frame).bytes);
    this.pass(slot, frame, { width, height });
    return true;
  }

  /** Asks for a rate, and waits until it holds. */
  async rate(server: LinkServer, request: { readonly bitrate: number; readonly hold: boolean }): Promise<void> {
    const before = this.preferences.length;
    // A preference is told of when it changes, and this one is another each time.
    server.send('video', { type: 'rate', ...request, prefer: before % 2 === 0 ? 'sharp' : 'smooth' });
    await this.until(() => this.preferences.length > before);
  }

  /** Hands over a slot with a picture in it. */
  pass(
    { ring, slot }: FrameSlot,
    frame: number,
    size: { readonly width: number; readonly height: number } = SETTINGS,
  ): void {
    const startedAt = hostNow();
    const times = { startedAt, submittedAt: startedAt, readAt: startedAt };
    const inputs = [[1, frame, startedAt]] as const;
    const { width, height } = size;
    this.encoder.encode({ ring, slot, format: 'bgra', width, height, frame, inputs, ...times });
  }

  async encode(count: number, settings = SETTINGS): Promise<void> {
    for (let index = 0; index < count; index++) {
      const before = this.done.length;
      if (!this.handOver(settings)) throw new Error('no slot is free');
      await this.until(() => this.done.length > before);
    }
  }
}

async function linkedThread() {
  const server = linkServer();
  const test = new TestThread();
  await test.configure();
  test.link(server.target());
  await server.until(() => server.configs.length > 0);
  return { server, test };
}

describe('EncoderThread', () => {
  it('introduces itself and says what it encodes with before the first picture', async () => {
    const { server } = await linkedThread();
    expect(server.hellos).toEqual([{ type: 'hello', role: 'video', secret: 'a secret', generation: 1 }]);
    expect(server.configs[0]).toEqual({
      type: 'config',
      ...SETTINGS,
      encoder: 'libx264',
      adapter: 'a test',
      software: true,
    });
  });

  it('sends each frame in order, an IDR first, with its times and inputs', async () => {
    const { server, test } = await linkedThread();
    await test.encode(10);
    const units = await server.untilUnits(10);
    expect(units.map((unit) => unit.frame)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(units.map((unit) => unit.keyFrame)).toEqual([true, ...Array.from({ length: 9 }, () => false)]);
    for (const unit of units) {
      expect(isKeyFrame(splitAnnexB(unit.data))).toBe(unit.keyFrame);
      expect(unit.inputs).toEqual([[1, unit.frame, unit.startedAt]]);
      const { startedAt, submittedAt, readAt, takenAt, convertedAt, encodedAt } = unit;
      const times = [startedAt, submittedAt, readAt, takenAt, convertedAt, encodedAt];
      expect(times.toSorted((a, b) => a - b)).toEqual(times);
    }
  });

  it('encodes and sends nothing while it has no link, and gives the slots back', async () => {
    const test = new TestThread();
    await test.configure();
    await test.encode(5);
    expect(test.encoder.pending).toBe(0);
    expect(test.done.map(({ encodeMs }) => encodeMs)).toEqual([0, 0, 0, 0, 0]);
  });

  it('has as many slots as the ring, and takes them back when frames are done', async () => {
    const { test } = await linkedThread();
    const taken = Array.from({ length: RING_SLOTS }, () => test.encoder.takeSlot(320, 180)!);
    expect(test.encoder.takeSlot(320, 180)).toBeUndefined();
    expect(test.encoder.pending).toBe(RING_SLOTS);
    for (const slot of taken) test.encoder.returnSlot(slot);
    expect(test.encoder.pending).toBe(0);
    for (let index = 0; index < RING_SLOTS; index++) expect(test.handOver()).toBe(true);
    expect(test.handOver()).toBe(false);
    await test.until(() => test.done.length === RING_SLOTS);
    expect(test.encoder.pending).toBe(0);
  });

  it('makes an IDR of the next picture when the stream process asks for one, and wants that picture', async () => {
    const { server, test } = await linkedThread();
    await test.encode(3);
    server.send('video', { type: 'key-frame' });
    await test.until(() => test.repeats === 1);
    await test.encode(2);
    const units = await server.untilUnits(5);
    expect(units.map((unit) => unit.keyFrame)).toEqual([true, false, false, true, false]);
  });

  it('has frames of the rate that the stream process asks for, over a resize too, and says what they could use', async () => {
    const { server, test } = await linkedThread();
    await test.rate(server, { bitrate: 100_000, hold: false });
    const larger = { ...SETTINGS, width: 640, height: 360 };
    await test.configure(larger);
    await test.encode(6, larger);
    const units = await server.untilUnits(6);
    for (const { data } of units) expect(data.length).toBeLessThan((100_000 / 8 / 30) * 4);
    expect(server.configs.at(-1)).toMatchObject({ width: 640, height: 360, bitrate: SETTINGS.bitrate });
  });

  it('never goes beyond what its pictures can use, whatever the path takes', async () => {
    const { server, test } = await linkedThread();
    await test.encode(10);
    const before = (await server.untilUnits(10)).at(-1)!.data.length;
    await test.rate(server, { bitrate: 50_000_000, hold: false });
    await test.encode(10);
    expect((await server.untilUnits(20)).at(-1)!.data.length).toBeLessThan(before * 1.6);
  });

  it('leaves frames out while the path is full, says how many, and wants the newest when it is not', async () => {
    const { server, test } = await linkedThread();
    await test.encode(2);
    await test.rate(server, { bitrate: 1_000_000, hold: true });
    await test.encode(3);
    expect(test.done.slice(-3).map(({ bytes, quantiser }) => [bytes, quantiser])).toEqual(
      Array.from({ length: 3 }, () => [0, undefined]),
    );
    expect(test.repeats).toBe(0);
    server.send('video', { type: 'rate', bitrate: 1_000_000, hold: false });
    await test.until(() => test.repeats === 1);
    await test.encode(2);
    const units = await server.untilUnits(4);
    expect(units.map(({ frame, keyFrame, dropped }) => [frame, keyFrame, dropped])).toEqual([
      [1, true, undefined],
      [2, false, undefined],
      [6, false, 3],
      [7, false, undefined],
    ]);
    expect(units[2]!.inputs).toEqual([[1, 6, units[2]!.startedAt]]);
  });

  it('says which pictures had all the bits that they can use, and followed the one before', async () => {
    const { server, test } = await linkedThread();
    await test.encode(1);
    await test.rate(server, { bitrate: SETTINGS.bitrate * 0.5, hold: false });
    await test.encode(1);
    await test.rate(server, { bitrate: SETTINGS.bitrate * 2, hold: true });
    await test.encode(1);
    await test.rate(server, { bitrate: SETTINGS.bitrate * 2, hold: false });
    await test.encode(2);
    expect(test.done.map(({ unlimited }) => unlimited)).toEqual([true, false, false, false, true]);
  });

  it('wants no frame after a full path that cost none', async () => {
    const { server, test } = await linkedThread();
    await test.encode(1);
    await test.rate(server, { bitrate: 1_000_000, hold: true });
    await test.rate(server, { bitrate: 1_000_000, hold: false });
    await test.encode(1);
    expect(test.repeats).toBe(0);
  });

  it('keeps a key frame for when the path has room', async () => {
    const { server, test } = await linkedThread();
    await test.encode(1);
    await test.rate(server, { bitrate: 1_000_000, hold: true });
    server.send('video', { type: 'key-frame' });
    await test.until(() => test.repeats === 1);
    await test.encode(2);
    await test.rate(server, { bitrate: 1_000_000, hold: false });
    await test.encode(1);
    expect((await server.untilUnits(2)).map((unit) => unit.keyFrame)).toEqual([true, true]);
  });

  it('passes on what the viewers would rather keep, and forgets it and the rate with the link', async () => {
    const { server, test } = await linkedThread();
    server.send('video', { type: 'rate', bitrate: 1_000_000, hold: true, prefer: 'sharp' });
    await test.until(() => test.preferences.length === 1);
    test.link(server.target(2));
    await test.until(() => test.preferences.length === 2);
    expect(test.preferences).toEqual(['sharp', 'auto']);
    await server.until(() => server.hellos.length === 2);
    await test.encode(1);
    await server.untilUnits(1);
  });

  it('begins anew with an IDR of the new size after a resize', async () => {
    const { server, test } = await linkedThread();
    await test.encode(3);
    const larger = { ...SETTINGS, width: 640, height: 360 };
    await test.configure(larger);
    await test.encode(2, larger);
    const units = await server.untilUnits(5);
    expect(units.map((unit) => unit.keyFrame)).toEqual([true, false, false, true, false]);
    const sps = splitAnnexB(units[3]!.data).find((nal) => nalType(nal) === NAL.sps)!;
    expect(parseSps(sps)).toMatchObject({ width: 640, height: 360 });
    expect(units[3]).toMatchObject({ width: 640, height: 360 });
  });

  it('makes no key frame when it is configured for the same size once more', async () => {
    const { server, test } = await linkedThread();
    await test.encode(2);
    await test.configure({ bitrate: 2_000_000 });
    await test.encode(2);
    expect((await server.untilUnits(4)).map((unit) => unit.keyFrame)).toEqual([true, false, false, false]);
  });

  it('encodes what was under way in the old size during a resize, until the first frame of the new one', async () => {
    const { server, test } = await linkedThread();
    await test.encode(1);
    const smaller = { ...SETTINGS, width: 160, height: 90 };
    const configured = test.configure(smaller);
    const [early, late] = [test.encoder.takeSlot(320, 180)!, test.encoder.takeSlot(320, 180)!];
    test.pass(early, 50);
    await configured;
    await test.until(() => test.done.length === 2);
    await test.encode(1, smaller);
    test.pass(late, 99);
    await test.until(() => test.done.length === 4);
    expect(test.done.at(-1)).toMatchObject({ frame: 99, bytes: 0 });
    expect(test.encoder.takeSlot(320, 180)).toBeUndefined();
    expect(test.encoder.pending).toBe(0);
    const units = await server.untilUnits(3);
    expect(units.map(({ width, keyFrame }) => [width, keyFrame])).toEqual([
      [320, true],
      [320, false],
      [160, true],
    ]);
  });

  it('keeps memory for two sizes at most, however many are asked for in a row', async () => {
    const { test } = await linkedThread();
    for (const width of [160, 200, 240]) await test.configure({ width });
    expect(test.encoder.takeSlot(160, 180)).toBeUndefined();
    const slots = [200, 240].map((width) => test.encoder.takeSlot(width, 180));
    expect(slots.every((slot) => slot !== undefined)).toBe(true);
  });

  it('goes on with an IDR on a new link', async () => {
    const { server, test } = await linkedThread();
    await test.encode(3);
    await server.untilUnits(3);
    const next = linkServer();
    test.link(next.target(2));
    await next.until(() => next.configs.length > 0);
    await test.encode(2);
    const units = await next.untilUnits(2);
    expect(next.hellos[0]).toMatchObject({ generation: 2 });
    expect(units.map((unit) => unit.keyFrame)).toEqual([true, false]);
    expect(server.units).toHaveLength(3);
  });

  it('encodes nothing any more once its link is gone', async () => {
    const { server, test } = await linkedThread();
    await test.encode(1);
    server.close();
    await server.until(() => !server.has('video'));
    // The thread hears of it when it looks at its socket next.
    do await test.encode(1);
    while (test.done.at(-1)?.encodeMs !== 0);
    expect(test.encoder.pending).toBe(0);
  });

  it('reports an encoder that does not open, with its reason', async () => {
    const test = new TestThread();
    void test.encoder.configure('no such thing' as EncoderName, SETTINGS, ADAPTER);
    expect(await test.failure.promise).toMatchObject({
      code: 'encoder-failed',
      message: expect.stringMatching(/no such/u),
    });
  });

  it('has an encoder for each view, of its own size and rate, and names the view in all that it says', async () => {
    const { server, test } = await linkedThread();
    const second = test.beside(2);
    const smaller = { ...SETTINGS, width: 160, height: 90 };
    await second.configure(smaller);
    await Promise.all([test.encode(4), second.encode(4, smaller)]);
    const units = await server.untilUnits(8);
    const of = (view: number | undefined) => units.filter((unit) => unit.view === view);
    expect(of(undefined).map(({ width, keyFrame }) => [width, keyFrame])).toEqual(
      [true, false, false, false].map((keyFrame) => [320, keyFrame]),
    );
    expect(of(2).map(({ width, keyFrame }) => [width, keyFrame])).toEqual(
      [true, false, false, false].map((keyFrame) => [160, keyFrame]),
    );
    expect(server.configs.map(({ view }) => view)).toEqual([undefined, 2]);
    server.send('video', { type: 'key-frame', view: 2 });
    await second.until(() => second.repeats === 1);
    expect(test.repeats).toBe(0);
  });

  it('ends the encoder of a view behind its last frame, and leaves the thread to the others', async () => {
    const { server, test } = await linkedThread();
    const second = test.beside(2);
    await second.configure();
    await Promise.all([test.encode(1), second.encode(1)]);
    const late = second.encoder.takeSlot(320, 180)!;
    second.encoder.close();
    second.encoder.close();
    second.pass(late, 9);
    await server.until(() => server.views.length > 0);
    expect(server.views).toEqual([{ type: 'view-end', view: 2 }]);
    // Asked for just before it ended.
    server.send('video', { type: 'key-frame', view: 2 });
    const third = test.beside(3);
    await third.configure();
    await Promise.all([test.encode(2), third.encode(2)]);
    const units = await server.untilUnits(6);
    expect(units.filter(({ view }) => view === 2)).toHaveLength(1);
    expect(units.filter(({ view }) => view === 3).map(({ keyFrame }) => keyFrame)).toEqual([true, false]);
  });
});

describe('thumbnails', () => {
  const sizeOf = async (jpeg: Uint8Array | undefined) => (await sharp(jpeg).metadata()).width;

  it('are of the newest picture: of the last one while nothing changes, over and over', async () => {
    const { server, test } = await linkedThread();
    await test.encode(2);
    expect(await sizeOf(await test.encoder.thumbnail())).toBe(320);
    expect(await sizeOf(await test.encoder.thumbnail())).toBe(320);
    expect(test.encoder.pending).toBe(0);
    expect(test.repeats).toBe(0);
    await test.encode(2);
    expect((await server.untilUnits(4)).map((unit) => unit.keyFrame)).toEqual([true, false, false, false]);
  });

  it('wait for the next picture where the last one is being written over, and for the first one', async () => {
    const { test } = await linkedThread();
    const first = test.encoder.thumbnail();
    expect(test.encoder.thumbnail()).toBe(first);
    await test.encode(1);
    expect(await sizeOf(await first)).toBe(320);
    const slot = test.encoder.takeSlot(320, 180)!;
    const second = test.encoder.thumbnail();
    test.pass(slot, 20);
    expect(await sizeOf(await second)).toBe(320);
  });

  it('are of pictures that nobody was sent, too', async () => {
    const test = new TestThread();
    await test.configure();
    await test.encode(1);
    expect(test.done.at(-1)?.bytes).toBe(0);
    expect(await sizeOf(await test.encoder.thumbnail())).toBe(320);
  });

  it('take no slot from the frames for longer than they are made, over a resize too', async () => {
    const { test } = await linkedThread();
    await test.encode(1);
    const asked = test.encoder.thumbnail();
    const smaller = { ...SETTINGS, width: 160, height: 90 };
    await test.configure(smaller);
    await test.encode(1, smaller);
    await asked;
    expect(await sizeOf(await test.encoder.thumbnail())).toBe(160);
    const slots = Array.from({ length: RING_SLOTS }, () => test.encoder.takeSlot(160, 90));
    expect(slots.every((slot) => slot !== undefined)).toBe(true);
    expect(test.encoder.pending).toBe(RING_SLOTS);
  });

  it('are none of a view that has ended', async () => {
    const { test } = await linkedThread();
    const asked = test.encoder.thumbnail();
    test.encoder.close();
    expect([await asked, await test.encoder.thumbnail()]).toEqual([undefined, undefined]);
  });
});
