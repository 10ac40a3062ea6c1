/**
 * Turns encoded frames into the RTP packets of one peer's video stream.
 *
 * The first packet of every frame carries playout-delay (0, 0): with it Chromium hands a frame to the decoder at once
 * instead of smoothing it in a jitter buffer, and libwebrtc has once treated frames without it as "no longer wanted"
 * (chromium:1138888), so it never stops. Packets of key frames also name their mid, for receivers that sort by it.
 */
import { isKeyFrame } from '../../encode/h264.ts';
import type { NegotiatedVideo } from '../sdp/negotiate.ts';
import { planH264, writeH264 } from './h264-packetizer.ts';
import { RTX_PREFIX_BYTES, rtpHeaderBytes, writeRtpHeader, type RtpExtensions, type RtpPacket } from './packet.ts';

/** A whole RTP packet, extensions included; leaves room for SRTP, UDP, IP and a TURN header below 1280 bytes. */
export const MAX_RTP_PACKET_BYTES = 1_200;

export interface VideoFrame {
  /** In decoding order, without start codes. */
  readonly nals: readonly Uint8Array[];
  /** 90 kHz, 32 bits. */
  readonly rtpTimestamp: number;
}

export interface VideoSenderOptions {
  readonly video: NegotiatedVideo;
  /** Random (RFC 3550 section 5.1), 0-65535. */
  readonly firstSequenceNumber: number;
  /** Default {@link MAX_RTP_PACKET_BYTES}. */
  readonly maxPacketBytes?: number;
}

/** What a sender report says of the stream so far. */
export interface SentTotals {
  readonly packets: number;
  /** Payload bytes, headers and extensions not counted (RFC 3550 section 6.4.1). */
  readonly octets: number;
}

export class VideoSender {
  readonly #video: NegotiatedVideo;
  readonly #maxPacketBytes: number;
  #sequenceNumber: number;
  #packets = 0;
  #octets = 0;

  constructor({ video, firstSequenceNumber, maxPacketBytes = MAX_RTP_PACKET_BYTES }: VideoSenderOptions) {
    this.#video = video;
    this.#maxPacketBytes = maxPacketBytes;
    this.#sequenceNumber = firstSequenceNumber & 0xffff;
  }

  get totals(): SentTotals {
    return { packets: this.#packets, octets: this.#octets };
  }

  /** The packets of one frame in sending order; none for a frame that holds nothing to send. */
  packetize(frame: VideoFrame): RtpPacket[] {
    const rest = this.#extensions(isKeyFrame(frame.nals));
    const first = this.#withPlayoutDelay(rest);
    const firstHeader = rtpHeaderBytes(first);
    const restHeader = rtpHeaderBytes(rest);
    // One limit for all packets of the frame, so that a retransmission of any of them fits as well.
    const rtxPrefix = this.#video.rtxPayloadType === undefined ? 0 : RTX_PREFIX_BYTES;
    const plan = planH264(frame.nals, this.#maxPacketBytes - firstHeader - rtxPrefix);
    if (plan.length === 0) return [];

    const payloadBytes = plan.reduce((sum, payload) => sum + payload.size, 0);
    const block = new Uint8Array(payloadBytes + firstHeader + restHeader * (plan.length - 1));
    let at = 0;
    const packets = plan.map((payload, index) => {
      const extensions = index === 0 ? first : rest;
      const size = (index === 0 ? firstHeader : restHeader) + payload.size;
      const bytes = block.subarray(at, at + size);
      at += size;
      const sequenceNumber = this.#sequenceNumber;
      this.#sequenceNumber = (sequenceNumber + 1) & 0xffff;
      const header = {
        payloadType: this.#video.payloadType,
        sequenceNumber,
        timestamp: frame.rtpTimestamp,
        ssrc: this.#video.ssrc,
        marker: index === plan.length - 1,
      };
      const written = writeRtpHeader(bytes, header, extensions);
      writeH264(payload, bytes, written.headerBytes);
      return { bytes, ssrc: this.#video.ssrc, sequenceNumber, carries: sequenceNumber, ...written };
    });
    this.#packets += plan.length;
    this.#octets += payloadBytes;
    return packets;
  }

  #extensions(keyFrame: boolean): RtpExtensions {
    const { transportCcId, midId, mid } = this.#video;
    return {
      transportCc: transportCcId === undefined ? undefined : { id: transportCcId },
      mid: midId === undefined || !keyFrame ? undefined : { id: midId, value: mid },
    };
  }

  #withPlayoutDelay(extensions: RtpExtensions): RtpExtensions {
    const id = this.#video.playoutDelayId;
    return id === undefined ? extensions : { ...extensions, playoutDelay: { id, minMs: 0, maxMs: 0 } };
  }
}
