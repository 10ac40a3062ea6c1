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
  type SessionRules,
} from '@remote-view/protocol';
import { randomInt } from 'node:crypto';
import type { Static } from 'typebox';
import type { FromStreamProcess, StreamSettings, ToStream } from '../agent/child-messages.ts';
import { NAL, nalType, parseSps, profileLevelId } from '../encode/h264.ts';
import { hostNow } from '../host-clock.ts';
import type { FileToScene } from '../link/file-messages.ts';
import type { LinkSocket } from '../link/link-socket.ts';
import type { FromScene, FromStream, VideoUnit } from '../link/messages.ts';
import { Attendance } from './control/attendance.ts';
import { SessionSound } from './audio/session-sound.ts';
import { FileBudget } from './files/file-budget.ts';
import { Feeds } from './feeds.ts';
import { PeerPath } from './peer-path.ts';
import { RelayPath } from './relay/relay-path.ts';
import { RtpClock } from './rtp/rtp-clock.ts';
import { toStreamFrame, type StreamFrame } from './stream-frame.ts';
import { ViewerPeer } from './viewer-peer.ts';
import type { OpenPath } from './viewer-path.ts';

export type SceneLink = LinkSocket<typeof FromScene, Static<typeof FromStream>>;

export interface SessionStreamOptions {
  readonly settings: StreamSettings;
  readonly rules: SessionRules;
  readonly tell: (message: FromStreamProcess) => void;
}

/** Who wants media: a signaling socket, its page, and what it calls this connection. */
type Wish = Pick<Extract<ToStream, { type: 'offer' }>, 'viewer' | 'page' | 'peer'>;

/** Application messages kept for the first viewer, and for each that is to get some alone; the oldest go first. */
const MAX_EARLY_MESSAGES = 32;
/** Peer connections at once; each is a few threads and sockets. */
const MAX_PEERS = 64;
/** How often it is looked for viewers that have fallen silent with something held down, ms. */
const SILENCE_CHECK = 250;
/** Viewers are numbered from 1. */
const ANYBODY = 0;

export class SessionStream {
  readonly #settings: StreamSettings;
  readonly #tell: (message: FromStreamProcess) => void;
  readonly #peers = new Map<number, ViewerPeer>();
  /** The newest of each page. */
  readonly #newest = new Map<string, ViewerPeer>();
  readonly #rtpClock = new RtpClock(randomInt(2 ** 32));
  readonly #sound: SessionSound;
  readonly #fileBudget = new FileBudget();
  readonly #attendance: Attendance;
  readonly #feeds = new Feeds<ViewerPeer>((message) => this.#video?.send(message));
  readonly #second: NodeJS.Timeout;
  readonly #silence: NodeJS.Timeout;
  #generation = 0;
  #control: SceneLink | undefined;
  #video: SceneLink | undefined;
  #status: HostData | undefined;
  /** By viewer; under {@link ANYBODY} those for all. */
  readonly #early = new Map<number, Uint8Array[]>();
  /** The size that each viewer asked for, the newest last. */
  readonly #resizes = new Map<number, Uint8Array>();
  #nextPeer = 1;
  #profileWarned = false;

  constructor({ settings, rules, tell }: SessionStreamOptions) {
    this.#settings = settings;
    this.#tell = tell;
    this.#sound = new SessionSound({
      frame: (frame) => this.#peers.forEach((peer) => peer.sendSound(frame)),
      tellScene: (message, body) => this.#control?.send(message, body),
      warn: (text) => this.#log('warn', text),
    });
    this.#attendance = new Attendance(rules, {
      tell: (viewer, data) => this.#peers.get(viewer)?.send(data),
      role: (viewer, role) => this.#control?.send({ type: 'role', viewer, role }),
      abandoned: () => tell({ type: 'abandoned' }),
    });
    this.#second = setInterval(() => this.#everySecond(), 1_000);
    this.#silence = setInterval(() => this.#letGoOfSilent(), SILENCE_CHECK);
  }

  get generation(): number {
    return this.#generation;
  }

  /** Scene processes before this one are not listened to any more. */
  setGeneration(generation: number): void {
    this.#generation = generation;
    for (const peer of this.#peers.values()) peer.files.sceneReplaced();
    this.#control?.close();
    this.#video?.close();
    this.#control = undefined;
    this.#video = undefined;
    this.#feeds.reset();
  }

  attachControl(link: SceneLink): void {
    this.#control = link;
    this.#sound.restart();
    // A fresh scene knows nothing of its viewers.
    for (const viewer of this.#peers.keys()) link.send({ type: 'joined', viewer });
    this.#attendance.introduce();
    for (const [viewer, bytes] of this.#resizes) this.#forward(viewer, 'events', bytes, hostNow());
    this.#reportViewers();
  }

  attachVideo(link: SceneLink): void {
    this.#video = link;
    this.#feeds.restart();
  }

  /** Messages of the scene process of the current generation. */
  receive(message: Static<typeof FromScene>, body: Uint8Array): void {
    switch (message.type) {
      case 'video':
        this.#sendFrame(message, body);
        return;
      case 'config':
        this.#feeds.of(message.view)?.configure(message);
        return;
      case 'message':
        this.#sendMessage(message.viewer, body);
        return;
      case 'watch':
        this.#watch(message);
        return;
      case 'view-end':
        this.#feeds.end(message.view);
        return;
      case 'open-sound':
        this.#sound.open();
        return;
      case 'sound':
        this.#sound.played(message, body);
        return;
      case 'want-microphones':
        this.#sound.wantMicrophones();
        return;
      case 'file-read':
      case 'file-taken':
      case 'file-refused':
        this.#peers.get(message.viewer)?.files.fromScene(message);
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
  offer({ viewer, page, peer, sdp, address }: Extract<ToStream, { type: 'offer' }>): void {
    const answer = (text: string): void => this.#tell({ type: 'answer', viewer, peer, sdp: text });
    const options = { offer: sdp, address, settings: this.#settings, answer };
    this.#admit({ viewer, page, peer }, (handlers) => new PeerPath(options, handlers));
  }

  /** Reaches a viewer over the gateway. */
  relay({ viewer, page, peer, url, ticket }: Extract<ToStream, { type: 'relay' }>): void {
    const refused = (error: RemoteViewError): void => this.#refuse(viewer, peer, error);
    this.#admit({ viewer, page, peer }, (handlers) => new RelayPath({ url, ticket, refused }, handlers));
  }

  #admit({ viewer, page, peer: id }: Wish, openPath: OpenPath): void {
    // Who asks again has given up what was under way; as a viewer that never comes it would keep others from their place.
    const before = this.#newest.get(page);
    if (before?.isConnected === false) before.close();
    const number = this.#nextPeer++;
    if (this.#peers.size >= MAX_PEERS) {
      this.#refuse(viewer, id, new RemoteViewError('no-capacity', 'The session has as many viewers as it can take.'));
      return;
    }
    try {
      const peer: ViewerPeer = new ViewerPeer(
        {
          number,
          usefulBitrate: this.#feeds.usefulBitrate,
          fileBudget: this.#fileBudget,
          openPath,
        },
        {
          connected: () => this.#feeds.at(peer).catchUp(peer),
          eventsOpen: () => this.#welcome(peer),
          input: (channel, data, bytes, receivedAt) => {
            if (data.type === 'resize') this.#resized(number, bytes);
            if (this.#attendance.admits(number, data, receivedAt)) this.#forward(number, channel, bytes, receivedAt);
          },
          presence: (data) => this.#attendance.take(number, data, hostNow()),
          file: (message, bytes) => this.#file(peer, message, bytes),
          spoken: (packet) => {
            if (this.#attendance.mayAct(number)) this.#sound.spoken(number, packet);
          },
          keyFrame: (reason) => this.#feeds.at(peer).requestKeyFrame(reason),
          rateChanged: () => this.#feeds.at(peer).updateRate(),
          closed: (error) => this.#peerClosed(peer, error),
          fault: (error) => this.#log('warn', `a callback failed: ${error.stack ?? error.message}`),
        },
      );
      this.#peers.set(number, peer);
      this.#newest.set(page, peer);
      this.#control?.send({ type: 'joined', viewer: number });
      this.#attendance.joined(number, page, hostNow());
      this.#reportViewers();
      this.#feeds.join(peer);
    } catch (thrown) {
      this.#refuse(viewer, id, RemoteViewError.from(thrown, 'peer-failed'));
    }
  }

  #refuse(viewer: string, peer: string, { code, message }: RemoteViewError): void {
    this.#tell({ type: 'viewer-error', viewer, peer, code, message });
  }

  close(): void {
    this.#sound.close();
    clearInterval(this.#second);
    clearInterval(this.#silence);
    for (const peer of [...this.#peers.values()]) peer.close();
    this.setGeneration(this.#generation);
    this.#feeds.close();
  }

  #sendFrame(unit: VideoUnit, body: Uint8Array): void {
    const frame = toStreamFrame(unit, body, this.#rtpClock.timestamp(unit.startedAt), hostNow());
    if (frame.keyFrame) this.#checkProfile(frame);
    this.#feeds.of(unit.view)?.sendFrame(frame);
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

  #watch({ viewer, view }: Extract<FromScene, { type: 'watch' }>): void {
    const peer = this.#peers.get(viewer);
    if (peer !== undefined) this.#feeds.watch(peer, view);
  }

  /** @param viewer whom alone it is for; undefined for all */
  #sendMessage(viewer: number | undefined, body: Uint8Array): void {
    if (body.length > LIMITS.eventsBytes) return;
    const peers = [...this.#peers.values()].filter(({ number }) => number === (viewer ?? number));
    if (peers.some(({ listens }) => listens)) for (const peer of peers) peer.sendEncoded(body);
    else if (viewer === undefined || peers.length > 0) this.#keep(viewer ?? ANYBODY, body);
  }

  #keep(viewer: number, body: Uint8Array): void {
    const kept = this.#early.get(viewer) ?? [];
    this.#early.set(viewer, kept);
    kept.push(body);
    if (kept.length > MAX_EARLY_MESSAGES) kept.shift();
  }

  #welcome(peer: ViewerPeer): void {
    if (this.#status !== undefined) peer.send(this.#status);
    this.#attendance.listens(peer.number, hostNow());
    this.#feeds.at(peer).describe(peer);
    for (const viewer of [ANYBODY, peer.number]) {
      for (const bytes of this.#early.get(viewer) ?? []) peer.sendEncoded(bytes);
      this.#early.delete(viewer);
    }
  }

  /** @returns false where no scene reads it */
  #file(peer: ViewerPeer, message: FileToScene, bytes?: Uint8Array): boolean {
    if (message.type !== 'file-offered' || this.#attendance.mayAct(peer.number)) {
      return this.#control?.send(message, bytes) ?? false;
    }
    const { viewer, file } = message;
    const refused = { type: 'file-refused', viewer, file } as const;
    peer.files.fromScene({ ...refused, code: 'control-refused', text: 'Ask for control of the scene to send files.' });
    return true;
  }

  #forward(viewer: number, channel: string, bytes: Uint8Array, receivedAt: Millis): void {
    this.#control?.send({ type: 'input', viewer, channel, receivedAt }, bytes);
  }

  #resized(viewer: number, bytes: Uint8Array): void {
    this.#resizes.delete(viewer);
    this.#resizes.set(viewer, bytes);
  }

  #peerClosed(peer: ViewerPeer, error: RemoteViewError | undefined): void {
    const { number } = peer;
    this.#peers.delete(number);
    for (const [page, newest] of this.#newest) if (newest === peer) this.#newest.delete(page);
    this.#feeds.leave(peer);
    this.#early.delete(number);
    this.#resizes.delete(number);
    this.#control?.send({ type: 'gone', viewer: number });
    this.#attendance.left(number, hostNow());
    this.#sound.gone(number);
    if (error !== undefined) this.#log('info', `a viewer left: ${error.message}`);
    this.#reportViewers();
  }

  #reportViewers(): void {
    this.#tell({ type: 'viewers', count: this.#peers.size });
    this.#control?.send({ type: 'viewers', count: this.#peers.size });
  }

  #everySecond(): void {
    const now = hostNow();
    this.#attendance.everySecond(now);
    const video = this.#rtpClock.timestamp(now);
    const times = { wallClockMs: Date.now(), video, sound: this.#sound.rtpTimestamp(now) };
    for (const peer of [...this.#peers.values()]) {
      peer.everySecond(now);
      peer.report(times);
    }
  }

  #letGoOfSilent(): void {
    const now = hostNow();
    for (const peer of [...this.#peers.values()]) peer.letGoIfSilent(now);
  }

  #log(level: 'info' | 'warn', text: string): void {
    this.#tell({ type: 'log', level, text: text.slice(0, 4_096) });
  }
}
