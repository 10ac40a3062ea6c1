/** A real transport that sends at once, for tests of what receives. */
import { MediaTransport, type CongestionController } from '@remote-view/renderer-host/transport';
import { VIDEO } from '../negotiated-video.ts';

/** Wants one rate whatever it hears. */
export function constantRate(target: number, pacing = target * 10): CongestionController {
  return {
    decision: { target, pacing, window: Infinity, probe: undefined },
    sent: () => {},
    feedback: () => {},
    frameReported: () => {},
    roundTrip: () => {},
    lossReported: () => {},
    estimated: () => {},
    setUseful: () => {},
    tick: () => {},
  };
}

/** Transport-wide numbers begin at 100, those of the video at 200. */
export function sendingTransport(): {
  readonly transport: MediaTransport;
  /** Everything that waits: the pace is that of a few frames in a millisecond. */
  readonly drain: (now: number) => Uint8Array[];
} {
  const controller = constantRate(100e6, 1e9);
  const firstSequenceNumbers = { transport: 100, video: 200, rtx: 300 };
  const transport = new MediaTransport({ video: VIDEO, controller, firstSequenceNumbers });
  return {
    transport,
    drain: (now) => transport.poll(now).map(({ bytes }) => bytes),
  };
}
