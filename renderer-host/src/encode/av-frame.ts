/** FFmpeg's frames: pictures in ordinary memory, BT.709 in limited range. */
import { RemoteViewError } from '@remote-view/protocol';
import * as av from 'node-av';
import type { Picture } from './video-encoder.ts';

/** @throws RemoteViewError `encoder-failed` */
export function allocFrame(format: av.AVPixelFormat, width: number, height: number): av.Frame {
  const frame = new av.Frame();
  frame.alloc();
  frame.format = format;
  frame.width = width;
  frame.height = height;
  frame.colorRange = av.AVCOL_RANGE_MPEG;
  frame.colorSpace = av.AVCOL_SPC_BT709;
  frame.colorPrimaries = av.AVCOL_PRI_BT709;
  frame.colorTrc = av.AVCOL_TRC_BT709;
  const result = frame.getBuffer();
  if (result < 0) throw avFailed('frame', av.FFmpegError.strerror(result));
  return frame;
}

/** Copies packed I420 planes into a frame of the same format and size, whose rows may be padded. */
export function copyPlanes(picture: Picture, frame: av.Frame): void {
  const planes = frame.data;
  if (planes === null) throw avFailed('frame', 'no memory');
  const { width, height, bytes } = picture;
  let offset = 0;
  for (const [index, rowBytes, rows] of [
    [0, width, height],
    [1, width / 2, height / 2],
    [2, width / 2, height / 2],
  ] as const) {
    const plane = planes[index]!;
    const stride = frame.linesize[index]!;
    if (stride === rowBytes) {
      plane.set(bytes.subarray(offset, offset + rowBytes * rows));
      offset += rowBytes * rows;
      continue;
    }
    for (let row = 0; row < rows; row++, offset += rowBytes) {
      plane.set(bytes.subarray(offset, offset + rowBytes), row * stride);
    }
  }
}

/** `what` is the encoder, or the part of FFmpeg, that failed. */
export function avFailed(what: string, detail: string): RemoteViewError {
  return new RemoteViewError('encoder-failed', `The encoder failed: ${detail}.`, { context: { encoder: what } });
}
