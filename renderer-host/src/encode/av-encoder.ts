/**
 * {@link VideoEncoder} over FFmpeg (node-av).
 *
 * Only the synchronous calls are used, on a thread of their own: overlapping asynchronous ones abort the process, and a
 * null or freed frame silently flushes the encoder for good.
 */
import * as av from './av.ts';
import { allocFrame, avFailed as failed, pointAt } from './av-frame.ts';
import { parseChoice, type EncoderChoice, type EncoderKind, type EncoderName } from './h264-options.ts';
import { PixelConverter } from './pixel-converter.ts';
import type { EncodedPicture, EncoderSettings, Picture, RateTarget, VideoEncoder } from './video-encoder.ts';

// libx264 writes a page of statistics for every encoder that closes; what matters comes as an error code.
av.Log.setLevel(av.AV_LOG_ERROR);

/** Opens an encoder. @throws RemoteViewError `encoder-failed` with FFmpeg's reason */
export function openAvEncoder(choice: EncoderChoice, settings: EncoderSettings): VideoEncoder {
  const { kind, preset } = parseChoice(choice);
  if (kind === undefined) throw failed(choice, 'no such encoder');
  return new AvEncoder(kind, preset, settings);
}

/** H.264 level 5.2 (4K at 60) for every size: the profile-level-id of the SDP must stay true when a picture is resized. */
const LEVEL = 52;

class AvEncoder implements VideoEncoder {
  readonly name: EncoderName;
  readonly #kind: EncoderKind;
  #settings: EncoderSettings;
  readonly #context = new av.CodecContext();
  /** The pixel format that the encoder takes. */
  readonly #format: av.AVPixelFormat;
  readonly #packet = new av.Packet();
  /** For pictures in that format: its planes are theirs, nothing is copied. */
  #direct: av.Frame | undefined;
  /** For all others. */
  #converted: { readonly frame: av.Frame; readonly converter: PixelConverter } | undefined;
  #pts = 0n;
  #closed = false;

  constructor(kind: EncoderKind, preset: string | undefined, settings: EncoderSettings) {
    this.name = kind.name;
    this.#kind = kind;
    this.#settings = settings;
    const codec = av.Codec.findEncoderByName(kind.name as unknown as av.FFEncoderCodec);
    if (codec === null) throw failed(kind.name, 'not in this FFmpeg');
    if (kind.input === undefined) throw failed(kind.name, 'takes frames in GPU memory only, which is not built yet');
    this.#format = kind.input === 'nv12' ? av.AV_PIX_FMT_NV12 : av.AV_PIX_FMT_YUV420P;

    const context = this.#context;
    context.allocContext3(codec);
    context.width = settings.width;
    context.height = settings.height;
    context.pixelFormat = this.#format;
    context.timeBase = new av.Rational(1, Math.max(1, Math.round(settings.fps)));
    context.framerate = new av.Rational(Math.max(1, Math.round(settings.fps)), 1);
    context.gopSize = 0x7fff_ffff;
    context.maxBFrames = 0;
    context.level = LEVEL;
    // Below this nobody sees a difference, and a simple picture would spend the whole bitrate on it.
    context.qMin = 10;
    context.colorRange = av.AVCOL_RANGE_MPEG;
    context.colorSpace = av.AVCOL_SPC_BT709;
    context.colorPrimaries = av.AVCOL_PRI_BT709;
    context.colorTrc = av.AVCOL_TRC_BT709;
    this.#applyRate();
    // Set one by one: a Dictionary handed to open2 is freed by FFmpeg and again by its finaliser.
    for (const [option, value] of Object.entries(kind.options(settings, preset))) {
      const set = context.setOption(option, value);
      if (set < 0) throw failed(kind.name, `option ${option}=${value}: ${av.FFmpegError.strerror(set)}`);
    }
    const result = context.open2Sync(codec, null);
    if (result < 0) {
      context.freeContext();
      throw failed(kind.name, av.FFmpegError.strerror(result));
    }
    this.#packet.alloc();
  }

  get settings(): EncoderSettings {
    return this.#settings;
  }

  setRate(target: RateTarget): void {
    this.#settings = { ...this.#settings, ...target };
    this.#applyRate();
  }

  encode(picture: Picture, { keyFrame }: { readonly keyFrame: boolean }): EncodedPicture {
    const { width, height } = this.#settings;
    if (this.#closed || picture.width !== width || picture.height !== height) {
      throw failed(this.name, `a picture of ${picture.width}x${picture.height} does not fit ${width}x${height}`);
    }
    const convertStart = performance.now();
    const input = this.#input(picture);
    const convertMs = performance.now() - convertStart;

    input.pts = this.#pts++;
    input.pictType = keyFrame ? av.AV_PICTURE_TYPE_I : av.AV_PICTURE_TYPE_NONE;
    const sent = this.#context.sendFrameSync(input);
    if (sent < 0) throw failed(this.name, av.FFmpegError.strerror(sent));
    const packet = this.#packet;
    packet.unref();
    const received = this.#context.receivePacketSync(packet);
    const data = received < 0 ? null : packet.data;
    if (data === null) {
      throw failed(this.name, received < 0 ? av.FFmpegError.strerror(received) : 'an empty packet');
    }
    return { data, keyFrame: packet.isKeyframe, convertMs };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#converted?.converter.close();
    this.#converted?.frame.free();
    this.#direct?.free();
    this.#packet.free();
    this.#context.freeContext();
  }

  #input(picture: Picture): av.Frame {
    const { width, height } = picture;
    if (picture.format === 'i420' && this.#format === av.AV_PIX_FMT_YUV420P) {
      this.#direct ??= allocFrame(this.#format, width, height);
      // libx264 and NVENC, which take this format, have made a copy of their own when `encode` returns.
      pointAt(this.#direct, picture);
      return this.#direct;
    }
    if (this.#converted === undefined) {
      const frame = allocFrame(this.#format, width, height);
      this.#converted = { frame, converter: new PixelConverter(picture, frame) };
    }
    const { frame, converter } = this.#converted;
    const writable = frame.makeWritable();
    if (writable < 0) throw failed(this.name, av.FFmpegError.strerror(writable));
    converter.convert(picture, frame);
    return frame;
  }

  /** libx264 and NVENC look at these fields before every frame and reconfigure themselves when one has changed. */
  #applyRate(): void {
    const { bitrate, fps } = this.#settings;
    this.#context.bitRate = BigInt(Math.round(bitrate));
    this.#context.rcMaxRate = BigInt(Math.round(bitrate));
    this.#context.rcBufferSize = Math.round((bitrate / fps) * (this.#kind.buffer ?? 1));
  }
}
