import { describe, expect, it } from 'vitest';
import { onLoopback, startingAt } from './sdp.ts';

const SDP = [
  'v=0',
  'm=video 9 UDP/TLS/RTP/SAVPF 102 103 98',
  'a=candidate:1 1 udp 2122194687 127.0.0.1 47321 typ host generation 0',
  'a=candidate:2 1 udp 2122063615 192.0.2.2 54778 typ host generation 0',
  'a=candidate:3 1 udp 2113937151 db58ea54.local 53818 typ host generation 0',
  'a=rtpmap:102 H264/90000',
  'a=fmtp:102 packetization-mode=1',
  'a=rtpmap:103 rtx/90000',
  'a=fmtp:103 apt=102',
  'a=rtpmap:98 VP9/90000',
  'a=fmtp:98 profile-id=0',
  '',
].join('\r\n');

describe('a description of the peer', () => {
  it('names loopback and no other address', () => {
    const candidates = onLoopback(SDP).match(/^a=candidate:.*$/gmu);
    expect(candidates).toEqual(['a=candidate:1 1 udp 2122194687 127.0.0.1 47321 typ host generation 0']);
  });

  it('starts H.264 at the bitrate, and leaves every other codec alone', () => {
    const formats = startingAt(SDP, 3e6).match(/^a=fmtp:.*$/gmu);
    expect(formats).toEqual([
      'a=fmtp:102 packetization-mode=1;x-google-start-bitrate=3000;x-google-min-bitrate=3000;x-google-max-bitrate=3000',
      'a=fmtp:103 apt=102',
      'a=fmtp:98 profile-id=0',
    ]);
  });

  it('keeps its line ends', () => {
    expect(startingAt(onLoopback(SDP), 3e6).endsWith('profile-id=0\r\n')).toBe(true);
  });
});
