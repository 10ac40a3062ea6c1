/** Measures the cases one after the other, each on processes of its own. */
import { loadavg } from 'node:os';
import type { Machine } from '../report/machine.ts';
import type { Case } from './cases/case.ts';
import type { Figure } from './figures.ts';
import { PREDICTIONS } from './predictions.ts';
import { redisProblem } from './processes/redis-process.ts';
import { Stage } from './processes/stage.ts';
import type { ScaleCase } from './result.ts';
import type { ScaleSize } from './sizes.ts';

/** What a run needs that has no picture. */
export const NO_PICTURE: Pick<Machine, 'chromium' | 'adapter' | 'software' | 'encoder'> = {
  ...{ chromium: 'none', adapter: 'none', software: true, encoder: 'none' },
};

/** @returns why it cannot be measured here; undefined where it can */
export function problemOf({ needsRedis }: Case): string | undefined {
  return needsRedis ? redisProblem() : undefined;
}

/** @throws Error where a process does not start, or ends */
export async function measureCase(one: Case, size: ScaleSize): Promise<ScaleCase> {
  const { name, title } = one;
  const loadBefore = loadavg()[0] ?? 0;
  const stage = new Stage();
  try {
    return { name, title, loadBefore, figures: (await one.measure(stage, size)).map((each) => predicted(name, each)) };
  } finally {
    await stage.close();
  }
}

function predicted(of: string, figure: Figure) {
  const expected = PREDICTIONS[of]?.[figure.name];
  return { ...figure, ...(expected === undefined ? {} : { predicted: expected }) };
}
