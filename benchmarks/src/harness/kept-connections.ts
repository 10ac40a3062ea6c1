/** Runs in a page before anything else: keeps the peer connections that are made there in `globalThis.made`. */
export function keepConnections(): void {
  const made: RTCPeerConnection[] = [];
  (globalThis as unknown as { made: RTCPeerConnection[] }).made = made;
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      made.push(this);
    }
  };
}
