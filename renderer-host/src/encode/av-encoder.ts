/**
 * {@link VideoEncoder} over FFmpeg (node-av).
 *
 * Only the synchronous calls are used, on a thread of their own: overlapping asynchronous ones abort the process, and a
 * null or freed frame silently flushes the encoder for good.
 */
import * as av from './av.ts';
import { allocFrame, avFailed as failed, pointAt } from './av-frame.ts';
import { estimatedQuantiser } from './estimated-quantiser.ts';
import { parseChoice, type EncoderChoice, type EncoderKind, type EncoderName } from './h264-options.ts';
import { PixelConverter } from './pixel-converter.ts';
import { RateFill } from './rate-fill.ts';
import type {
  EncodedPicture,
  EncoderSettings,
  Picture,
  RateChange,
  RateTarget,
  VideoEncoder,
} from './video-encoder.ts';

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
/** FFmpeg says how good a picture is in units of its own: this many a step of the quantiser (libavutil, `FF_QP2LAMBDA`). */
const LAMBDA_PER_QUANTISER = 118;
/** bits per second; with less than this nothing is left of a picture, and x264 takes 0 for "no limit". */
const LEAST_BITRATE = 20_000;
/**
 * Bits for each pixel of a key frame, at least. x264 that has to make one with less writes four times as much, of which
 * nothing can be made out, and then hardly anything for as long as the rate stays: a 720p stream of 0.2 Mbit/s began at 11 to
 * 14 dB and stayed there; with this it begins at 19 to 40 and gets better.
 */
const LEAST_KEY_FRAME = 0.02;
/** A rate below this share of the one before is a path that is fuller than it was. */
const FELL = 0.85;
/** Below this nobody sees a difference, and a simple picture would spend the whole bitrate on it. */
const FINEST = 10;

class AvEncoder implements VideoEncoder {
  readonly name: EncoderName;
  readonly rateChange: RateChange;
  readonly #kind: EncoderKind;
  readonly #preset: string | undefined;
  /** Frames per second that the encoder was opened for, and reckons with for good. */
  readonly #openFps: number;
  readonly #fill: RateFill;
  #settings: EncoderSettings;
  #context: av.CodecContext;
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
    this.rateChange = kind.rateChange;
    this.#kind = kind;
    this.#openFps = Math.max(1, Math.round(settings.fps));
    this.#settings = settings;
    this.#preset = preset;
    this.#fill = new RateFill(kind.buffer ?? 1);
    if (kind.input === undefined) throw failed(kind.name, 'takes frames in GPU memory only, which is not built yet');
    this.#format = kind.input === 'nv12' ? av.AV_PIX_FMT_NV12 : av.AV_PIX_FMT_YUV420P;
    this.#context = this.#open();
    this.#packet.alloc();
  }

  #open(): av.CodecContext {
    const { name, options } = this.#kind;
    const settings = this.#settings;
    const codec = av.Codec.findEncoderByName(name as unknown as av.FFEncoderCodec);
    if (codec === null) throw failed(name, 'not in this FFmpeg');
    const context = new av.CodecContext();
    context.allocContext3(codec);
    context.width = settings.width;
    context.height = settings.height;
    context.pixelFormat = this.#format;
    context.timeBase = new av.Rational(1, this.#openFps);
    context.framerate = new av.Rational(this.#openFps, 1);
    context.gopSize = 0x7fff_ffff;
    context.maxBFrames = 0;
    context.level = LEVEL;
    context.qMin = FINEST;
    context.colorRange = av.AVCOL_RANGE_MPEG;
    context.colorSpace = av.AVCOL_SPC_BT709;
    context.colorPrimaries = av.AVCOL_PRI_BT709;
    context.colorTrc = av.AVCOL_TRC_BT709;
    this.#applyRate(context, this.rateChange === 'free');
    // Set one by one: a Dictionary handed to open2 is freed by FFmpeg and again by its finaliser.
    for (const [option, value] of Object.entries(options(settings, this.#preset))) {
      const set = context.setOption(option, value);
      if (set < 0) throw failed(name, `option ${option}=${value}: ${av.FFmpegError.strerror(set)}`);
    }
    const result = context.open2Sync(codec, null);
    if (result < 0) {
      context.freeContext();
      throw failed(name, av.FFmpegError.strerror(result));
    }
    return context;
  }

  get settings(): EncoderSettings {
    return this.#settings;
  }

  setRate(target: RateTarget): void {
    if (target.bitrate < this.#settings.bitrate * FELL) this.#fill.tighten();
    this.#settings = { ...this.#settings, ...target };
    if (this.rateChange !== 'free') this.#applyRate(this.#context, false);
  }

  encode(picture: Picture, { keyFrame }: { readonly keyFrame: boolean }): EncodedPicture {
    const { width, height } = this.#settings;
    if (this.#closed || picture.width !== width || picture.height !== height) {
      throw failed(this.name, `a picture of ${picture.width}x${picture.height} does not fit ${width}x${height}`);
    }
    const convertStart = performance.now();
    const input = this.#input(picture);
    const convertMs = performance.now() - convertStart;

    if (this.rateChange === 'free') this.#prepare(keyFrame);
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
    const bits = data.length * 8;
    const quantiser = quantiserOf(packet) ?? estimatedQuantiser(bits, this.#share, width * height);
    this.#fill.encoded(bits / this.#share, !packet.isKeyframe && quantiser > FINEST + 2);
    return { data, keyFrame: packet.isKeyframe, convertMs, quantiser };
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

  /** Bits of a picture. */
  get #share(): number {
    const { bitrate, fps } = this.#settings;
    return Math.max(LEAST_BITRATE, bitrate) / fps;
  }

  get #leastKeyFrame(): number {
    return this.#settings.width * this.#settings.height * LEAST_KEY_FRAME;
  }

  #prepare(keyFrame: boolean): void {
    if (keyFrame && this.#pts > 0n && this.#share < this.#leastKeyFrame) {
      // A buffer that is made larger for one picture has no more in it than before; that of a fresh encoder is full.
      this.#context.freeContext();
      this.#context = this.#open();
      this.#pts = 0n;
    }
    this.#applyRate(this.#context, keyFrame || this.#pts === 0n);
  }

  /**
   * libx264 and NVENC look at these fields before every picture and reconfigure themselves when one has changed. Both
   * give a picture its share by the frame rate of their opening, so a picture that is to have more or less of a second
   * is another rate to them.
   */
  #applyRate(context: av.CodecContext, keyFrame: boolean): void {
    const perPicture = keyFrame ? Math.max(this.#share, this.#leastKeyFrame) : this.#share;
    const factor = this.rateChange === 'free' ? this.#fill.factor : 1;
    const perSecond = BigInt(Math.round(perPicture * factor * this.#openFps));
    context.bitRate = perSecond;
    context.rcMaxRate = perSecond;
    context.rcBufferSize = Math.round(perPicture * this.#fill.buffer);
  }
}

function quantiserOf(packet: av.Packet): number | undefined {
  const stats = packet.getSideData(av.AV_PKT_DATA_QUALITY_STATS);
  // x264 goes beyond 51 by itself, where it is desperate.
  return stats === null ? undefined : Math.min(51, stats.readUInt32LE(0) / LAMBDA_PER_QUANTISER);
}
