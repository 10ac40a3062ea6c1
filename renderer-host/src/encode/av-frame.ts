/** FFmpeg's frames: pictures in ordinary memory, BT.709 in limited range. */
import { RemoteViewError } from '@remote-view/protocol';
import * as av from './av.ts';
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

/**
 * Lets a frame of the same format and size show this picture: its planes become the picture's own bytes, which must stay
 * until the frame was used. Nothing is copied; from shared memory a copy would go through V8, at a fifth of memcpy's pace.
 */
export function pointAt(frame: av.Frame, { bytes }: Picture): void {
  const result = frame.fromBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (result < 0) throw avFailed('frame', av.FFmpegError.strerror(result));
}

/** `what` is the encoder, or the part of FFmpeg, that failed. */
export function avFailed(what: string, detail: string): RemoteViewError {
  return new RemoteViewError('encoder-failed', `The encoder failed: ${detail}.`, { context: { encoder: what } });
}
