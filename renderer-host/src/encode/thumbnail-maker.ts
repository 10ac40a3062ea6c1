/**
 * Small JPEGs of pictures, for whoever looks after sessions: shown in a list, asked for seldom.
 *
 * FFmpeg's `mjpeg`, with the synchronous calls and on the thread of the other encoders (encoder-worker.ts). Converter and encoder
 * are opened for the first thumbnail, stay for the next ones like it, and are the caller's to close when none was wanted for long.
 */
import * as av from './av.ts';
import { allocFrame, avFailed } from './av-frame.ts';
import { PixelConverter } from './pixel-converter.ts';
import type { Picture } from './video-encoder.ts';

/** Pixels of the longer side, at most. */
const LONGEST_SIDE = 320;
/** Bytes: 49,152 characters of base64, which is what a message of the host link has room for. */
export const MAX_THUMBNAIL_BYTES = 36_864;
/** Of FFmpeg's 2 to 31, the best first. Nearly all pictures fit with the first one; noise does with the last. */
const QUANTISERS = [4, 10, 31] as const;
/** FFmpeg counts quantisers in units of its own (libavutil, `FF_QP2LAMBDA`). */
const LAMBDA_PER_QUANTISER = 118;

interface Opened {
  /** What it was opened for. */
  readonly like: Omit<Picture, 'bytes'>;
  readonly frame: av.Frame;
  readonly converter: PixelConverter;
  readonly context: av.CodecContext;
}

export class ThumbnailMaker {
  readonly #packet = new av.Packet();
  #opened: Opened | undefined;

  constructor() {
    this.#packet.alloc();
  }

  /**
   * @returns a JPEG of at most {@link MAX_THUMBNAIL_BYTES}; undefined for a picture that does not fit into that
   * @throws RemoteViewError `encoder-failed`
   */
  make(picture: Picture): Uint8Array<ArrayBuffer> | undefined {
    const { frame, converter, context } = this.#open(picture);
    const writable = frame.makeWritable();
    if (writable < 0) throw failed(writable);
    converter.convert(picture, frame);
    for (const quantiser of QUANTISERS) {
      frame.quality = quantiser * LAMBDA_PER_QUANTISER;
      const jpeg = this.#encode(context, frame);
      // A copy: the packet's bytes are FFmpeg's, and the next one's.
      if (jpeg.length <= MAX_THUMBNAIL_BYTES) return Uint8Array.from(jpeg);
    }
    return undefined;
  }

  /** The next thumbnail opens everything anew. */
  close(): void {
    this.#opened?.converter.close();
    this.#opened?.frame.free();
    this.#opened?.context.freeContext();
    this.#opened = undefined;
  }

  #encode(context: av.CodecContext, frame: av.Frame): Uint8Array {
    frame.pts++;
    const sent = context.sendFrameSync(frame);
    if (sent < 0) throw failed(sent);
    const packet = this.#packet;
    packet.unref();
    const received = context.receivePacketSync(packet);
    if (received < 0) throw failed(received);
    if (packet.data === null) throw avFailed('mjpeg', 'an empty packet');
    return packet.data;
  }

  #open({ format, width, height, bytes }: Picture): Opened {
    const { like } = this.#opened ?? {};
    if (this.#opened !== undefined && like?.format === format && like.width === width && like.height === height)
      return this.#opened;
    this.close();
    const size = thumbnailSize(width, height);
    const frame = allocFrame(av.AV_PIX_FMT_YUV420P, size.width, size.height);
    // As JFIF has it: BT.601, all values from 0 to 255.
    frame.colorSpace = av.AVCOL_SPC_SMPTE170M;
    frame.colorRange = av.AVCOL_RANGE_JPEG;
    frame.pts = 0n;
    const converter = new PixelConverter({ format, width, height, bytes }, frame);
    this.#opened = { like: { format, width, height }, frame, converter, context: openMjpeg(frame) };
    return this.#opened;
  }
}

/** Not larger than the picture; even sides, as chroma of half the size wants them. */
export function thumbnailSize(width: number, height: number): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const side = (pixels: number): number => Math.max(2, Math.floor((pixels * scale) / 2) * 2);
  return { width: side(width), height: side(height) };
}

function openMjpeg(frame: av.Frame): av.CodecContext {
  const codec = av.Codec.findEncoder(av.AV_CODEC_ID_MJPEG);
  if (codec === null) throw avFailed('mjpeg', 'not in this FFmpeg');
  const context = new av.CodecContext();
  context.allocContext3(codec);
  context.width = frame.width;
  context.height = frame.height;
  context.pixelFormat = frame.format as av.AVPixelFormat;
  context.colorSpace = frame.colorSpace;
  context.colorRange = frame.colorRange;
  context.timeBase = new av.Rational(1, 1);
  // With several it would give a picture back only behind the next ones.
  context.threadCount = 1;
  context.setFlags(av.AV_CODEC_FLAG_QSCALE);
  const result = context.open2Sync(codec, null);
  if (result >= 0) return context;
  context.freeContext();
  throw failed(result);
}

function failed(result: number): ReturnType<typeof avFailed> {
  return avFailed('mjpeg', av.FFmpegError.strerror(result));
}
