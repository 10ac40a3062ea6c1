import { describe, expect, it } from 'vitest';
import { conclude, type DiagnosisCheck, type DiagnosisEntry } from './diagnosis.ts';
import { serverTrials } from './ice-servers.ts';

function entries(...working: readonly DiagnosisCheck[]): DiagnosisEntry[] {
  const checks = ['gateway', 'websocket', 'webrtc', 'webcodecs', 'udp', 'turn-tcp'] as const;
  return checks.map((check) => ({ check, ok: working.includes(check), text: '', ms: 1 }));
}

describe('what follows from the checks', () => {
  it.each<[readonly DiagnosisCheck[], boolean, string]>([
    [[], false, 'gateway cannot be reached'],
    [['gateway', 'webrtc', 'udp', 'webcodecs'], false, 'blocks WebSockets'],
    [['gateway', 'websocket', 'webrtc', 'udp', 'webcodecs'], true, 'otherwise it comes over the gateway'],
    [['gateway', 'websocket', 'webrtc', 'turn-tcp'], true, 'no other way'],
    [['gateway', 'websocket', 'webcodecs'], true, 'over the gateway'],
    [['gateway', 'websocket', 'webrtc', 'webcodecs'], true, 'WebRTC cannot be had'],
    [['gateway', 'websocket', 'webrtc'], false, 'neither'],
  ])('of %j is %s: %s', (working, ok, text) => {
    expect(conclude(entries(...working))).toEqual({ ok, text: expect.stringContaining(text) as string });
  });
});

describe('the trials of ICE servers', () => {
  it('are one for each address, by how it is reached', () => {
    const credentials = { username: 'u', credential: 'c' };
    const trials = serverTrials([
      { urls: 'stun:a.example' },
      { urls: ['turn:b.example', 'turn:b.example?transport=tcp', 'turns:b.example', 'TURN:c.example'], ...credentials },
      { urls: 'http://nonsense.example' },
    ]);
    expect(trials.map(({ check, url }) => [check, url])).toEqual([
      ['stun', 'stun:a.example'],
      ['turn-udp', 'turn:b.example'],
      ['turn-tcp', 'turn:b.example?transport=tcp'],
      ['turn-tls', 'turns:b.example'],
      ['turn-udp', 'TURN:c.example'],
    ]);
    expect(trials[2]!.server).toEqual({ urls: 'turn:b.example?transport=tcp', ...credentials });
  });
});
