/** Pictures and sound on one real connection: what libdatachannel hands to which track, and what becomes of it. */
import nodeDataChannel from 'node-datachannel';
import { afterEach, describe, expect, test } from 'vitest';
import { openPeerLink } from '../peer-link.ts';
import { compound } from '../rtcp/build.ts';
import { pli, remb, reportBlock, rtcp } from '../rtcp/testing/viewer-reports.ts';
import { RTCP_TYPE } from '../rtcp/rtcp-types.ts';
import { bindChannel, bindPeerConnection, DROP_ALL } from '../safe-callbacks.ts';
import { negotiateAudio } from '../sdp/audio.ts';
import { negotiateVideo } from '../sdp/negotiate.ts';
import { parseOffer } from '../sdp/offer.ts';

const H264 = 'profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1';
const LOOPBACK = '127.0.0.1';
const VIDEO_SSRC = 1_001;
const SOUND_SSRC = 1_003;
const MICROPHONE_SSRC = 2_001;

const faults: Error[] = [];
const fault = (error: Error): void => void faults.push(error);
const cleanUp: (() => void)[] = [];
afterEach(() => {
  cleanUp.splice(0).forEach((close) => close());
  expect(faults.splice(0)).toEqual([]);
});

/** A viewer and a host that are connected; what the host hears, in order. */
async function connected(microphone: boolean) {
  const heard: { readonly kind: 'rtcp' | 'spoken'; readonly bytes: string }[] = [];
  let wake = (): void => {};
  const hear = (kind: 'rtcp' | 'spoken', bytes: Uint8Array): void => {
    heard.push({ kind, bytes: Buffer.from(bytes).toString('hex') });
    wake();
  };
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise<void>((resolve) => (wake = resolve));
  };
  const settings = { iceServers: [], bindAddress: LOOPBACK, disableAutoNegotiation: true };
  const viewer = new nodeDataChannel.PeerConnection('viewer', settings);
  cleanUp.push(() => viewer.close());
  const gathered = Promise.withResolvers<void>();
  const ignore = (): void => {};
  bindPeerConnection(viewer, { stateChange: ignore, gatheringComplete: gathered.resolve, dataChannel: ignore }, fault);
  const video = new nodeDataChannel.Video('0', 'SendRecv');
  video.addH264Codec(102, H264);
  const videoTrack = viewer.addTrack(video);
  bindChannel(videoTrack, { ...DROP_ALL, open: () => wake() }, fault);
  const audio = new nodeDataChannel.Audio('1', microphone ? 'SendRecv' : 'RecvOnly');
  audio.addOpusCodec(111);
  if (microphone) audio.addSSRC(MICROPHONE_SSRC, 'viewer', 'viewer', 'microphone');
  const soundTrack = viewer.addTrack(audio);
  bindChannel(soundTrack, { ...DROP_ALL, open: () => wake() }, fault);
  viewer.setLocalDescription('offer');
  await gathered.promise;

  const offer = parseOffer(viewer.localDescription()!.sdp);
  const negotiated = {
    video: negotiateVideo(offer, '42e01f', { ssrc: VIDEO_SSRC, rtxSsrc: VIDEO_SSRC + 1 }),
    audio: negotiateAudio(offer.audio!, SOUND_SSRC),
  };
  let open = false;
  const link = openPeerLink(
    {
      // Without an address the host checks no candidate before its answer is here (testing/test-viewer.ts says why).
      ...{ offer, ...negotiated, address: '' },
      settings: { profileLevelId: '42e01f', bindAddress: LOOPBACK, port: undefined, advertised: [] },
    },
    {
      answer: (sdp) => viewer.setRemoteDescription(sdp, 'answer'),
      opened: () => {
        open = true;
        wake();
      },
      rtcp: (bytes) => hear('rtcp', bytes),
      spoken: (bytes) => hear('spoken', bytes),
      ...{ dataChannel: ignore, closed: ignore, fault },
    },
  );
  cleanUp.push(() => link.connection.close());
  await until(() => open && videoTrack.isOpen() && soundTrack.isOpen());
  return {
    heard,
    until,
    say: (bytes: Uint8Array) => videoTrack.sendMessageBinary(Buffer.from(bytes)),
    speak: (bytes: Uint8Array) => soundTrack.sendMessageBinary(Buffer.from(bytes)),
  };
}

/** A report on each stream of the host, as browsers put them into one. */
const onBoth = rtcp(RTCP_TYPE.receiverReport, 2, [
  1,
  ...reportBlock({ ssrc: VIDEO_SSRC }),
  ...reportBlock({ ssrc: SOUND_SSRC }),
]);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('feedback of a viewer that hears and sees', () => {
  test('counts once where it names both streams, and twice where it was said twice', async () => {
    const { heard, until, say } = await connected(true);
    const aboutBoth = compound([onBoth, pli]);
    const end = compound([onBoth, remb]);
    say(aboutBoth);
    say(aboutBoth);
    say(end);
    await until(() => heard.some(({ bytes }) => bytes === hex(end)));
    expect(heard.map(({ bytes }) => bytes)).toEqual([hex(aboutBoth), hex(aboutBoth), hex(end)]);
  });

  test.each([true, false])('arrives where it names no stream at all (with a microphone: %s)', async (microphone) => {
    const { heard, until, say } = await connected(microphone);
    // What is sent before the other end is ready is lost, as RTCP may be.
    await until(() => {
      if (heard.length === 0) say(remb);
      return heard.length > 0;
    });
    say(onBoth);
    await until(() => heard.some(({ bytes }) => bytes === hex(onBoth)));
    expect(new Set(heard.map(({ bytes }) => bytes))).toEqual(new Set([hex(remb), hex(onBoth)]));
  });
});

describe('what a viewer says', () => {
  test('arrives as its microphone, and nothing else does', async () => {
    const { heard, until, speak } = await connected(true);
    const packet = (ssrc: number): Uint8Array => Uint8Array.of(0x80, 111, 0, 1, 0, 0, 0, 0, 0, 0, ssrc >> 8, ssrc, 42);
    speak(packet(MICROPHONE_SSRC + 7));
    speak(packet(MICROPHONE_SSRC));
    await until(() => heard.length > 0);
    expect(heard).toEqual([{ kind: 'spoken', bytes: hex(packet(MICROPHONE_SSRC)) }]);
  });
});
