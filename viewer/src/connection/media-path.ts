/**
 * How a link reaches the host: over a peer connection (`peer.ts`), or over the gateway's WebSocket (`relay/relay-media.ts`).
 * What is said on it is the same either way.
 */
import type { ChannelLabel, Millis, RemoteViewError, signaling } from '@remote-view/protocol';
import type { ReportEntry } from '../stats/report-reader.ts';

export type TransportName = 'webrtc' | 'websocket';

/** What a path asks for over signaling; whoever sends it adds who asks. */
export type MediaRequest = Unaddressed<Extract<signaling.ViewerMessage, { readonly type: 'offer' | 'relay' }>>;
/** What comes back. */
export type MediaReply = Unaddressed<Extract<signaling.GatewayToViewer, { readonly type: 'answer' | 'relay' }>>;
type Unaddressed<M> = M extends { readonly peer: string } ? Omit<M, 'peer'> : never;

/** A frame as it was presented, by `requestVideoFrameCallback` or by who painted it. */
export type PresentedFrame = Pick<
  VideoFrameCallbackMetadata,
  'presentationTime' | 'presentedFrames' | 'receiveTime' | 'processingDuration' | 'rtpTimestamp'
>;

/** A picture that is painted here, and not by a `<video>`. */
export interface PaintedPicture {
  readonly canvas: HTMLCanvasElement;
  /** Calls back for each frame, when it is painted. */
  onPainted: ((frame: PresentedFrame, resized: boolean) => void) | null;
}

/** The sound of both directions. */
export interface PathAudio {
  /** What the scene plays. */
  readonly track: MediaStreamTrack;
  /** Sends a microphone; null: nothing any more. Rejects where that is not possible. */
  speak(microphone: MediaStreamTrack | null): Promise<void>;
}

/** As much of an `RTCDataChannel` as sending files takes. */
export interface FileChannel {
  binaryType: BinaryType;
  readonly readyState: RTCDataChannelState;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  addEventListener(type: 'open' | 'close', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

export interface MediaPath {
  readonly transport: TransportName;
  readonly picture: MediaStreamTrack | PaintedPicture;
  /** Null where no microphone can be used. */
  readonly audio: PathAudio | null;
  /** What to say to the host so that it comes. */
  request(iceServers: readonly RTCIceServer[]): Promise<MediaRequest>;
  /** @throws RemoteViewError `sdp-invalid` */
  accept(reply: MediaReply): Promise<void>;
  /** @returns false where the message was dropped: not open, or too much is waiting already */
  send(label: ChannelLabel, bytes: Uint8Array<ArrayBuffer>): boolean;
  /** A channel for files; who asks for it looks after it. */
  openFiles(): FileChannel;
  /** As `RTCPeerConnection.getStats()` reports it. @param roundTrip of a ping, ms, for who has nothing better */
  report(roundTrip: Millis | null): Promise<Iterable<ReportEntry>>;
  /** Idempotent. */
  close(): void;
}

export interface MediaPathHandlers {
  /** The host can be talked to. */
  open(): void;
  data(channel: ChannelLabel, bytes: Uint8Array): void;
  /** Sound has begun, where {@link MediaPath.audio} does not tell of it. */
  sound(track: MediaStreamTrack): void;
  lost(error: RemoteViewError): void;
  /** A message was not understood, and ignored. */
  rejected(error: RemoteViewError): void;
}
