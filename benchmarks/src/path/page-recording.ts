/** What the page of a viewer saw in one round, ours or the peer's. Times are its `performance.now()`. */
import type { Millis, VideoInfo } from '@remote-view/protocol';

/** `requestVideoFrameCallback` told of a frame. */
export interface Presented {
  readonly at: Millis;
  /** Frames presented so far: the browser tells of the newest alone. */
  readonly frames: number;
  readonly width: number;
  readonly height: number;
}

/** Of `RTCInboundRtpStreamStats`, since the connection began. */
export interface InboundStats {
  readonly at: Millis;
  /** Of RTP packets, retransmissions included, without their headers. */
  readonly bytesReceived: number;
  readonly framesDecoded: number;
  readonly keyFramesDecoded: number;
  readonly nackCount: number;
  readonly pliCount: number;
  /** Packets that came as retransmissions (RFC 4588). */
  readonly retransmittedPacketsReceived: number;
  /** Seconds, of all frames that left the jitter buffer. */
  readonly jitterBufferDelay: number;
  readonly jitterBufferEmittedCount: number;
}

export interface PageRecording {
  /** Of the page's clock, Unix time. */
  readonly timeOrigin: Millis;
  readonly presented: readonly Presented[];
  readonly stats: readonly InboundStats[];
  /** What our host said of itself. */
  readonly video: VideoInfo | undefined;
}
