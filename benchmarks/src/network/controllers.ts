/** Congestion controllers by their names. All begin with the same rate. */
import { FrameTrainController, type CongestionController } from '@remote-view/renderer-host/transport';
import { GoogCc } from './gcc/goog-cc.ts';
import type { ControllerName } from './result.ts';

/** Bits per second: libwebrtc's start, from which the goals' ramp begins too. */
const START = 300_000;
const MIN = 100_000;

/** @param max bits per second that the encoder could use */
export function makeController(name: ControllerName, max: number): CongestionController {
  const options = { start: START, min: MIN, max };
  switch (name) {
    case 'remote-view':
      return new FrameTrainController(options);
    case 'gcc':
      return new GoogCc(options);
    default:
      return name satisfies never;
  }
}
