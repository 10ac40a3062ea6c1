/** The shapes of {@link Distribution} and counts in result files. */
import * as Type from 'typebox';

export const Count = Type.Integer({ minimum: 0 });

export const DistributionSchema = Type.Object(
  {
    count: Count,
    min: Type.Number(),
    p50: Type.Number(),
    p95: Type.Number(),
    p99: Type.Number(),
    max: Type.Number(),
    mean: Type.Number(),
  },
  { additionalProperties: false },
);
