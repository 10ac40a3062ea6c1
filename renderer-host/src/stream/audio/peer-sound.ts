/** One viewer's sound, as it was negotiated: the scene's Opus to packets, and what of its microphone is let through. */
import type { Millis } from '@remote-view/protocol';
import { randomInt } from 'node:crypto';
import { buildSdes, buildSenderReport, compound } from '../rtcp/build.ts';
import { AudioSender, type AudioFrame } from '../rtp/audio-sender.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { NegotiatedAudio } from '../sdp/audio.ts';
import { MicrophoneGate, type SpokenPacket } from './microphone-gate.ts';

export class PeerSound {
  readonly #audio: NegotiatedAudio;
  readonly #sender: AudioSender;
  readonly #gate: MicrophoneGate;

  constructor(audio: NegotiatedAudio) {
    this.#audio = audio;
    this.#sender = new AudioSender({ audio, firstSequenceNumber: randomInt(65_536) });
    this.#gate = new MicrophoneGate(audio);
  }

  get ssrc(): number {
    return this.#audio.ssrc;
  }

  packetize(frame: AudioFrame): RtpPacket {
    return this.#sender.packetize(frame);
  }

  /** A packet of the viewer's microphone; undefined where it is not let through. */
  spoken(bytes: Uint8Array, now: Millis): SpokenPacket | undefined {
    return this.#gate.take(bytes, now);
  }

  /**
   * The sender report, by the wall clock that the video's goes by; undefined while nothing was sent.
   * @param rtpTimestamp of that moment, 48 kHz
   */
  report(wallClockMs: number, rtpTimestamp: number, cname: string): Uint8Array | undefined {
    const { ssrc } = this.#audio;
    const { totals } = this.#sender;
    if (totals.packets === 0) return undefined;
    return compound([buildSenderReport({ ssrc, wallClockMs, rtpTimestamp, ...totals }), buildSdes([ssrc], cname)]);
  }
}
