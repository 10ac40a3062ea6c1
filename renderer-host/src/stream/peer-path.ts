/**
 * A viewer reached over its own peer connection (`peer-link.ts`): media as RTP (`media-transport.ts`), everything else over data
 * channels. Everything that waits here is bounded where it waits.
 */
import {
  CHANNELS,
  FILES_CHANNEL,
  type AckedFrame,
  type ChannelLabel,
  type RemoteViewError,
} from '@remote-view/protocol';
import { randomInt } from 'node:crypto';
import type { DataChannel, Track } from 'node-datachannel';
import type { StreamSettings } from '../agent/child-messages.ts';
import { hostNow } from '../host-clock.ts';
import { PeerSound } from './audio/peer-sound.ts';
import { FrameTrainController } from './congestion/frame-train-controller.ts';
import { MediaTransport } from './media-transport.ts';
import { CNAME, openPeerLink, type PeerLink } from './peer-link.ts';
import { buildSdes, buildSenderReport, compactNtp, compound } from './rtcp/build.ts';
import { parseRtcp } from './rtcp/parse.ts';
import type { AudioFrame } from './rtp/audio-sender.ts';
import { bindChannel, DROP_ALL } from './safe-callbacks.ts';
import { negotiateAudio } from './sdp/audio.ts';
import { negotiateVideo, type NegotiatedVideo } from './sdp/negotiate.ts';
import { parseOffer } from './sdp/offer.ts';
import { sendBytes } from './send-bytes.ts';
import type { StreamFrame } from './stream-frame.ts';
import type { PathChannel, ReportTimes, ViewerPath, ViewerPathHandlers } from './viewer-path.ts';

export interface PeerPathOptions {
  readonly offer: string;
  /** IP address of the viewer's signaling socket. */
  readonly address: string;
  readonly settings: StreamSettings;
  answer(sdp: string): void;
}

/** Bytes that may wait in a channel: a viewer that does not read gets nothing more on it. Replies to files are bounded already. */
const MAX_BUFFERED = { events: 1_048_576, frames: 16_384, files: Infinity } as const;
/** Bits per second: before anything is known, and the bounds of what is asked of the encoder. */
export const BITRATE = { start: 3e6, min: 150e3, max: 50e6 } as const;

export class PeerPath implements ViewerPath {
  readonly speaks: boolean;
  readonly #handlers: ViewerPathHandlers;
  readonly #link: PeerLink;
  readonly #video: NegotiatedVideo;
  readonly #transport: MediaTransport;
  /** Undefined where the viewer wants no sound. */
  readonly #sound: PeerSound | undefined;
  readonly #channels = new Map<PathChannel, DataChannel>();
  #open = false;
  #closed = false;
  #toldOpen = false;
  #timer: NodeJS.Timeout | undefined;

  /** @throws RemoteViewError `sdp-invalid`, `sdp-no-h264` */
  constructor({ offer: sdp, address, settings, answer }: PeerPathOptions, handlers: ViewerPathHandlers) {
    this.#handlers = handlers;
    const offer = parseOffer(sdp);
    this.speaks = offer.data !== undefined;
    const ssrc = randomInt(1, 2 ** 31);
    const video = negotiateVideo(offer, settings.profileLevelId, { ssrc, rtxSsrc: ssrc + 1 });
    this.#video = video;
    this.#transport = new MediaTransport({
      video,
      controller: new FrameTrainController(BITRATE),
      firstSequenceNumbers: { transport: randomInt(65_536), video: randomInt(65_536), rtx: randomInt(65_536) },
    });
    // Other streams' SSRCs are the two that follow the first.
    const audio = offer.audio && negotiateAudio(offer.audio, ssrc + 2);
    this.#sound = audio && new PeerSound(audio);
    this.#link = openPeerLink(
      { offer, video, audio, address, settings },
      {
        answer: (text) => {
          if (!this.#closed) answer(text);
        },
        opened: () => this.#opened(),
        rtcp: (bytes) => this.#receiveRtcp(bytes),
        spoken: (bytes) => this.#receiveSpoken(bytes),
        dataChannel: (channel) => this.#adopt(channel),
        closed: (error) => handlers.closed(error),
        fault: (error) => handlers.fault(error),
      },
    );
  }

  get listens(): boolean {
    return this.#channels.get('events')?.isOpen() === true;
  }

  get target(): number {
    return this.#transport.decision.target;
  }

  ready(): boolean {
    return this.#transport.ready();
  }

  sendFrame(frame: StreamFrame): void {
    if (this.#open && this.#transport.sendFrame(frame)) this.#pump();
  }

  /** Sound waits for nothing: the pacer lets it leave before all else. */
  sendSound(frame: AudioFrame): void {
    if (!this.#open || this.#sound === undefined) return;
    this.#transport.sendAudio(this.#sound.packetize(frame));
    this.#pump();
  }

  send(label: Exclude<PathChannel, 'motion'>, bytes: Uint8Array): void {
    const channel = this.#channels.get(label);
    if (channel?.isOpen() === true && channel.bufferedAmount() <= MAX_BUFFERED[label]) sendBytes(channel, bytes);
  }

  frameAck(frame: AckedFrame, now: number): void {
    this.#transport.frameAck(frame, now);
    this.#pump();
  }

  setUseful(bitrate: number): void {
    this.#transport.setUseful(bitrate);
  }

  report({ wallClockMs, video, sound }: ReportTimes): void {
    if (!this.#open) return;
    const { ssrc } = this.#video;
    const report = buildSenderReport({ ssrc, wallClockMs, rtpTimestamp: video, ...this.#transport.totals });
    this.#transport.senderReportSent(compactNtp(wallClockMs), hostNow());
    sendBytes(this.#link.track, compound([report, buildSdes([ssrc], CNAME)]));
    const soundReport = this.#sound?.report(wallClockMs, sound, CNAME);
    if (soundReport !== undefined) this.#sendOn(this.#link.soundTrack, soundReport);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#open = false;
    clearTimeout(this.#timer);
    const { connection, track, soundTrack } = this.#link;
    connection.close();
    // The library lets go of an object's callbacks, and of all that they hold, when the object itself is closed.
    for (const part of [track, soundTrack, ...this.#channels.values()]) part?.close();
  }

  #adopt(channel: DataChannel): void {
    const label = channel.getLabel();
    const fault = (error: RemoteViewError): void => this.#handlers.fault(error);
    // One of each is enough.
    if (this.#closed || !isPathChannel(label) || this.#channels.has(label)) {
      bindChannel(channel, DROP_ALL, fault);
      channel.close();
      return;
    }
    this.#channels.set(label, channel);
    const opened = (): void => {
      if (label === 'events') this.#eventsOpen();
    };
    bindChannel(
      channel,
      {
        open: opened,
        message: (bytes) => {
          if (!this.#closed) this.#handlers.message(label, bytes);
        },
        closed: () => {},
      },
      fault,
    );
    if (channel.isOpen()) opened();
  }

  #eventsOpen(): void {
    if (this.#toldOpen || this.#closed) return;
    this.#toldOpen = true;
    this.#handlers.eventsOpen();
  }

  #opened(): void {
    if (this.#open || this.#closed) return;
    this.#open = true;
    this.#handlers.opened();
  }

  #receiveRtcp(bytes: Uint8Array): void {
    if (this.#closed) return;
    for (const wish of this.#transport.receiveRtcp(parseRtcp(bytes).items, hostNow())) this.#handlers.wish(wish);
    this.#pump();
  }

  #receiveSpoken(bytes: Uint8Array): void {
    const packet = this.#closed ? undefined : this.#sound?.spoken(bytes, hostNow());
    if (packet !== undefined) this.#handlers.spoken(packet);
  }

  /** Lets packets leave that are due, and comes back when the next ones are. */
  #pump(): void {
    if (!this.#open) return;
    const now = hostNow();
    const packets = this.#transport.poll(now);
    const lost = packets.filter(({ ssrc, bytes }) => !this.#sendOn(this.#trackOf(ssrc), bytes));
    // What was not sent leaves a gap that NACKs could only fill late.
    if (lost.some(({ ssrc }) => ssrc !== this.#sound?.ssrc)) {
      this.#handlers.gap();
      this.#handlers.wish('drop');
    }
    for (const number of this.#transport.takeFinished()) this.#handlers.left(number, now);
    this.#handlers.changed();
    const next = this.#transport.nextPoll();
    clearTimeout(this.#timer);
    if (next !== undefined) this.#timer = setTimeout(() => this.#pump(), Math.max(1, Math.floor(next - now)));
  }

  #trackOf(ssrc: number): Track | undefined {
    return ssrc === this.#sound?.ssrc ? this.#link.soundTrack : this.#link.track;
  }

  #sendOn(track: Track | undefined, bytes: Uint8Array): boolean {
    return track !== undefined && sendBytes(track, bytes);
  }
}

const LABELS: readonly string[] = [...Object.values(CHANNELS), FILES_CHANNEL].map(({ label }) => label);

function isPathChannel(label: string): label is ChannelLabel | 'files' {
  return LABELS.includes(label);
}
