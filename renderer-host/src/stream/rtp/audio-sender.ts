/**
 * Turns Opus frames into the RTP packets of one peer's sound (RFC 7587): a frame is a packet.
 *
 * A lost one is not repeated: it would come too late, and what a receiver makes up for 10 ms is hardly heard.
 */
import type { NegotiatedAudio } from '../sdp/audio.ts';
import { rtpHeaderBytes, writeRtpHeader, type RtpPacket } from './packet.ts';
import type { SentTotals } from './video-sender.ts';

export interface AudioFrame {
  /** One Opus packet. */
  readonly payload: Uint8Array;
  /** 48 kHz, 32 bits. */
  readonly rtpTimestamp: number;
  /** The first after silence: a receiver may adapt its buffer here (RFC 3551 section 4.1). */
  readonly first: boolean;
}

export interface AudioSenderOptions {
  readonly audio: NegotiatedAudio;
  /** Random (RFC 3550 section 5.1), 0-65535. */
  readonly firstSequenceNumber: number;
}

export class AudioSender {
  readonly #audio: NegotiatedAudio;
  #sequenceNumber: number;
  #packets = 0;
  #octets = 0;

  constructor({ audio, firstSequenceNumber }: AudioSenderOptions) {
    this.#audio = audio;
    this.#sequenceNumber = firstSequenceNumber & 0xffff;
  }

  get totals(): SentTotals {
    return { packets: this.#packets, octets: this.#octets };
  }

  packetize({ payload, rtpTimestamp, first }: AudioFrame): RtpPacket {
    const { payloadType, ssrc, transportCcId, midId, mid } = this.#audio;
    const extensions = {
      transportCc: transportCcId === undefined ? undefined : { id: transportCcId },
      mid: midId === undefined || !first ? undefined : { id: midId, value: mid },
    };
    const sequenceNumber = this.#sequenceNumber;
    this.#sequenceNumber = (sequenceNumber + 1) & 0xffff;
    const bytes = new Uint8Array(rtpHeaderBytes(extensions) + payload.length);
    const header = { payloadType, sequenceNumber, timestamp: rtpTimestamp, ssrc, marker: first };
    const written = writeRtpHeader(bytes, header, extensions);
    bytes.set(payload, written.headerBytes);
    this.#packets += 1;
    this.#octets += payload.length;
    return { bytes, ssrc, sequenceNumber, carries: sequenceNumber, ...written };
  }
}
