/**
 * A session's stream: the scene's encoded frames to every viewer, every viewer's input to the scene.
 *
 * It outlives the scene process: when that is replaced, viewers stay connected, keep the last picture, and get the new
 * one's first key frame on the same RTP stream. Only the current generation of scene processes is listened to.
 */
import {
  encodeViewerData,
  isErrorCode,
  LIMITS,
  RemoteViewError,
  SCENE_STATES,
  type ErrorCode,
  type HostData,
  type Millis,
  type SessionRules,
  type ViewerData,
} from '@remote-view/protocol';
import { randomInt } from 'node:crypto';
import type { Static } from 'typebox';
import { isOver } from '../access/grant.ts';
import type { FromStreamProcess, StreamSettings, ToStream } from '../agent/child-messages.ts';
import { NAL, nalType, parseSps, profileLevelId } from '../encode/h264.ts';
import { hostNow } from '../host-clock.ts';
import type { FileToScene } from '../link/file-messages.ts';
import type { LinkSocket } from '../link/link-socket.ts';
import type { FromScene, FromStream, VideoUnit } from '../link/messages.ts';
import type { ViewerJoined } from '../link/view-messages.ts';
import { Attendance } from './control/attendance.ts';
import { SessionSound } from './audio/session-sound.ts';
import { EarlyMessages } from './early-messages.ts';
import { FileBudget } from './files/file-budget.ts';
import { Feeds } from './feeds.ts';
import { Outlooks } from './outlooks.ts';
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

/** Who wants media: a signaling socket, its page, what it calls this connection, and what it may do there. */
type Wish = Pick<Extract<ToStream, { type: 'offer' }>, 'viewer' | 'page' | 'peer' | 'grant'>;

/** Peer connections at once; each is a few threads and sockets. */
const MAX_PEERS = 64;
/** How often it is looked for viewers that have fallen silent with something held down, ms. */
const SILENCE_CHECK = 250;
/** Tells the scene that a viewer listens, and nothing else. */
const HERE = encodeViewerData({ type: 'ping', token: 0 });

export class SessionStream {
  readonly #settings: StreamSettings;
  readonly #tell: (message: FromStreamProcess) => void;
  readonly #peers = new Map<number, ViewerPeer>();
  /** As whom each came. */
  readonly #wishes = new Map<ViewerPeer, Wish>();
  readonly #newestOfPage = new Map<string, ViewerPeer>();
  /** By signaling socket. */
  readonly #newestOfViewer = new Map<string, ViewerPeer>();
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
  readonly #early = new EarlyMessages();
  readonly #outlooks = new Outlooks();
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
    for (const peer of this.#peers.values()) link.send(joining(peer));
    this.#attendance.introduce();
    for (const peer of this.#peers.values()) this.#introduce(peer);
    this.#tellOutlooks((peer) => this.#shapes(peer));
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
  offer(offer: Extract<ToStream, { type: 'offer' }>): void {
    const { viewer, page, peer, grant, sdp, address } = offer;
    const answer = (text: string): void => this.#tell({ type: 'answer', viewer, peer, sdp: text });
    const options = { offer: sdp, address, settings: this.#settings, answer };
    this.#admit({ viewer, page, peer, grant }, (handlers) => new PeerPath(options, handlers));
  }

  /** Reaches a viewer over the gateway. */
  relay(relay: Extract<ToStream, { type: 'relay' }>): void {
    const { viewer, page, peer, grant, url, ticket } = relay;
    const wish = { viewer, page, peer, grant };
    const refused = (error: RemoteViewError): void => this.#refuse(wish, error);
    this.#admit(wish, (handlers) => new RelayPath({ url, ticket, refused }, handlers));
  }

  /** Ends all that the viewer of this signaling socket has. */
  endViewer(viewer: string): void {
    for (const [peer, wish] of [...this.#wishes]) if (wish.viewer === viewer) peer.close();
  }

  #admit(wish: Wish, openPath: OpenPath): void {
    const { viewer, page } = wish;
    // What ends while another takes its place is not over.
    const earlier = this.#newestOfViewer.get(viewer);
    this.#newestOfViewer.delete(viewer);
    // Who asks again has given up what was under way; as a viewer that never comes it would keep others from their place.
    const before = this.#newestOfPage.get(page);
    if (before?.isConnected === false) before.close();
    try {
      if (isOver(wish.grant, Date.now())) throw expired();
      if (this.#peers.size >= MAX_PEERS) {
        throw new RemoteViewError('no-capacity', 'The session has as many viewers as it can take.');
      }
      const peer = this.#open(wish, openPath);
      this.#newestOfPage.set(page, peer);
      this.#newestOfViewer.set(viewer, peer);
    } catch (thrown) {
      this.#refuse(wish, RemoteViewError.from(thrown, 'peer-failed'));
      if (earlier === undefined) return;
      if (this.#wishes.has(earlier)) this.#newestOfViewer.set(viewer, earlier);
      else this.#tell({ type: 'viewer-gone', viewer });
    }
  }

  /** @throws RemoteViewError what opening the path throws */
  #open(wish: Wish, openPath: OpenPath): ViewerPeer {
    const number = this.#nextPeer++;
    const { grant, page } = wish;
    const { usefulBitrate } = this.#feeds;
    const peer: ViewerPeer = new ViewerPeer(
      { number, grant, usefulBitrate, fileBudget: this.#fileBudget, openPath },
      {
        connected: () => this.#feeds.at(peer).catchUp(peer),
        eventsOpen: () => this.#welcome(peer),
        shapesPicture: () => this.#shapes(peer),
        input: (channel, data, bytes, receivedAt) => this.#input(peer, channel, data, bytes, receivedAt),
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
    this.#wishes.set(peer, wish);
    this.#control?.send(joining(peer));
    this.#attendance.joined(number, page, peer.role === 'spectator', hostNow());
    this.#reportViewers();
    this.#feeds.join(peer);
    return peer;
  }

  #refuse({ viewer, peer }: Wish, { code, message }: RemoteViewError): void {
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
    if (peer === undefined) return;
    const shaped = this.#shapes(peer);
    this.#feeds.watch(peer, view);
    if (!shaped && this.#shapes(peer)) this.#tellOutlooks((other) => other === peer);
  }

  #tellOutlooks(of: (peer: ViewerPeer) => boolean): void {
    for (const { viewer, bytes } of this.#outlooks.all) {
      const peer = this.#peers.get(viewer);
      if (peer !== undefined && of(peer)) this.#forward(viewer, 'events', bytes, hostNow());
    }
  }

  /** @param viewer whom alone it is for; undefined for all */
  #sendMessage(viewer: number | undefined, body: Uint8Array): void {
    if (body.length > LIMITS.eventsBytes) return;
    const peers = [...this.#peers.values()].filter(({ number }) => number === (viewer ?? number));
    if (peers.some(({ listens }) => listens)) for (const peer of peers) peer.sendEncoded(body);
    else if (viewer === undefined || peers.length > 0) this.#early.keep(viewer, body);
  }

  #welcome(peer: ViewerPeer): void {
    if (this.#status !== undefined) peer.send(this.#status);
    this.#attendance.listens(peer.number, hostNow());
    this.#feeds.at(peer).describe(peer);
    this.#introduce(peer);
    for (const bytes of this.#early.take(peer.number)) peer.sendEncoded(bytes);
  }

  /** @returns false where no scene reads it */
  #file(peer: ViewerPeer, message: FileToScene, bytes?: Uint8Array): boolean {
    const refusal = message.type === 'file-offered' ? this.#refusalOfFiles(peer) : undefined;
    if (refusal === undefined) return this.#control?.send(message, bytes) ?? false;
    const { viewer, file } = message;
    peer.files.fromScene({ type: 'file-refused', viewer, file, ...refusal });
    return true;
  }

  #refusalOfFiles(peer: ViewerPeer): { readonly code: ErrorCode; readonly text: string } | undefined {
    if (!peer.permits('files')) return { code: 'forbidden', text: 'The session token does not allow files.' };
    if (this.#attendance.mayAct(peer.number)) return undefined;
    return { code: 'control-refused', text: 'Ask for control of the scene to send files.' };
  }

  /** What a viewer says that its rights cover. */
  #input(peer: ViewerPeer, channel: string, data: ViewerData, bytes: Uint8Array, receivedAt: Millis): void {
    const { number } = peer;
    if (data.type === 'resize' || data.type === 'preferences') {
      this.#outlooks.keep(number, data.type, bytes);
      if (!this.#shapes(peer)) return;
    }
    if (this.#attendance.admits(number, data, receivedAt)) this.#forward(number, channel, bytes, receivedAt);
  }

  /** Whether the picture goes by what this viewer shows and wishes: who only looks on changes no picture but one of its own. */
  #shapes(peer: ViewerPeer): boolean {
    return peer.role !== 'spectator' || this.#feeds.hasOwnView(peer);
  }

  /** A scene tells a viewer of itself once it has heard of it, which it never does from one that only looks on. */
  #introduce(peer: ViewerPeer): void {
    if (peer.role === 'spectator' && peer.listens) this.#forward(peer.number, 'events', HERE, hostNow());
  }

  #forward(viewer: number, channel: string, bytes: Uint8Array, receivedAt: Millis): void {
    this.#control?.send({ type: 'input', viewer, channel, receivedAt }, bytes);
  }

  #peerClosed(peer: ViewerPeer, error: RemoteViewError | undefined): void {
    const { number, forbidden } = peer;
    this.#peers.delete(number);
    this.#wishes.delete(peer);
    for (const [page, newest] of this.#newestOfPage) if (newest === peer) this.#newestOfPage.delete(page);
    this.#feeds.leave(peer);
    this.#early.forget(number);
    this.#outlooks.forget(number);
    this.#control?.send({ type: 'gone', viewer: number });
    this.#attendance.left(number, hostNow());
    this.#sound.gone(number);
    if (error !== undefined) this.#log('info', `a viewer left: ${error.message}`);
    if (forbidden > 0) this.#log('warn', `a viewer tried what its token does not allow [times:${forbidden}]`);
    for (const [viewer, newest] of this.#newestOfViewer) {
      if (newest !== peer) continue;
      this.#newestOfViewer.delete(viewer);
      this.#tell({ type: 'viewer-gone', viewer });
    }
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
    const wallClockMs = Date.now();
    const times = { wallClockMs, video, sound: this.#sound.rtpTimestamp(now) };
    for (const [peer, wish] of [...this.#wishes]) {
      if (isOver(peer.grant, wallClockMs)) {
        this.#refuse(wish, expired());
        peer.close(expired());
        continue;
      }
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

function joining({ number, role, grant }: ViewerPeer): Static<typeof ViewerJoined> {
  return { type: 'joined', viewer: number, role, ...(grant.name !== undefined && { name: grant.name }) };
}

function expired(): RemoteViewError {
  return new RemoteViewError('bad-token', 'The session token has expired.');
}
