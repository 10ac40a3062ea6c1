/** Notes when frames are presented and in which size, and what the receiver counts, for as long as the page lives. */
import type { Millis } from '@remote-view/protocol';
import type { InboundStats, Presented } from '../page-recording.ts';

const STATS_EVERY: Millis = 500;

export class PresentationLog {
  readonly presented: Presented[] = [];
  readonly stats: InboundStats[] = [];

  /** @returns once the first frame is presented, and counted */
  async watch(video: HTMLVideoElement, connection: RTCPeerConnection): Promise<void> {
    setInterval(() => void this.#ask(connection), STATS_EVERY);
    await new Promise<void>((resolve) => {
      const onFrame = (_now: number, metadata: VideoFrameCallbackMetadata): void => {
        const { presentationTime, presentedFrames, width, height } = metadata;
        this.presented.push({ at: presentationTime, frames: presentedFrames, width, height });
        video.requestVideoFrameCallback(onFrame);
        resolve();
      };
      video.requestVideoFrameCallback(onFrame);
    });
    // What follows is counted from here.
    await this.#ask(connection);
  }

  async #ask(connection: RTCPeerConnection): Promise<void> {
    const report = await connection.getStats();
    const all = [...report.values()] as { readonly type: string; readonly kind?: string }[];
    const inbound = all.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video') as
      | (RTCInboundRtpStreamStats & {
          readonly keyFramesDecoded?: number;
          readonly retransmittedPacketsReceived?: number;
        })
      | undefined;
    if (inbound === undefined) return;
    this.stats.push({
      at: performance.now(),
      bytesReceived: inbound.bytesReceived ?? 0,
      framesDecoded: inbound.framesDecoded ?? 0,
      keyFramesDecoded: inbound.keyFramesDecoded ?? 0,
      nackCount: inbound.nackCount ?? 0,
      pliCount: inbound.pliCount ?? 0,
      retransmittedPacketsReceived: inbound.retransmittedPacketsReceived ?? 0,
      jitterBufferDelay: inbound.jitterBufferDelay ?? 0,
      jitterBufferEmittedCount: inbound.jitterBufferEmittedCount ?? 0,
    });
  }
}
