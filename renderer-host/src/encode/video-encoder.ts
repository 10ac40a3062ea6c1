/** The seam between pictures and H.264: everything that can encode implements {@link VideoEncoder}. */

/** A picture in packed rows (no padding), in memory that the encoder may read until `encode` returns. */
export interface Picture {
  /** `bgra`: 8 bits a channel, sRGB. `i420`: planes Y, U, V one behind the other, BT.709, limited range. */
  readonly format: 'bgra' | 'i420';
  /** Pixels, even. */
  readonly width: number;
  /** Pixels, even. */
  readonly height: number;
  readonly bytes: Uint8Array;
}

export interface EncodedPicture {
  /** Annex B, SPS and PPS in front of every IDR. Valid until the next call. */
  readonly data: Uint8Array;
  readonly keyFrame: boolean;
  /** Milliseconds that turning the picture into I420 took; 0 where it came as I420. */
  readonly convertMs: number;
  /** Mean quantiser, 0 (lossless) to 51; estimated where the encoder does not tell. */
  readonly quantiser: number;
}

/** What the encoder aims at: every picture gets `bitrate / fps` bits. */
export interface RateTarget {
  /** bits per second */
  readonly bitrate: number;
  /** frames per second */
  readonly fps: number;
}

export interface EncoderSettings extends RateTarget {
  readonly width: number;
  readonly height: number;
}

/** What another rate costs: nothing; a key frame; or another encoder, which is a key frame too. */
export type RateChange = 'free' | 'key-frame' | 'reopen';

/** One picture in, one access unit out, at once: no reordering, no lookahead. Calls must not overlap. */
export interface VideoEncoder {
  /** Name of the encoder, as FFmpeg has it. */
  readonly name: string;
  /** As they were opened with or last set. */
  readonly settings: EncoderSettings;
  readonly rateChange: RateChange;
  /** @throws RemoteViewError `encoder-failed` */
  encode(picture: Picture, options: { readonly keyFrame: boolean }): EncodedPicture;
  /** Takes effect on the next picture, which is a key frame where `rateChange` says so. */
  setRate(target: RateTarget): void;
  close(): void;
}
