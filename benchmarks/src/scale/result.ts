/** The file that the scale suite leaves, `remote-view-scale` version 1. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { Machine } from '../report/machine.ts';
import { Count } from '../stats/schema.ts';

const strict = { additionalProperties: false } as const;

export const ScaleResult = Type.Object(
  {
    format: Type.Literal('remote-view-scale'),
    version: Type.Literal(1),
    /** When the run began, ISO 8601. */
    at: Type.String(),
    machine: Machine,
    settings: Type.Object(
      {
        quick: Type.Boolean(),
        /** Missing where there is none, and nothing was measured with it. */
        redis: Type.Optional(Type.String()),
        /** That a process may have. */
        sockets: Count,
      },
      strict,
    ),
    cases: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          title: Type.String(),
          /** Load average of the minute before: what else the machine was doing. */
          loadBefore: Type.Number(),
          figures: Type.Array(
            Type.Object(
              {
                name: Type.String(),
                value: Type.Number(),
                unit: Type.String(),
                /** What was expected before it was measured. */
                predicted: Type.Optional(Type.Number()),
              },
              strict,
            ),
          ),
        },
        strict,
      ),
    ),
  },
  strict,
);
export type ScaleResult = Static<typeof ScaleResult>;
export type ScaleCase = ScaleResult['cases'][number];
