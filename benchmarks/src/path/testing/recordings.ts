/** Recordings of made rounds: a steady stream over a made path, with what a test wants to be different. */
import { BIN, LinkLogger } from '../emulator/link-log.ts';
import type { EmulatorRecording } from '../emulator/messages.ts';
import type { PageRecording, Presented } from '../page-recording.ts';
import { lengthOf, type Phase } from '../schedule.ts';

/** The page was opened half a minute before the schedule began. */
export const ORIGIN = 1_000_000;
export const STARTED_AT = ORIGIN + 30_000;

/** @param bitrate of what comes to the queue, at a time of the schedule @param wait of its packets */
export function madeLink(
  phases: readonly Phase[],
  bitrate: (at: number) => number,
  wait: (at: number) => number = () => 5,
): EmulatorRecording {
  const logger = new LinkLogger(lengthOf(phases));
  for (let at = 0; at < lengthOf(phases); at += BIN) {
    const bytes = (bitrate(at) * BIN) / 8_000;
    if (bytes > 0) logger.add(bytes, { type: 'delivered', wait: wait(at), arrivesAt: 0 }, at);
  }
  return { startedAt: STARTED_AT, down: logger.finish(), lateness: { p50: 0.1, p99: 0.5, max: 3 }, faults: 0 };
}

/** Frames at 60 a second, from two seconds before the schedule on; `keeps` says which of them are presented. */
export function madePage(phases: readonly Phase[], keeps: (at: number) => boolean = () => true): PageRecording {
  const presented: Presented[] = [];
  const frames = Math.floor((lengthOf(phases) + 2_000) * 0.06);
  for (let frame = 0; frame < frames; frame++) {
    const at = (frame * 1_000) / 60 - 2_000;
    if (!keeps(at)) continue;
    presented.push({ at: at + STARTED_AT - ORIGIN, frames: presented.length + 1, width: 1280, height: 720 });
  }
  const stats = Array.from({ length: frames / 30 }, (_, index) => ({
    at: index * 500 - 2_000 + STARTED_AT - ORIGIN,
    ...{ bytesReceived: index * 62_500, framesDecoded: index * 30, keyFramesDecoded: 1, nackCount: index, pliCount: 0 },
    ...{ jitterBufferDelay: index * 0.3, jitterBufferEmittedCount: index * 30, retransmittedPacketsReceived: index },
  }));
  return { timeOrigin: ORIGIN, presented, stats, video: undefined };
}
