/**
 * The only place that registers callbacks with node-datachannel.
 *
 * A throw in one of its callbacks aborts the process, past every `catch`. A channel
 * without a message callback blocks `close()` for ever once a peer has sent it enough, and an object without its
 * closing callback keeps the process alive. So each object gets all of its callbacks at once, and each callback a net.
 */
import { RemoteViewError } from '@remote-view/protocol';
import type { DataChannel, PeerConnection, RTCPeerConnectionState, Track } from 'node-datachannel';

/** Takes what a callback threw: a fault of ours, which must not end the process. */
export type CaughtFault = (error: RemoteViewError) => void;

export interface PeerConnectionCallbacks {
  stateChange(state: RTCPeerConnectionState): void;
  gatheringComplete(): void;
  dataChannel(channel: DataChannel): void;
}

export interface ChannelCallbacks {
  open(): void;
  message(bytes: Uint8Array): void;
  closed(): void;
}

export function bindPeerConnection(
  connection: PeerConnection,
  callbacks: PeerConnectionCallbacks,
  fault: CaughtFault,
): void {
  const safe = net(fault);
  connection.onStateChange(safe((state: string) => callbacks.stateChange(state as RTCPeerConnectionState)));
  connection.onGatheringStateChange(
    safe((state: string) => {
      if (state === 'complete') callbacks.gatheringComplete();
    }),
  );
  connection.onDataChannel(safe((channel: DataChannel) => callbacks.dataChannel(channel)));
  connection.onTrack(safe((track: Track) => bindChannel(track, DROP_ALL, fault)));
  connection.onLocalDescription(safe(() => {}));
  connection.onLocalCandidate(safe(() => {}));
  connection.onIceStateChange(safe(() => {}));
  connection.onSignalingStateChange(safe(() => {}));
}

/** For a data channel or a track. Text is handed on as the bytes it came as. */
export function bindChannel(channel: DataChannel | Track, callbacks: ChannelCallbacks, fault: CaughtFault): void {
  const safe = net(fault);
  channel.onOpen(safe(() => callbacks.open()));
  channel.onClosed(safe(() => callbacks.closed()));
  channel.onError(safe(() => {}));
  channel.onMessage(
    safe((message: string | Buffer | ArrayBuffer) => {
      if (typeof message === 'string') callbacks.message(Buffer.from(message));
      else callbacks.message(message instanceof ArrayBuffer ? new Uint8Array(message) : message);
    }),
  );
}

/** For what nobody asked for: it is read and forgotten. */
export const DROP_ALL: ChannelCallbacks = { open: () => {}, message: () => {}, closed: () => {} };

function net(fault: CaughtFault) {
  return <Args extends unknown[]>(callback: (...args: Args) => void) =>
    (...args: Args): void => {
      try {
        callback(...args);
      } catch (thrown) {
        fault(RemoteViewError.from(thrown));
      }
    };
}
