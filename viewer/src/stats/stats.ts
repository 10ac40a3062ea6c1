import type { Millis, RateInfo, RateLimit, VideoInfo } from '@remote-view/protocol';
import type { ConnectionStateName } from '../connection/transition.ts';
import type { LatencySummary } from '../latency/latency-meter.ts';

/** What `getStats()` returns: plain JSON. Numbers are null where nothing is known (yet, or by this browser). */
export interface RemoteViewStats extends MediaStats, HostStats {
  readonly state: ConnectionStateName;
  /** From an input to the first presented frame that shows it. */
  readonly latency: LatencySummary;
  readonly transport: 'webrtc';
  /** Messages from gateway and host that were not understood, by error code. */
  readonly rejected: Readonly<Record<string, number>>;
}

/** What the host says about the media. */
export interface HostStats {
  /** The host's GPU. */
  readonly adapter: string | null;
  readonly encoder: string | null;
  /** Whether the host renders on its CPU. */
  readonly software: boolean | null;
  /** What the encoder aims at, bit/s. */
  readonly targetBitrate: number | null;
  /** What keeps it from being higher: the path, a viewer's wish, or that the picture needs no more. */
  readonly limitedBy: RateLimit | null;
}

export function hostStats(video: VideoInfo | null, rate: RateInfo | null): HostStats {
  return {
    adapter: video?.adapter ?? null,
    encoder: video?.encoder ?? null,
    software: video?.software ?? null,
    targetBitrate: rate?.target ?? null,
    limitedBy: rate?.limitedBy ?? null,
  };
}

/** What the browser knows about the media. */
export interface MediaStats {
  /** Frames decoded per second. */
  readonly fps: number | null;
  /** Received video, bit/s. */
  readonly bitrate: number | null;
  /** Picture, pixels. */
  readonly width: number | null;
  readonly height: number | null;
  readonly framesDecoded: number | null;
  readonly framesDropped: number | null;
  readonly packetsLost: number | null;
  readonly freezeCount: number | null;
  /** Mean time that a frame spent in the jitter buffer since the last reading. */
  readonly jitterBufferMs: Millis | null;
  /** Round trip of the path, ms. */
  readonly rtt: Millis | null;
  /** As in `video/H264`. */
  readonly codec: string | null;
}

export const NO_MEDIA_STATS: MediaStats = {
  fps: null,
  bitrate: null,
  width: null,
  height: null,
  framesDecoded: null,
  framesDropped: null,
  packetsLost: null,
  freezeCount: null,
  jitterBufferMs: null,
  rtt: null,
  codec: null,
};
