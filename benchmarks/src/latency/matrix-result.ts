/** The file that `latency --matrix` leaves, `remote-view-latency-matrix` version 1. Times are milliseconds. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { LatencyResult, Repetition } from './result.ts';

const strict = { additionalProperties: false } as const;

/** A cell's result; its samples are left out, which a run of that cell alone has. */
export const MatrixCell = Type.Object(
  {
    settings: LatencyResult.properties.settings,
    /** Of the encoder; missing where the host chose. */
    preset: Type.Optional(Type.String()),
    /** Of the minute before the cell: what else the machine was doing, and what the cell before left. */
    loadBefore: Type.Number(),
    /** Of decoded frames. */
    framesPerSecond: Type.Number(),
    measured: Type.Omit(Repetition, ['samples']),
  },
  strict,
);
export type MatrixCell = Static<typeof MatrixCell>;

export const MatrixResult = Type.Object(
  {
    format: Type.Literal('remote-view-latency-matrix'),
    version: Type.Literal(1),
    /** When the run began, ISO 8601. */
    at: Type.String(),
    machine: LatencyResult.properties.machine,
    cells: Type.Array(MatrixCell, { minItems: 1 }),
    /** Cells that could not be measured, and why. */
    failed: Type.Array(Type.Object({ cell: Type.String(), reason: Type.String() }, strict)),
  },
  strict,
);
export type MatrixResult = Static<typeof MatrixResult>;
