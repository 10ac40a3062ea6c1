/** What became of the signaling sockets of a page, oldest first. */
export interface WatchedSignaling {
  /** `performance.now()` of each time that a gateway let the page in. */
  readonly joinedAt: number[];
  readonly closeCodes: number[];
}

/** Runs in a page before anything else: keeps what happens to its signaling sockets in `globalThis.signaling`. */
export function watchSignaling(): void {
  const seen: WatchedSignaling = { joinedAt: [], closeCodes: [] };
  Object.assign(globalThis, { signaling: seen });
  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      if (!String(url).endsWith('/v1/signal')) return;
      this.addEventListener('message', ({ data }) => {
        if (String(data).includes('"type":"joined"')) seen.joinedAt.push(performance.now());
      });
      this.addEventListener('close', ({ code }) => seen.closeCodes.push(code));
    }
  };
}
