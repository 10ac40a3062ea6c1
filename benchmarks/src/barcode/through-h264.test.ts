/** The barcode through the encoder that we ship, at a bitrate at which the picture around it falls apart. */
import { openAvEncoder } from '@remote-view/renderer-host/encoder';
import * as av from 'node-av';
import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../stats/random.ts';
import { decodeBarcode } from './decode.ts';
import { MAX_ID } from './layout.ts';
import { paintBarcode } from './testing/paint.ts';

const WIDTH = 320;
const HEIGHT = 180;
/** A quarter of the least that the host spends on a picture, for white noise, which would need thirty times as much. */
const SETTINGS = { width: WIDTH, height: HEIGHT, fps: 30, bitrate: 400_000 };
const FRAMES = 10_000;

describe('through H.264 at 400 kbit/s', () => {
  const encoder = openAvEncoder('libx264', SETTINGS);
  const decoder = openDecoder();
  afterAll(() => {
    encoder.close();
    decoder.close();
  });

  it('ten thousand barcodes in a row are read right, so fewer than one in ten thousand is not', () => {
    const random = seededRandom(3);
    const scenery = Array.from({ length: 7 }, () => noise(random));
    let bytes = 0;
    let wrong = 0;
    for (let frame = 0; frame < FRAMES; frame++) {
      const picture = scenery[frame % scenery.length]!;
      const id = Math.floor(random() * (MAX_ID + 1));
      paintBarcode(picture, WIDTH, id);
      const { data } = encoder.encode(
        { format: 'i420', width: WIDTH, height: HEIGHT, bytes: picture },
        { keyFrame: frame % 500 === 0 },
      );
      bytes += data.length;
      const reading = decodeBarcode(decoder.decode(data));
      if (!('id' in reading) || reading.id !== id) wrong++;
    }
    expect(wrong).toBe(0);
    // It was as coarse as meant.
    expect(bytes / FRAMES).toBeLessThan(SETTINGS.bitrate / SETTINGS.fps / 8);
  }, 60_000);
});

/** An I420 picture of noise, which no codec can predict. */
function noise(random: () => number): Uint8Array {
  return Uint8Array.from({ length: WIDTH * HEIGHT * 1.5 }, () => 16 + Math.floor(random() * 220));
}

function openDecoder() {
  const codec = av.Codec.findDecoder(av.AV_CODEC_ID_H264);
  if (codec === null) throw new Error('this FFmpeg has no H.264 decoder');
  const context = new av.CodecContext();
  context.allocContext3(codec);
  // With threads a decoder gives out a frame only when the next ones are in.
  context.threadCount = 1;
  context.flags = av.AV_CODEC_FLAG_LOW_DELAY;
  assertOk(context.open2Sync(codec, null));
  const packet = new av.Packet();
  packet.alloc();
  const frame = new av.Frame();
  frame.alloc();
  return {
    /** Luma of the one picture in `accessUnit`, valid until the next call. */
    decode: (accessUnit: Uint8Array) => {
      packet.unref();
      packet.data = Buffer.from(accessUnit);
      assertOk(context.sendPacketSync(packet));
      assertOk(context.receiveFrameSync(frame));
      return { bytes: frame.data![0]!, offset: 0, stride: frame.linesize[0]!, step: 1 };
    },
    close: () => {
      frame.free();
      packet.free();
      context.freeContext();
    },
  };
}

function assertOk(result: number): void {
  if (result < 0) throw new Error(av.FFmpegError.strerror(result));
}
