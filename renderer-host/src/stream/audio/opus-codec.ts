/**
 * Opus (RFC 6716) over FFmpeg's libopus (node-av), by synchronous calls, for a thread of its own.
 *
 * Sound goes out as CELT alone (`lowdelay`): 2.5 ms of look-ahead instead of 6.5. In-band FEC is of no use there: it is a
 * part of SILK, which libopus takes for music only where much is lost, at a tenth of the quality. A packet is 10 ms, and
 * receivers make up for one.
 */
import { RemoteViewError } from '@remote-view/protocol';
import * as av from '../../encode/av.ts';
import { CHANNELS, FRAME_SAMPLES, SAMPLE_RATE, toMillis } from '../../link/sound-format.ts';

/** Bits per second, on average. */
export const SOUND_BITRATE = 112_000;
const STEREO = { order: av.AV_CHANNEL_ORDER_NATIVE, nbChannels: CHANNELS, mask: 3n } as const;
const MONO = { order: av.AV_CHANNEL_ORDER_NATIVE, nbChannels: 1, mask: 4n } as const;

function codecFailed(what: string, result: number): RemoteViewError {
  return new RemoteViewError('encoder-failed', `Sound failed: ${what}: ${av.FFmpegError.strerror(result)}.`);
}

export class OpusEncoder {
  readonly #context = new av.CodecContext();
  readonly #frame = new av.Frame();
  readonly #packet = new av.Packet();
  #pts = 0n;

  /** @throws RemoteViewError `encoder-failed` */
  constructor() {
    const codec = av.Codec.findEncoderByName('libopus' as unknown as av.FFEncoderCodec);
    if (codec === null) throw new RemoteViewError('encoder-failed', 'This FFmpeg has no libopus.');
    const context = this.#context;
    context.allocContext3(codec);
    context.sampleRate = SAMPLE_RATE;
    context.sampleFormat = av.AV_SAMPLE_FMT_FLT;
    context.channelLayout = STEREO;
    context.bitRate = BigInt(SOUND_BITRATE);
    context.timeBase = new av.Rational(1, SAMPLE_RATE);
    const options = { frame_duration: String(toMillis(FRAME_SAMPLES)), application: 'lowdelay', vbr: 'on' };
    for (const [option, value] of Object.entries(options)) {
      const set = context.setOption(option, value);
      if (set < 0) throw codecFailed(option, set);
    }
    const opened = context.open2Sync(codec, null);
    if (opened < 0) throw codecFailed('libopus', opened);
    this.#frame.alloc();
    this.#frame.format = av.AV_SAMPLE_FMT_FLT;
    this.#frame.sampleRate = SAMPLE_RATE;
    this.#frame.channelLayout = STEREO;
    this.#frame.nbSamples = FRAME_SAMPLES;
    const allocated = this.#frame.getBuffer();
    if (allocated < 0) throw codecFailed('frame', allocated);
    this.#packet.alloc();
  }

  /**
   * @param pcm stereo by turns, {@link FRAME_SAMPLES} of each
   * @returns one Opus packet
   * @throws RemoteViewError `encoder-failed`
   */
  encode(pcm: Float32Array): Uint8Array {
    const filled = this.#frame.fromBuffer(Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength));
    if (filled < 0) throw codecFailed('frame', filled);
    this.#frame.pts = this.#pts;
    this.#pts += BigInt(FRAME_SAMPLES);
    const sent = this.#context.sendFrameSync(this.#frame);
    if (sent < 0) throw codecFailed('encode', sent);
    const received = this.#context.receivePacketSync(this.#packet);
    if (received < 0) throw codecFailed('encode', received);
    const bytes = Uint8Array.from(this.#packet.data ?? []);
    this.#packet.unref();
    return bytes;
  }

  close(): void {
    this.#context.freeContext();
  }
}

/** One voice, mono. */
export class OpusDecoder {
  readonly #context = new av.CodecContext();
  readonly #frame = new av.Frame();

  /** @throws RemoteViewError `encoder-failed` */
  constructor() {
    // A viewer could make the decoder complain as often as it likes; what matters comes as an error code.
    av.Log.setLevel(av.AV_LOG_FATAL);
    const codec = av.Codec.findDecoderByName('libopus' as unknown as av.FFDecoderCodec);
    if (codec === null) throw new RemoteViewError('encoder-failed', 'This FFmpeg has no libopus.');
    this.#context.allocContext3(codec);
    this.#context.sampleRate = SAMPLE_RATE;
    this.#context.channelLayout = MONO;
    const opened = this.#context.open2Sync(codec, null);
    if (opened < 0) throw codecFailed('libopus', opened);
    this.#frame.alloc();
  }

  /** @returns samples from -1 to 1; undefined for what is no Opus */
  decode(payload: Uint8Array): Float32Array<ArrayBuffer> | undefined {
    const packet = new av.Packet();
    packet.alloc();
    packet.data = Buffer.from(payload);
    const sent = this.#context.sendPacketSync(packet);
    packet.free();
    if (sent < 0 || this.#context.receiveFrameSync(this.#frame) < 0) return undefined;
    const [plane] = this.#frame.data ?? [];
    if (plane === undefined) return undefined;
    const view = new DataView(plane.buffer, plane.byteOffset, plane.byteLength);
    const pcm = Float32Array.from({ length: this.#frame.nbSamples }, (_, at) => view.getInt16(at * 2, true) / 32_768);
    this.#frame.unref();
    return pcm;
  }

  close(): void {
    this.#context.freeContext();
  }
}
