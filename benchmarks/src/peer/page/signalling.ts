/** What the two pages of the peer have in common: descriptions go by hand, whole, once every candidate is known. */
import { onLoopback } from '../sdp.ts';

export const INPUT_LABEL = 'input';

/** @returns the local description as the other page shall have it */
export async function describeLocally(peer: RTCPeerConnection): Promise<string> {
  await peer.setLocalDescription();
  await new Promise<void>((resolve) => {
    const check = (): void => {
      if (peer.iceGatheringState === 'complete') resolve();
    };
    peer.addEventListener('icegatheringstatechange', check);
    check();
  });
  return onLoopback(peer.localDescription!.sdp);
}

/** @throws Error where the peers cannot find each other */
export async function connected(peer: RTCPeerConnection): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const check = (): void => {
      if (peer.connectionState === 'connected') resolve();
      if (peer.connectionState === 'failed') reject(new Error('the peer connection failed'));
    };
    peer.addEventListener('connectionstatechange', check);
    check();
  });
}
