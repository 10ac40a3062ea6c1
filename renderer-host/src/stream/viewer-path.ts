/**
 * How a viewer is reached: over a peer connection (`peer-path.ts`), or over the gateway (`relay/relay-path.ts`). What is said
 * on it, and what it means, is the same either way (`viewer-peer.ts`).
 */
import type { AckedFrame, ChannelLabel, Millis, RemoteViewError } from '@remote-view/protocol';
import type { SpokenPacket } from './audio/microphone-gate.ts';
import type { KeyFrameReason } from './rtcp/key-frame-throttle.ts';
import type { AudioFrame } from './rtp/audio-sender.ts';
import type { StreamFrame } from './stream-frame.ts';

/** On what a viewer says something. */
export type PathChannel = ChannelLabel | 'files';

/** Moments that sender reports name (RFC 3550 section 6.4.1), all of the very moment of the call. */
export interface ReportTimes {
  readonly wallClockMs: number;
  /** 90 kHz. */
  readonly video: number;
  /** 48 kHz. */
  readonly sound: number;
}

export interface ViewerPath {
  /** It can say something: a player that is not ours has media alone. */
  readonly speaks: boolean;
  /** Messages on the `events` channel reach the viewer. */
  readonly listens: boolean;
  /** Bits per second that it holds. */
  readonly target: number;
  /** Whether it has room for another frame. */
  ready(): boolean;
  sendFrame(frame: StreamFrame): void;
  sendSound(frame: AudioFrame): void;
  /** Sends a message, unless the viewer does not read: then it is lost. */
  send(channel: Exclude<PathChannel, 'motion'>, bytes: Uint8Array): void;
  /** The viewer has this frame. */
  frameAck(frame: AckedFrame, now: Millis): void;
  /** @param bitrate that the encoder could use at most, bits per second */
  setUseful(bitrate: number): void;
  /** Once a second. */
  report(times: ReportTimes): void;
  /** Idempotent. */
  close(): void;
}

/** None is called before whoever opens the path has it. */
export interface ViewerPathHandlers {
  /** Video can flow. */
  opened(): void;
  /** Messages on the `events` channel can flow. */
  eventsOpen(): void;
  message(channel: PathChannel, bytes: Uint8Array): void;
  /** A packet of the viewer's microphone. */
  spoken(packet: SpokenPacket): void;
  /** A key frame is of use now: the viewer asks for one, or the path has room for it again. */
  wish(reason: KeyFrameReason): void;
  /** A frame was not sent, or not all of it: what is to come next is a key frame. */
  gap(): void;
  /** The last of the frame of this number has left; frames leave in order. */
  left(number: number, now: Millis): void;
  /** {@link ViewerPath.target} or {@link ViewerPath.ready} may be another. */
  changed(): void;
  /** It is of no use any more; may come more than once. */
  closed(error: RemoteViewError): void;
  fault(error: RemoteViewError): void;
}

export type OpenPath = (handlers: ViewerPathHandlers) => ViewerPath;
