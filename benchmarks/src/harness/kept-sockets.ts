/** Runs in a page before anything else: keeps the media sockets that are made there in `globalThis.sockets`. */
export function keepSockets(): void {
  const sockets: WebSocket[] = [];
  (globalThis as unknown as { sockets: WebSocket[] }).sockets = sockets;
  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      if (String(url).endsWith('/v1/media')) sockets.push(this);
    }
  };
}
