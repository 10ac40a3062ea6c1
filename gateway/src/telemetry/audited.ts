/** Does what is worth an audit event, and records who wanted it and what came of it. */
import { RemoteViewError } from '@remote-view/protocol';
import type { Audit, AuditAction, AuditFields } from './audit.ts';

type Who = Pick<AuditFields, 'tenant' | 'actor' | 'address' | 'requestId'>;
type What = Pick<AuditFields, 'sessionId' | 'hostId'>;

/** @param what it is about, as far as is known before; `run` gives the rest with its result */
export async function audited<T>(
  audit: Audit,
  action: AuditAction,
  fields: Who & What,
  run: () => Promise<T>,
  about: (result: T) => What = () => ({}),
): Promise<T> {
  try {
    const result = await run();
    audit.record(action, { ...fields, ...about(result), result: 'done' });
    return result;
  } catch (thrown) {
    audit.record(action, { ...fields, result: RemoteViewError.from(thrown).code });
    throw thrown;
  }
}
