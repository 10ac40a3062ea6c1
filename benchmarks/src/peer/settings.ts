/**
 * The peer at its best: everything that a page can set for low latency without a browser of its own make. The result
 * carries these, so that nobody has to guess what was compared with.
 */
export interface PeerSettings {
  /** What the source is; libwebrtc then prefers frame rate to sharpness, as interaction does. */
  readonly contentHint: 'motion' | 'detail';
  readonly degradationPreference: RTCDegradationPreference;
  /** Both `priority` and `networkPriority`. */
  readonly priority: RTCPriorityType;
  /** Bits per second: the limit, and by `x-google-start-bitrate` where libwebrtc's estimate starts. */
  readonly maxBitrate: number;
  /** Milliseconds, of the receiver. */
  readonly jitterBufferTarget: number;
  /** Seconds, of the receiver; Chromium's older name. */
  readonly playoutDelayHint: number;
}

/** What a page cannot measure about itself, for the reader of a result. */
export const PEER_DESCRIPTION =
  'three.js WebGLRenderer drawing straight to the canvas (no output pass), no antialiasing, captureStream at the frame ' +
  'rate, H.264 by setCodecPreferences, one bundle, unordered data channel without retransmission, software compositing';

export function bestSettings(width: number, height: number, fps: number): PeerSettings {
  return {
    contentHint: 'motion',
    degradationPreference: 'maintain-framerate',
    priority: 'high',
    maxBitrate: oursMayUse(width, height, fps),
    jitterBufferTarget: 0,
    playoutDelayHint: 0,
  };
}

/** Bits per second that our host gives the same picture (`bitrateFor` in renderer-host/src/encode/h264-options.ts). */
function oursMayUse(width: number, height: number, fps: number): number {
  return Math.round(Math.min(30e6, Math.max(3e6, width * height * 4 * Math.sqrt(fps / 30))));
}

/** The inputs' channel: a lost move is not sent again, since the next one replaces it. */
export const INPUT_CHANNEL: RTCDataChannelInit = { ordered: false, maxRetransmits: 0 };
