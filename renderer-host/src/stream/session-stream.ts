/**
 * A session's stream: the scene's encoded frames to every viewer, every viewer's input to the scene.
 *
 * It outlives the scene process: when that is replaced, viewers stay connected, keep the last picture, and get the new
 * one's first key frame on the same RTP stream. Only the current generation of scene processes is listened to.
 */
import {
  isErrorCode,
  LIMITS,
  RemoteViewError,
  SCENE_STATES,
  type HostData,
  type Millis,
  type Preference,
} from '@remote-view/protocol';
import { randomInt } from 'node:crypto';
import type { Static } from 'typebox';
import type { FromStreamProcess, StreamSettings, ToStream } from '../agent/child-messages.ts';
import { NAL, nalType, parseSps, profileLevelId } from '../encode/h264.ts';
import { hostNow } from '../host-clock.ts';
import type { LinkSocket } from '../link/link-socket.ts';
import type { FromScene, FromStream, VideoConfig, VideoUnit } from '../link/messages.ts';
import { GopCache } from './gop-cache.ts';
import { KeyFrameThrottle, type KeyFrameReason } from './rtcp/key-frame-throttle.ts';
import { RtpClock } from './rtp/rtp-clock.ts';
import { isWorthTelling, sharedPreference, sharedRate } from './shared-rate.ts';
import { toStreamFrame, type StreamFrame } from './stream-frame.ts';
import { ViewerPeer } from './viewer-peer.ts';

export type SceneLink = LinkSocket<typeof FromScene, Static<typeof FromStream>>;

interface Told {
  readonly bitrate: number;
  readonly hold: boolean;
  readonly prefer: Preference;
}

const NOTHING_TOLD: Told = { bitrate: 0, hold: false, prefer: 'auto' };

export interface SessionStreamOptions {
  readonly settings: StreamSettings;
  readonly tell: (message: FromStreamProcess) => void;
}

/** Application messages kept for the first viewer; the oldest go first. */
const MAX_EARLY_MESSAGES = 32;
/** Peer connections at once; each is a few threads and sockets. */
const MAX_PEERS = 64;
const DEFAULT_BITRATE = 4_000_000;

export class SessionStream {
  readonly #settings: StreamSettings;
  readonly #tell: (message: FromStreamProcess) => void;
  readonly #peers = new Map<number, ViewerPeer>();
  readonly #rtpClock = new RtpClock(randomInt(2 ** 32));
  readonly #throttle = new KeyFrameThrottle();
  readonly #gop = new GopCache<StreamFrame>();
  readonly #second: NodeJS.Timeout;
  #generation = 0;
  #control: SceneLink | undefined;
  #video: SceneLink | undefined;
  #config: VideoConfig | undefined;
  #status: HostData | undefined;
  readonly #early: Uint8Array[] = [];
  #resize: { readonly number: number; readonly bytes: Uint8Array } | undefined;
  #throttleTimer: NodeJS.Timeout | undefined;
  /** What the encoder knows. */
  #told: Told = NOTHING_TOLD;
  #leftBehind: ReadonlySet<ViewerPeer> = new Set();
  #nextPeer = 1;
  #profileWarned = false;

  constructor({ settings, tell }: SessionStreamOptions) {
    this.#settings = settings;
    this.#tell = tell;
    this.#second = setInterval(() => this.#everySecond(), 1_000);
  }

  get generation(): number {
    return this.#generation;
  }

  /** Scene processes before this one are not listened to any more. */
  setGeneration(generation: number): void {
    this.#generation = generation;
    this.#control?.close();
    this.#video?.close();
    this.#control = undefined;
    this.#video = undefined;
  }

  attachControl(link: SceneLink): void {
    this.#control = link;
    // A fresh scene knows nothing of its viewers.
    if (this.#resize !== undefined) this.#forward(this.#resize.number, 'events', this.#resize.bytes, hostNow());
    this.#reportViewers();
  }

  attachVideo(link: SceneLink): void {
    this.#video = link;
    this.#gop.clear();
    // A new encoder knows nothing of its viewers' paths.
    this.#told = NOTHING_TOLD;
    this.#updateRate();
  }

  /** Messages of the scene process of the current generation. */
  receive(message: Static<typeof FromScene>, body: Uint8Array): void {
    switch (message.type) {
      case 'video':
        this.#sendFrame(message, body);
        return;
      case 'config':
        this.#configure(message);
        return;
      case 'message':
        this.#sendMessage(body);
        return;
      case 'hello':
        return;
      default:
        message satisfies never;
    }
  }

  setStatus({ state, code, text }: Extract<ToStream, { type: 'scene-status' }>): void {
    const known = SCENE_STATES.find((candidate) => candidate === state) ?? 'failed';
    this.#status = { type: 'scene', state: known, code: isErrorCode(code) ? code : null, text };
    for (const peer of this.#peers.values()) peer.send(this.#status);
  }

  /** Takes a viewer's offer; the answer or the refusal goes to the agent. */
  offer({ viewer, peer: id, sdp, address }: Extract<ToStream, { type: 'offer' }>): void {
    const number = this.#nextPeer++;
    const refuse = (error: RemoteViewError): void => {
      this.#tell({ type: 'viewer-error', viewer, peer: id, code: error.code, message: error.message });
    };
    if (this.#peers.size >= MAX_PEERS) {
      refuse(new RemoteViewError('no-capacity', 'The session has as many viewers as it can take.'));
      return;
    }
    try {
      const peer: ViewerPeer = new ViewerPeer(
        {
          number,
          offer: sdp,
          address,
          profileLevelId: this.#settings.profileLevelId,
          usefulBitrate: this.#config?.bitrate ?? DEFAULT_BITRATE,
          settings: this.#settings,
        },
        {
          answer: (answer) => this.#tell({ type: 'answer', viewer, peer: id, sdp: answer }),
          connected: () => peer.catchUp(this.#gop.frames ?? []),
          eventsOpen: () => this.#welcome(peer),
          input: (channel, data, bytes, receivedAt) => {
            if (data.type === 'resize') this.#resize = { number, bytes };
            this.#forward(number, channel, bytes, receivedAt);
          },
          keyFrame: (reason) => this.#requestKeyFrame(reason),
          rateChanged: () => this.#updateRate(),
          closed: (error) => this.#peerClosed(number, error),
          fault: (error) => this.#log('warn', `a callback failed: ${error.stack ?? error.message}`),
        },
      );
      this.#peers.set(number, peer);
      this.#reportViewers();
      // Made while the transport is still being set up, so that it is there when that is done.
      if (this.#gop.frames === undefined) this.#requestKeyFrame('join');
    } catch (thrown) {
      refuse(RemoteViewError.from(thrown, 'peer-failed'));
    }
  }

  close(): void {
    clearInterval(this.#second);
    clearTimeout(this.#throttleTimer);
    for (const peer of [...this.#peers.values()]) peer.close();
    this.setGeneration(this.#generation);
  }

  #sendFrame(unit: VideoUnit, body: Uint8Array): void {
    const frame = toStreamFrame(unit, body, this.#rtpClock.timestamp(unit.startedAt), hostNow());
    if (frame.keyFrame) this.#checkProfile(frame);
    this.#gop.push(frame);
    for (const peer of this.#peers.values()) {
      if (!peer.ready && this.#leftBehind.has(peer)) peer.skipFrame();
      else peer.sendFrame(frame);
    }
  }

  /** Safari shows black where the stream's profile is not the one in the SDP: say so, once. */
  #checkProfile({ nals }: StreamFrame): void {
    const sps = nals.find((nal) => nalType(nal) === NAL.sps);
    if (sps === undefined || this.#profileWarned) return;
    const actual = profileLevelId(parseSps(sps));
    if (actual === this.#settings.profileLevelId) return;
    this.#profileWarned = true;
    this.#log('warn', `the encoder makes profile-level-id ${actual}, negotiated was ${this.#settings.profileLevelId}`);
  }

  #configure(config: VideoConfig): void {
    this.#config = config;
    for (const peer of this.#peers.values()) {
      peer.setUsefulBitrate(config.bitrate);
      peer.send(videoInfo(config));
    }
  }

  /** Tells the encoder what its viewers' paths take, where that has changed. */
  #updateRate(): void {
    const useful = this.#config?.bitrate ?? DEFAULT_BITRATE;
    const { bitrate = useful, hold, leftBehind } = sharedRate(this.#peers.values(), useful);
    this.#leftBehind = leftBehind;
    const prefer = sharedPreference([...this.#peers.values()].map(({ preference }) => preference));
    const told = this.#told;
    const same = hold === told.hold && prefer === told.prefer;
    if (same && !isWorthTelling(bitrate, told.bitrate)) return;
    this.#told = { bitrate, hold, prefer };
    this.#video?.send({ type: 'rate', bitrate: Math.round(bitrate), hold, prefer });
  }

  #sendMessage(body: Uint8Array): void {
    if (body.length > LIMITS.eventsBytes) return;
    if (![...this.#peers.values()].some((peer) => peer.listens)) {
      this.#early.push(body);
      if (this.#early.length > MAX_EARLY_MESSAGES) this.#early.shift();
      return;
    }
    for (const peer of this.#peers.values()) peer.sendEncoded(body);
  }

  #welcome(peer: ViewerPeer): void {
    if (this.#status !== undefined) peer.send(this.#status);
    if (this.#config !== undefined) peer.send(videoInfo(this.#config));
    for (const bytes of this.#early.splice(0)) peer.sendEncoded(bytes);
  }

  #forward(viewer: number, channel: string, bytes: Uint8Array, receivedAt: Millis): void {
    this.#control?.send({ type: 'input', viewer, channel, receivedAt }, bytes);
  }

  #requestKeyFrame(reason: KeyFrameReason): void {
    if (this.#throttle.request(reason, hostNow())) this.#video?.send({ type: 'key-frame' });
    else this.#scheduleThrottle();
  }

  #scheduleThrottle(): void {
    const next = this.#throttle.nextTimeout();
    if (next === undefined || this.#throttleTimer !== undefined) return;
    this.#throttleTimer = setTimeout(
      () => {
        this.#throttleTimer = undefined;
        if (this.#throttle.handleTimeout(hostNow())) this.#video?.send({ type: 'key-frame' });
        this.#scheduleThrottle();
      },
      Math.max(1, Math.ceil(next.at - hostNow())),
    );
  }

  #peerClosed(number: number, error: RemoteViewError | undefined): void {
    this.#peers.delete(number);
    this.#control?.send({ type: 'gone', viewer: number });
    if (error !== undefined) this.#log('info', `a viewer left: ${error.message}`);
    this.#reportViewers();
  }

  #reportViewers(): void {
    this.#tell({ type: 'viewers', count: this.#peers.size });
    this.#control?.send({ type: 'viewers', count: this.#peers.size });
  }

  #everySecond(): void {
    const now = hostNow();
    const rtpTimestamp = this.#rtpClock.timestamp(now);
    const wallClockMs = Date.now();
    for (const peer of [...this.#peers.values()]) {
      peer.everySecond(now);
      peer.sendReport(wallClockMs, rtpTimestamp);
    }
  }

  #log(level: 'info' | 'warn', text: string): void {
    this.#tell({ type: 'log', level, text: text.slice(0, 4_096) });
  }
}

function videoInfo({ width, height, fps, adapter, software, encoder }: VideoConfig): HostData {
  return { type: 'video', width, height, fps, adapter, software, encoder };
}
