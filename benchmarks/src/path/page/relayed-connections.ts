/**
 * Leads every peer connection of this page over a relay of the link emulator, by what it says and hears in its session
 * descriptions. So whoever makes the connection, our element too, needs no door for it. Install it before any is made.
 */
import { hostPort, throughPort, withoutCandidates } from '../sdp.ts';

declare global {
  /** Node's: the port of a relay that stands for this one. */
  var openRelay: (port: number) => Promise<number>;
}

const connections: RTCPeerConnection[] = [];

export function installRelay(): void {
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }

    override get localDescription(): RTCSessionDescription | null {
      const said = super.localDescription;
      return said === null ? null : new RTCSessionDescription({ type: said.type, sdp: withoutCandidates(said.sdp) });
    }

    override async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      const { type, sdp = '' } = description;
      const port = hostPort(sdp);
      if (port === undefined) throw new Error('an answer names no address that a relay could stand for');
      await super.setRemoteDescription({ type, sdp: throughPort(sdp, await globalThis.openRelay(port)) });
    }
  };
}

/** The newest that was made. */
export function relayedConnection(): RTCPeerConnection | undefined {
  return connections.at(-1);
}
