/**
 * Sees every frame of a video twice: decoded, with its pixels (MediaStreamTrackProcessor, which misses none), and
 * presented, with the compositor's times (requestVideoFrameCallback, whose pixels may be newer than what it tells, so
 * none are read there). The RTP timestamp says which belong together.
 */
import { CODE_HEIGHT, CODE_WIDTH } from '../../barcode/layout.ts';
import { decodeBarcode, type BarcodeReading } from '../../barcode/decode.ts';
import type { DecodedFrame, PresentedFrame } from '../recording.ts';

/** W3C mediacapture-transform and WebCodecs; not in TypeScript's DOM library. */
declare class MediaStreamTrackProcessor {
  constructor(init: { track: MediaStreamTrack; maxBufferSize?: number });
  readonly readable: ReadableStream<DescribedVideoFrame>;
}
type DescribedVideoFrame = VideoFrame & { metadata(): { rtpTimestamp?: number } };

/** Frames that may wait for this page; more would make the browser drop the oldest. */
const MAX_WAITING = 16;
const CODE_RECT = { x: 0, y: 0, width: CODE_WIDTH, height: CODE_HEIGHT };

export class FrameLog {
  readonly decoded: DecodedFrame[] = [];
  readonly presented: PresentedFrame[] = [];

  /** Starts to watch; runs until the track ends. */
  watch(video: HTMLVideoElement, track: MediaStreamTrack): void {
    const onFrame = (_now: number, metadata: VideoFrameCallbackMetadata): void => {
      this.#wasPresented(metadata);
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
    const { readable } = new MediaStreamTrackProcessor({ track, maxBufferSize: MAX_WAITING });
    void this.#readAll(readable.getReader());
  }

  async #readAll(reader: ReadableStreamDefaultReader<DescribedVideoFrame>): Promise<void> {
    for (;;) {
      const { value: frame, done } = await reader.read();
      if (done) return;
      const at = performance.now();
      const { rtpTimestamp } = frame.metadata();
      const { displayWidth: width, displayHeight: height } = frame;
      const reading = await readBarcode(frame);
      frame.close();
      if (rtpTimestamp === undefined) continue;
      this.decoded.push({ rtpTimestamp, at, width, height, reading, readingTook: performance.now() - at });
    }
  }

  #wasPresented(metadata: VideoFrameCallbackMetadata): void {
    const { rtpTimestamp, receiveTime, processingDuration } = metadata;
    if (rtpTimestamp === undefined || receiveTime === undefined) return;
    this.presented.push({
      rtpTimestamp,
      receivedAt: receiveTime,
      decode: (processingDuration ?? 0) * 1_000,
      presentedAt: metadata.presentationTime,
      expectedDisplayAt: metadata.expectedDisplayTime,
      presentedFrames: metadata.presentedFrames,
    });
  }
}

async function readBarcode(frame: VideoFrame): Promise<BarcodeReading> {
  if (frame.displayWidth < CODE_WIDTH || frame.displayHeight < CODE_HEIGHT) return { fault: 'too-small' };
  // Software decoders give planes, luma first. A hardware decoder's frame may have no format: asked for RGBA it comes.
  const planar = frame.format?.startsWith('I4') === true || frame.format === 'NV12';
  const options: VideoFrameCopyToOptions = planar ? { rect: CODE_RECT } : { rect: CODE_RECT, format: 'RGBA' };
  const bytes = new Uint8Array(frame.allocationSize(options));
  const [plane] = await frame.copyTo(bytes, options);
  if (plane === undefined) return { fault: 'too-small' };
  return decodeBarcode({ bytes, offset: plane.offset + (planar ? 0 : 1), stride: plane.stride, step: planar ? 1 : 4 });
}
