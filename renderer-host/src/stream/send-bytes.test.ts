import nodeDataChannel from 'node-datachannel';
import { expect, it } from 'vitest';
import { bindChannel, bindPeerConnection, DROP_ALL } from './safe-callbacks.ts';
import { sendBytes } from './send-bytes.ts';

it('says that nothing was sent on a channel that is closed, and throws nothing', () => {
  const connection = new nodeDataChannel.PeerConnection('a viewer', { iceServers: [], disableAutoNegotiation: true });
  const ignore = { stateChange: () => {}, gatheringComplete: () => {}, dataChannel: () => {} };
  bindPeerConnection(connection, ignore, () => {});
  const channel = connection.createDataChannel('events');
  const track = connection.addTrack(new nodeDataChannel.Video('0', 'SendOnly'));
  for (const one of [channel, track]) {
    bindChannel(one, DROP_ALL, () => {});
    one.close();
    expect(sendBytes(one, Uint8Array.of(1, 2, 3))).toBe(false);
  }
  connection.close();
});
