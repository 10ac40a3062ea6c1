import type { Millis, RateInfo, RateLimit, VideoInfo } from '@remote-view/protocol';
import type { ConnectionStateName } from '../connection/transition.ts';
import type { FrameTimes } from '../latency/frame-times.ts';
import type { LatencySummary } from '../latency/latency-summary.ts';

/** What `getStats()` returns: plain JSON. Numbers are null where nothing is known (yet, or by this browser). */
export interface RemoteViewStats extends MediaStats, HostStats {
  /** When this was read, ms since 1970. */
  readonly timestamp: Millis;
  readonly state: ConnectionStateName;
  /** From an input to the first presented frame that shows it. */
  readonly latency: LatencySummary;
  /** Inputs sent, per second. */
  readonly inputRate: number | null;
  /** Of what was on the screen. */
  readonly frames: FrameTimes;
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

/** How media and input travel. */
export type Transport = 'webrtc' | 'websocket';
/** RFC 8445 section 5.1.1: `host` is direct, `relay` goes through a TURN server, the others through a NAT. */
export type CandidateType = 'host' | 'srflx' | 'prflx' | 'relay';

/** What the browser knows about the media and its path. Totals are of one connection: they begin anew with the next. */
export interface MediaStats {
  readonly transport: Transport | null;
  /** The more roundabout end of the path in use. Of `webrtc` only. */
  readonly candidateType: CandidateType | null;
  /** What carries it to the host, or to the TURN server. */
  readonly transportProtocol: 'udp' | 'tcp' | null;
  /** Frames decoded per second. */
  readonly fps: number | null;
  /** Received video, bit/s. */
  readonly bitrate: number | null;
  /** Picture, pixels. */
  readonly width: number | null;
  readonly height: number | null;
  readonly framesDecoded: number | null;
  /** Frames that came and were not decoded or not shown, as the browser counts them. */
  readonly framesDropped: number | null;
  readonly packetsLost: number | null;
  /** Share of the packets that were lost between the last two readings, 0 to 1. */
  readonly lossRatio: number | null;
  /** As the browser counts them: it takes a scene's rest for a freeze. See `frames.frozenMs`. */
  readonly freezeCount: number | null;
  /** Mean time that a frame spent in the jitter buffer between the last two readings. */
  readonly jitterBufferMs: Millis | null;
  /** Mean time that decoding a frame took between the last two readings. */
  readonly decodeMs: Millis | null;
  /** Round trip of the path, ms. */
  readonly rtt: Millis | null;
  /** As in `video/H264`. */
  readonly codec: string | null;
  readonly decoder: 'hardware' | 'software' | null;
  /** The browser's name for it. */
  readonly decoderName: string | null;
}

export const NO_MEDIA_STATS: MediaStats = {
  transport: null,
  candidateType: null,
  transportProtocol: null,
  fps: null,
  bitrate: null,
  width: null,
  height: null,
  framesDecoded: null,
  framesDropped: null,
  packetsLost: null,
  lossRatio: null,
  freezeCount: null,
  jitterBufferMs: null,
  decodeMs: null,
  rtt: null,
  codec: null,
  decoder: null,
  decoderName: null,
};
