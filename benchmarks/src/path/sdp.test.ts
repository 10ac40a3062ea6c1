import { describe, expect, it } from 'vitest';
import { hostPort, throughPort, withoutCandidates } from './sdp.ts';

const SDP = [
  'v=0',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=candidate:1 1 tcp 1518280447 127.0.0.1 9 typ host tcptype active',
  'a=candidate:2 1 UDP 2122317823 127.0.0.1 40001 typ host generation 0',
  'a=candidate:3 1 udp 2122317822 10.0.0.5 40002 typ host',
  'a=end-of-candidates',
  'a=mid:0',
  '',
].join('\r\n');

describe('a session description', () => {
  it('names the port that a relay has to stand for', () => {
    expect(hostPort(SDP)).toBe(40001);
    expect(hostPort(withoutCandidates(SDP))).toBeUndefined();
  });

  it('leads to the relay and nowhere else', () => {
    expect(throughPort(SDP, 50_000).split('\r\n')).toEqual([
      'v=0',
      'm=video 9 UDP/TLS/RTP/SAVPF 96',
      'a=candidate:2 1 UDP 2122317823 127.0.0.1 50000 typ host generation 0',
      'a=mid:0',
      '',
    ]);
  });

  it('without candidates leads nowhere, and is the same otherwise', () => {
    expect(withoutCandidates(SDP)).toBe('v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n');
  });
});
