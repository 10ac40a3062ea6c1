/**
 * Decides which packets that come as a viewer's microphone are let through to the scene. All others are counted by reason,
 * and more of them than a microphone makes are dropped before they are looked at.
 */
import type { Millis } from '@remote-view/protocol';
import { readRtp } from '../rtp/read-rtp.ts';
import type { NegotiatedAudio } from '../sdp/audio.ts';

export type MicrophoneRejection = 'over-budget' | 'malformed' | 'foreign' | 'too-large';

/** One Opus packet of a microphone. */
export interface SpokenPacket {
  /** 16 bits. */
  readonly sequenceNumber: number;
  /** 48 kHz, 32 bits. */
  readonly timestamp: number;
  readonly payload: Uint8Array;
}

/** Opus packets are 10 ms at the least; three times as many is a burst after a stall. */
const PACKETS_PER_S = 300;
/** RFC 6716 section 3.4: one frame has 1,275 bytes at the most, and none of speech has half of it. */
const MAX_PAYLOAD_BYTES = 1_275;

export class MicrophoneGate {
  readonly #audio: NegotiatedAudio;
  readonly rejected: Partial<Record<MicrophoneRejection, number>> = {};
  #budget = PACKETS_PER_S;
  #filledAt: Millis | undefined;

  constructor(audio: NegotiatedAudio) {
    this.#audio = audio;
  }

  /** @returns undefined for what is not let through */
  take(bytes: Uint8Array, now: Millis): SpokenPacket | undefined {
    this.#budget = Math.min(PACKETS_PER_S, this.#budget + ((now - (this.#filledAt ?? now)) * PACKETS_PER_S) / 1_000);
    this.#filledAt = now;
    if (this.#budget < 1) return this.#reject('over-budget');
    this.#budget -= 1;
    const packet = readRtp(bytes);
    if (packet === undefined) return this.#reject('malformed');
    const { payloadType, ssrc, sequenceNumber, timestamp, payload } = packet;
    if (payloadType !== this.#audio.payloadType || ssrc !== this.#audio.microphoneSsrc) return this.#reject('foreign');
    if (payload.length > MAX_PAYLOAD_BYTES) return this.#reject('too-large');
    return { sequenceNumber, timestamp, payload };
  }

  #reject(reason: MicrophoneRejection): undefined {
    this.rejected[reason] = (this.rejected[reason] ?? 0) + 1;
    return undefined;
  }
}
