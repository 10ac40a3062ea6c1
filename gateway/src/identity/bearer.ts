/** What a request shows to be let in. */
import type { IncomingHttpHeaders } from 'node:http';

/** The key or token in `Authorization: Bearer <it>` (RFC 6750 section 2.1). */
export function bearerOf(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(headers.authorization ?? '')?.[1];
}
