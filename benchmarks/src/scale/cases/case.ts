/** One thing that is measured, on processes of its own. */
import type { Figure } from '../figures.ts';
import type { Stage } from '../processes/stage.ts';
import type { ScaleSize } from '../sizes.ts';

export interface Case {
  readonly name: string;
  readonly title: string;
  readonly needsRedis: boolean;
  measure(stage: Stage, size: ScaleSize): Promise<readonly Figure[]>;
}
