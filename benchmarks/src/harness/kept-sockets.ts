export interface KeptSockets {
  /** Those for media. */
  sockets: WebSocket[];
  signalingSockets: WebSocket[];
}

/** Runs in a page before anything else: keeps the sockets that are made there in `globalThis`. */
export function keepSockets(): void {
  const kept: KeptSockets = { sockets: [], signalingSockets: [] };
  Object.assign(globalThis, kept);
  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      (String(url).endsWith('/v1/media') ? kept.sockets : kept.signalingSockets).push(this);
    }
  };
}
