/**
 * The way of one view's frames to whoever sees it: the frames since the last key frame, when there is another one, and
 * what the encoder is told of the paths. A scene has one view for all its viewers, or one for each of them; each viewer is
 * at one feed at a time.
 */
import type { HostData, Preference } from '@remote-view/protocol';
import { isDeepStrictEqual } from 'node:util';
import { bitrateFor } from '../encode/h264-options.ts';
import { hostNow } from '../host-clock.ts';
import type { KeyFrameRequest, RateRequest, VideoConfig } from '../link/messages.ts';
import { GopCache } from './gop-cache.ts';
import { KeyFrameThrottle, type KeyFrameReason } from './rtcp/key-frame-throttle.ts';
import { isWorthTelling, sharedPreference, sharedRate, type PictureRates, type ViewerRate } from './shared-rate.ts';
import type { StreamFrame } from './stream-frame.ts';

/** A viewer, as far as the frames it gets are concerned. */
export interface FeedPeer extends ViewerRate {
  readonly preference: Preference;
  send(data: HostData): void;
  sendFrame(frame: StreamFrame): void;
  /** Gives it nothing before the next key frame. */
  skipFrame(): void;
  /** Frames up to now, from a key frame on. */
  catchUp(frames: readonly StreamFrame[]): void;
  /** @param bitrate that the encoder could use at most, bits per second */
  setUsefulBitrate(bitrate: number): void;
}

interface Told {
  readonly bitrate: number;
  readonly hold: boolean;
  readonly prefer: Preference;
}

const NOTHING_TOLD: Told = { bitrate: 0, hold: false, prefer: 'auto' };
const DEFAULT_BITRATE = 4_000_000;

export class Feed {
  /** Names the view to the encoder; nothing where it is the one that all viewers share. */
  readonly #name: { readonly view?: number };
  readonly #toEncoder: (message: KeyFrameRequest | RateRequest) => void;
  readonly #peers = new Set<FeedPeer>();
  /** Whose view it is, where it is not the one of all. */
  #owner: FeedPeer | undefined;
  readonly #throttle = new KeyFrameThrottle();
  readonly #gop = new GopCache<StreamFrame>();
  #config: VideoConfig | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** What the encoder knows. */
  #told = NOTHING_TOLD;
  #leftBehind: ReadonlySet<FeedPeer> = new Set();

  /** @param view 0 for the one that all viewers share */
  constructor(view: number, toEncoder: (message: KeyFrameRequest | RateRequest) => void) {
    this.#name = view === 0 ? {} : { view };
    this.#toEncoder = toEncoder;
  }

  /** Nobody sees it, and nothing is known to come of it. */
  get isUnused(): boolean {
    return this.#peers.size === 0 && this.#config === undefined;
  }

  /** The view was made for this viewer; whoever else sees it looks on. */
  isOf(peer: FeedPeer): boolean {
    return this.#owner === peer;
  }

  /** Bits per second that its pictures could use. */
  get usefulBitrate(): number {
    return pictureRates(this.#config).useful;
  }

  /** A viewer sees this view from now on. */
  add(peer: FeedPeer): void {
    this.#peers.add(peer);
    // Made while the transport is still being set up, so that it is there when that is done.
    if (this.#gop.frames === undefined) this.requestKeyFrame('join');
  }

  /** A viewer that saw another one sees this view from now on: from a key frame on, which may be here already. */
  take(peer: FeedPeer): void {
    // A scene gives a view to whom it is made for before anybody else looks on.
    if (this.#name.view !== undefined) this.#owner ??= peer;
    peer.skipFrame();
    peer.setUsefulBitrate(this.usefulBitrate);
    this.describe(peer);
    this.add(peer);
    this.catchUp(peer);
    this.updateRate();
  }

  remove(peer: FeedPeer): void {
    if (this.#peers.delete(peer)) this.updateRate();
  }

  /** Video can flow to this viewer. */
  catchUp(peer: FeedPeer): void {
    peer.catchUp(this.#gop.frames ?? []);
  }

  /** Says what the pictures are. */
  describe(peer: FeedPeer): void {
    if (this.#config !== undefined) peer.send(videoInfo(this.#config));
  }

  /** There is a new encoder, which knows nothing of its viewers' paths. */
  restart(): void {
    this.#gop.clear();
    this.#told = NOTHING_TOLD;
    this.updateRate();
  }

  /** Nothing comes of the view any more. */
  end(): void {
    this.#gop.clear();
    this.#config = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  sendFrame(frame: StreamFrame): void {
    this.#gop.push(frame);
    for (const peer of this.#peers) {
      if (!peer.ready && this.#leftBehind.has(peer)) peer.skipFrame();
      else peer.sendFrame(frame);
    }
  }

  configure(config: VideoConfig): void {
    const before = this.#config;
    this.#config = config;
    for (const peer of this.#peers) {
      peer.setUsefulBitrate(config.bitrate);
      // Only the bits that are useful may be others, and those are told by the peer.
      if (before === undefined || !isDeepStrictEqual(videoInfo(config), videoInfo(before)))
        peer.send(videoInfo(config));
    }
    this.updateRate();
  }

  /** Tells the encoder what its viewers' paths take, where that has changed. */
  updateRate(): void {
    const rates = pictureRates(this.#config);
    const { bitrate = rates.useful, hold, leftBehind } = sharedRate(this.#peers, rates);
    this.#leftBehind = leftBehind;
    const prefer = sharedPreference([...this.#peers].map(({ preference }) => preference));
    const told = this.#told;
    const same = hold === told.hold && prefer === told.prefer;
    if (same && !isWorthTelling(bitrate, told.bitrate)) return;
    this.#told = { bitrate, hold, prefer };
    this.#toEncoder({ type: 'rate', ...this.#name, bitrate: Math.round(bitrate), hold, prefer });
  }

  requestKeyFrame(reason: KeyFrameReason): void {
    if (this.#throttle.request(reason, hostNow())) this.#toEncoder({ type: 'key-frame', ...this.#name });
    else this.#scheduleThrottle();
  }

  #scheduleThrottle(): void {
    const next = this.#throttle.nextTimeout();
    if (next === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        if (this.#throttle.handleTimeout(hostNow())) this.#toEncoder({ type: 'key-frame', ...this.#name });
        this.#scheduleThrottle();
      },
      Math.max(1, Math.ceil(next.at - hostNow())),
    );
  }
}

function pictureRates(config: VideoConfig | undefined): PictureRates {
  if (config === undefined) return { useful: DEFAULT_BITRATE, ordinary: DEFAULT_BITRATE };
  return { useful: config.bitrate, ordinary: bitrateFor(config.width * config.height, config.fps) };
}

function videoInfo({ width, height, fps, adapter, software, encoder }: VideoConfig): HostData {
  return { type: 'video', width, height, fps, adapter, software, encoder };
}
