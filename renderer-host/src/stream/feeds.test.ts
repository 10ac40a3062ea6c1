import type { HostData, Preference } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import type { KeyFrameRequest, RateRequest, VideoConfig } from '../link/messages.ts';
import type { FeedPeer } from './feed.ts';
import { Feeds } from './feeds.ts';
import type { StreamFrame } from './stream-frame.ts';

/** A viewer that takes what it is given. */
class Viewer implements FeedPeer {
  target = 2e6;
  ready = true;
  preference: Preference = 'auto';
  useful = 0;
  waits = false;
  readonly heard: HostData[] = [];
  readonly frames: number[] = [];

  send(data: HostData): void {
    this.heard.push(data);
  }

  sendFrame({ number, keyFrame }: StreamFrame): void {
    if (this.waits && !keyFrame) return;
    this.waits = false;
    this.frames.push(number);
  }

  skipFrame(): void {
    this.waits = true;
  }

  catchUp(frames: readonly StreamFrame[]): void {
    for (const frame of frames) this.sendFrame(frame);
  }

  setUsefulBitrate(bitrate: number): void {
    this.useful = bitrate;
  }
}

function frame(number: number, keyFrame = false): StreamFrame {
  const none = { nals: [], rtpTimestamp: number, inputs: new Map(), startedAt: 0, receivedAt: 0, stages: [] };
  return { number, keyFrame, bytes: 1_000, ...none };
}

function config(bitrate: number): VideoConfig {
  const picture = { width: 640, height: 360, fps: 30, bitrate };
  return { type: 'config', ...picture, encoder: 'libx264', adapter: 'a test', software: true };
}

function setUp() {
  const told: (KeyFrameRequest | RateRequest)[] = [];
  const feeds = new Feeds<Viewer>((message) => told.push(message));
  return { feeds, told };
}

describe('Feeds', () => {
  it('gives everybody the shared view, until the scene says otherwise', () => {
    const { feeds, told } = setUp();
    const viewers = [new Viewer(), new Viewer()];
    for (const viewer of viewers) feeds.join(viewer);
    feeds.of(undefined)?.sendFrame(frame(1, true));
    expect(viewers.map(({ frames }) => frames)).toEqual([[1], [1]]);
    // As always: the one that all share has no name.
    expect(told.every((message) => !('view' in message))).toBe(true);
  });

  it('gives each viewer the frames of the view it watches, whichever of word and frames comes first', () => {
    const { feeds } = setUp();
    const [early, late] = [new Viewer(), new Viewer()];
    for (const viewer of [early, late]) feeds.join(viewer);
    feeds.watch(early, 1);
    feeds.of(1)?.sendFrame(frame(1, true));
    feeds.of(2)?.sendFrame(frame(2, true));
    feeds.of(2)?.sendFrame(frame(3));
    feeds.watch(late, 2);
    feeds.of(1)?.sendFrame(frame(4));
    expect([early.frames, late.frames]).toEqual([
      [1, 4],
      [2, 3],
    ]);
  });

  it('begins another view with a key frame, and asks for one where there is none', () => {
    const { feeds, told } = setUp();
    const viewer = new Viewer();
    feeds.join(viewer);
    feeds.watch(viewer, 5);
    expect(told).toContainEqual({ type: 'key-frame', view: 5 });
    feeds.of(5)?.sendFrame(frame(1));
    feeds.of(5)?.sendFrame(frame(2, true));
    expect(viewer.frames).toEqual([2]);
  });

  it('tells each encoder what the paths of its own viewers take', () => {
    const { feeds, told } = setUp();
    const [slow, fast] = [new Viewer(), new Viewer()];
    slow.target = 300_000;
    for (const [index, viewer] of [slow, fast].entries()) {
      feeds.join(viewer);
      feeds.of(index + 1)?.configure(config(1e6));
      feeds.watch(viewer, index + 1);
    }
    slow.ready = false;
    feeds.at(slow).updateRate();
    const last = (view: number) => told.findLast((message) => message.type === 'rate' && message.view === view);
    expect(last(1)).toMatchObject({ bitrate: 300_000, hold: true });
    expect(last(2)).toMatchObject({ bitrate: 1e6, hold: false });
    expect([slow.useful, fast.useful]).toEqual([1e6, 1e6]);
  });

  it('says what the pictures of its view are to who comes to it', () => {
    const { feeds } = setUp();
    const viewer = new Viewer();
    feeds.join(viewer);
    feeds.of(3)?.configure(config(1e6));
    feeds.watch(viewer, 3);
    expect(viewer.heard).toMatchObject([{ type: 'video', width: 640, height: 360 }]);
  });

  it('has everybody back at the shared view when the scene is replaced', () => {
    const { feeds } = setUp();
    const viewer = new Viewer();
    feeds.join(viewer);
    feeds.watch(viewer, 1);
    feeds.of(1)?.sendFrame(frame(1, true));
    feeds.reset();
    feeds.of(1)?.sendFrame(frame(2, true));
    feeds.of(undefined)?.sendFrame(frame(3));
    feeds.of(undefined)?.sendFrame(frame(4, true));
    expect(viewer.frames).toEqual([1, 4]);
  });

  it('forgets a view that has ended once nobody watches it', () => {
    const { feeds } = setUp();
    const viewer = new Viewer();
    feeds.join(viewer);
    const feed = feeds.of(1);
    feed?.configure(config(1e6));
    feeds.watch(viewer, 1);
    feeds.end(1);
    expect(feeds.of(1)).toBe(feed);
    feeds.watch(viewer, 2);
    expect(feeds.of(1)).not.toBe(feed);
  });

  it('drops what a scene names beyond a bound, and goes on with what there is', () => {
    const { feeds } = setUp();
    const viewer = new Viewer();
    feeds.join(viewer);
    for (let view = 1; view < 1_000; view++) feeds.of(view)?.configure(config(1e6));
    expect(feeds.of(999)).toBeUndefined();
    feeds.watch(viewer, 999);
    feeds.of(undefined)?.sendFrame(frame(1, true));
    expect(viewer.frames).toEqual([1]);
  });

  it('knows whose view a view is, and that the one of all is nobody’s', () => {
    const { feeds } = setUp();
    const [owner, onlooker] = [new Viewer(), new Viewer()];
    for (const viewer of [owner, onlooker]) feeds.join(viewer);
    expect(feeds.hasOwnView(owner)).toBe(false);
    feeds.watch(owner, 4);
    feeds.watch(onlooker, 4);
    expect([owner, onlooker].map((viewer) => feeds.hasOwnView(viewer))).toEqual([true, false]);
    feeds.watch(onlooker, 5);
    expect(feeds.hasOwnView(onlooker)).toBe(true);
    feeds.reset();
    expect([owner, onlooker].map((viewer) => feeds.hasOwnView(viewer))).toEqual([false, false]);
  });
});
