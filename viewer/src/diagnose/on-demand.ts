/** `diagnose()`, which is fetched when it is asked for. */
import { LazyPart } from '../lazy-part.ts';
import type { DiagnoseOptions } from './diagnose.ts';
import type { DiagnosisEntry } from './diagnosis.ts';

const part = new LazyPart(
  async () => import('./diagnose.ts'),
  () => {},
);

/**
 * Tries everything that a picture needs, within about five seconds, and says what works between this browser and a gateway.
 * @param src as the element's `src`: base URL of the gateway
 * @throws RemoteViewError `bad-configuration` for what is no address of a gateway, or `part-unavailable`
 */
export async function diagnose(src: string, options: DiagnoseOptions = {}): Promise<readonly DiagnosisEntry[]> {
  return (await part.load()).diagnose(src, options);
}
