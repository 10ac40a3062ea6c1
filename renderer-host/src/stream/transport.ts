/** The transport without its sockets, for benchmarks that put a virtual network in between. */
export type {
  CongestionController,
  FrameReport,
  PacketReport,
  RateDecision,
  SentPacket,
} from './congestion/controller.ts';
export { FrameTrainController } from './congestion/frame-train-controller.ts';
export { MediaTransport, type FrameAck, type MediaFrame, type MediaTransportOptions } from './media-transport.ts';
export { parseRtcp, type RtcpItem } from './rtcp/parse.ts';
export { KeyFrameThrottle, type KeyFrameReason } from './rtcp/key-frame-throttle.ts';
export { buildTransportCc, TICKS_PER_MS, TICKS_PER_REFERENCE, type TransportCcFeedback } from './rtcp/transport-cc.ts';
export type { RtpPacket } from './rtp/packet.ts';
export type { NegotiatedVideo } from './sdp/negotiate.ts';
