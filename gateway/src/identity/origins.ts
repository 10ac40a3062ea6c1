/**
 * Which web pages may talk to the gateway. A browser sends `Origin` with every WebSocket upgrade and every cross-origin
 * request, and a page cannot forge it; what is no browser sends none and is stopped by keys and tokens instead.
 */
export class OriginPolicy {
  readonly #allowed: ReadonlySet<string> | 'any';

  /** @param allowed serialised origins (`https://shop.example`), or `any` */
  constructor(allowed: readonly string[] | 'any') {
    this.#allowed = allowed === 'any' ? 'any' : new Set(allowed);
  }

  /**
   * Whether a request may pass.
   * @param origin its `Origin` header
   * @param host its `Host` header: pages that the gateway itself serves are always welcome, and behind a proxy that
   * ends TLS the scheme is not ours to know, so hosts are compared
   */
  allows(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined || this.#allowed === 'any' || this.#allowed.has(origin)) return true;
    return host !== undefined && URL.parse(origin)?.host === host;
  }
}

/** Whether `text` is an origin as browsers write it: scheme, host, port, and nothing behind. */
export function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.origin === text;
}
