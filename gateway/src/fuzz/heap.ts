/** How much a process holds that it cannot let go of. For tests. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes. */
export function usedHeap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
