/**
 * BGRA or I420 to an encoder's pixel format by swscale, which takes matrix and range from the two frames' properties.
 *
 * Chroma is the mean of its four pixels, as the GPU's pass makes it. swscale's default, bicubic, differs from that by up
 * to 21 of 255 at hard edges; its `area` scaler is exact to 1 and costs the same. `full_chroma_inp` changes no value: the
 * mean is taken of chroma then, for which there is SIMD, and not of RGB, for which there is none (0.74 ms for 1.17 at
 * 720p).
 */
import * as av from './av.ts';
import { allocFrame, avFailed, pointAt } from './av-frame.ts';
import type { Picture } from './video-encoder.ts';

export class PixelConverter {
  readonly #scale = new av.SoftwareScaleContext();
  readonly #source: av.Frame;

  /**
   * For pictures like this one, into frames like that one.
   * @throws RemoteViewError `encoder-failed`
   */
  constructor({ format, width, height }: Picture, target: av.Frame) {
    this.#source = allocFrame(format === 'bgra' ? av.AV_PIX_FMT_BGRA : av.AV_PIX_FMT_YUV420P, width, height);
    if (format === 'bgra') {
      this.#source.colorSpace = av.AVCOL_SPC_RGB;
      this.#source.colorRange = av.AVCOL_RANGE_JPEG;
    }
    this.#scale.allocContext();
    // Setting an option of a context that was never used ends the process (node-av 5.2.4): use it once before.
    check(this.#scale.scaleFrameSync(target, this.#source));
    check(this.#scale.setOption('sws_flags', 'area+full_chroma_inp'));
  }

  convert(picture: Picture, target: av.Frame): void {
    pointAt(this.#source, picture);
    check(this.#scale.scaleFrameSync(target, this.#source));
  }

  close(): void {
    this.#scale.freeContext();
    this.#source.free();
  }
}

function check(result: number): void {
  if (result < 0) throw avFailed('swscale', av.FFmpegError.strerror(result));
}
