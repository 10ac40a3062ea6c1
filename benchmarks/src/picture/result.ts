/** The file that the picture suite leaves, `remote-view-picture` version 1. Times are milliseconds. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { Machine } from '../report/machine.ts';

const strict = { additionalProperties: false } as const;

const Picture = Type.Object(
  {
    name: Type.String(),
    /** Techniques and official examples. */
    shows: Type.String(),
    /** Of 255: mean of all colours, and 99th percentile of each pixel's largest. */
    mean: Type.Number(),
    p99: Type.Number(),
    /** Share of pixels with a colour that is off by more than 8. */
    off: Type.Number(),
    same: Type.Boolean(),
    /** The host's first frame, and the median of the others, until the pixels were in memory. */
    firstFrameMs: Type.Number(),
    frameMs: Type.Number(),
  },
  strict,
);

export const PictureResult = Type.Object(
  {
    format: Type.Literal('remote-view-picture'),
    version: Type.Literal(1),
    /** When the run began, ISO 8601. */
    at: Type.String(),
    machine: Machine,
    plan: Type.Object(
      { width: Type.Integer(), height: Type.Integer(), frames: Type.Integer(), fps: Type.Number() },
      strict,
    ),
    pictures: Type.Array(Picture),
  },
  strict,
);
export type PictureResult = Static<typeof PictureResult>;
