/**
 * The first answer of a process takes three times as long as any later one: V8 has compiled nothing of it, and OpenSSL and
 * libdatachannel set themselves up. So a warm process answers an offer of its own once, and forgets it.
 */
import nodeDataChannel from 'node-datachannel';
import { bindChannel, bindPeerConnection, DROP_ALL } from './safe-callbacks.ts';
import { PeerPath } from './peer-path.ts';
import type { ViewerPathHandlers } from './viewer-path.ts';

const H264 = 'profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1';
const PAYLOAD_TYPE = 102;
/** Nothing leaves the machine for this. */
const LOOPBACK = '127.0.0.1';

/** Resolves in any case: a process that cannot do this now says so to its first viewer. */
export async function warmUp(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const ignore = (): void => {};
  const offerer = new nodeDataChannel.PeerConnection('warming', {
    ...{ iceServers: [], bindAddress: LOOPBACK, disableAutoNegotiation: true },
  });
  let peer: PeerPath | undefined;
  const answer = (): void => {
    const offer = offerer.localDescription()?.sdp ?? '';
    const profileLevelId = '42e01f';
    const settings = { profileLevelId, bindAddress: LOOPBACK, port: undefined, advertised: [] };
    const handlers: ViewerPathHandlers = {
      ...{ opened: ignore, eventsOpen: ignore, message: ignore, spoken: ignore, wish: ignore, gap: ignore },
      ...{ left: ignore, changed: ignore, fault: ignore, closed: () => resolve() },
    };
    try {
      peer = new PeerPath({ offer, address: '', settings, answer: () => resolve() }, handlers);
    } catch {
      resolve();
    }
  };
  bindPeerConnection(offerer, { stateChange: ignore, gatheringComplete: answer, dataChannel: ignore }, ignore);
  const video = new nodeDataChannel.Video('0', 'SendRecv');
  video.addH264Codec(PAYLOAD_TYPE, H264);
  bindChannel(offerer.addTrack(video), DROP_ALL, ignore);
  bindChannel(offerer.createDataChannel('events'), DROP_ALL, ignore);
  offerer.setLocalDescription('offer');
  await promise;
  peer?.close();
  offerer.close();
}
