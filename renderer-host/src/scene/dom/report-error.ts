/** What nobody caught, in the console of scene and page, as browsers do; at most {@link BUDGET}: it may come with each event. */
import { TokenBucket } from '../../token-bucket.ts';

const BUDGET = { burst: 20, perSecond: 2 };
const reports = new TokenBucket(BUDGET);

/** @param where what was being done */
export function reportError(where: string, thrown: unknown): void {
  if (reports.take(1, performance.now())) console.error(`${where} threw:`, thrown);
}
