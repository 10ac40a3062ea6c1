/**
 * Version of every message in this package. A peer that speaks another major version is refused with
 * `unsupported-version` before anything else it says is looked at.
 */
export const PROTOCOL_VERSION = 1;

/** `Sec-WebSocket-Protocol` of a viewer's socket on `/v1/signal`. */
export const VIEWER_SUBPROTOCOL = 'remote-view.v1';

/** `Sec-WebSocket-Protocol` of a renderer host's socket on `/v1/hosts`. */
export const HOST_SUBPROTOCOL = 'remote-view-host.v1';

/** `Sec-WebSocket-Protocol` of either end of relayed media on `/v1/media`. */
export const MEDIA_SUBPROTOCOL = 'remote-view-media.v1';

/** Limits that both ends of a link know; the receiving end enforces them before it parses. */
export const LIMITS = {
  /** One WebSocket message, bytes. A full Chromium offer is 6-9 kB. */
  signalingBytes: 65_536,
  /** One SDP, characters. */
  sdpChars: 32_768,
  /** One message on the `motion` channel, bytes. */
  motionBytes: 256,
  /** One message on the `events` channel, bytes: an application message and its envelope. */
  eventsBytes: 16_384,
  /** One message on the `frames` channel, bytes. */
  framesBytes: 256,
  /** Nesting of an application message. */
  messageDepth: 16,
  /** Values in an application message. */
  messageNodes: 4_096,
  /** Width or height of a picture, device pixels. */
  pictureSide: 8_192,
} as const;

/** Labels and delivery of the data channels that a viewer opens (RFC 8831, RFC 8832). */
export const CHANNELS = {
  /** Pointer motion, viewer to host: newest wins, so nothing is repeated and nothing waits. */
  motion: { label: 'motion', ordered: false, maxRetransmits: 0 },
  /** Everything that must arrive, both ways: buttons, keys, resize, wishes, application messages. */
  events: { label: 'events', ordered: true },
  /** One message per video frame each way, its description and its receipt; a late one is worth nothing. */
  frames: { label: 'frames', ordered: false, maxRetransmits: 0 },
} as const;

export type ChannelLabel = keyof typeof CHANNELS;
