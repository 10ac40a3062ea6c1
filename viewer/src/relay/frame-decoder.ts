/**
 * Decodes relayed frames with WebCodecs, in the order in which they come. After a frame that is missing or does not decode
 * nothing is of use before the next key frame, which is asked for.
 *
 * Bound: {@link MAX_DECODING} frames in the decoder. What comes while it is full is dropped, up to a key frame.
 */
import { RemoteViewError, type mediaRelay, type Millis } from '@remote-view/protocol';
import { avcCodec } from './avc-codec.ts';
import type { DecodedFrame } from './canvas-picture.ts';

export interface FrameDecoderHandlers {
  decoded(frame: DecodedFrame): void;
  /** Only a key frame is of use now. Said once for each. */
  wantsKeyFrame(): void;
  failed(error: RemoteViewError): void;
}

interface Decoding {
  readonly timestamp: number;
  readonly rtpTimestamp: number;
  readonly receivedAt: Millis;
}

const MAX_DECODING = 32;
/** A decoder that fails so often without a frame in between never will. */
const MAX_FAILURES = 3;
/** Microseconds; nobody looks at the times, but they must differ. */
const FRAME_DURATION = 16_667;

export class FrameDecoder {
  readonly #handlers: FrameDecoderHandlers;
  #decoder: VideoDecoder | null = null;
  #codec = '';
  #frames = 0;
  #decoded = 0;
  #dropped = 0;
  #failures = 0;
  #waits = true;
  /** In the decoder, oldest first. */
  #decoding: Decoding[] = [];

  constructor(handlers: FrameDecoderHandlers) {
    this.#handlers = handlers;
  }

  get counts(): { readonly decoded: number; readonly dropped: number } {
    return { decoded: this.#decoded, dropped: this.#dropped };
  }

  take({ keyFrame, rtpTimestamp, bytes }: mediaRelay.RelayedFrame, receivedAt: Millis): void {
    if (keyFrame) this.#begin(bytes);
    const decoder = this.#decoder;
    if (this.#waits || decoder === null) {
      this.#dropped++;
      return;
    }
    if (this.#decoding.length >= MAX_DECODING) return this.#lostTrack();
    const timestamp = ++this.#frames * FRAME_DURATION;
    this.#decoding.push({ timestamp, rtpTimestamp, receivedAt });
    decoder.decode(new EncodedVideoChunk({ type: keyFrame ? 'key' : 'delta', timestamp, data: bytes }));
  }

  close(): void {
    if (this.#decoder?.state !== 'closed') this.#decoder?.close();
    this.#decoder = null;
  }

  /** Configures the decoder for what begins with this key frame, unless it is. */
  #begin(bytes: Uint8Array): void {
    const codec = avcCodec(bytes);
    if (codec === undefined) return;
    if (this.#waits) this.#renew();
    this.#waits = false;
    if (codec === this.#codec) return;
    this.#codec = codec;
    this.#decoder ??= this.#made();
    this.#decoder.configure({ codec, optimizeForLatency: true });
  }

  #made(): VideoDecoder {
    const decoder: VideoDecoder = new VideoDecoder({
      output: (image) => this.#output(image),
      error: (error) => {
        if (this.#decoder === decoder) this.#broken(error);
      },
    });
    return decoder;
  }

  #output(image: VideoFrame): void {
    const index = this.#decoding.findIndex(({ timestamp }) => timestamp === image.timestamp);
    const [frame] = this.#decoding.splice(0, index + 1).slice(-1);
    if (frame === undefined) return image.close();
    this.#failures = 0;
    this.#decoded++;
    const { rtpTimestamp, receivedAt } = frame;
    const processingDuration = (performance.now() - receivedAt) / 1_000;
    this.#handlers.decoded({ image, presented: { rtpTimestamp, receiveTime: receivedAt, processingDuration } });
  }

  #broken(cause: DOMException): void {
    this.#dropped += this.#decoding.length;
    this.#failures++;
    this.#renew();
    if (this.#failures >= MAX_FAILURES || cause.name === 'NotSupportedError') {
      this.#handlers.failed(
        new RemoteViewError('unsupported-browser', 'This browser cannot decode the video.', { cause }),
      );
    } else {
      this.#lostTrack();
    }
  }

  #lostTrack(): void {
    this.#dropped++;
    if (this.#waits) return;
    this.#waits = true;
    this.#handlers.wantsKeyFrame();
  }

  /** What is in the decoder is of no use any more. */
  #renew(): void {
    this.close();
    this.#codec = '';
    this.#decoding = [];
  }
}
