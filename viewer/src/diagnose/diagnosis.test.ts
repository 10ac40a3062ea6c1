import { describe, expect, it } from 'vitest';
import { conclude, type DiagnosisCheck, type DiagnosisEntry } from './diagnosis.ts';
import { haveRunOut, serverTrials } from './ice-servers.ts';

const ALWAYS = ['gateway', 'websocket', 'webrtc', 'webcodecs', 'addresses'] as const;

function entries(working: readonly DiagnosisCheck[], tried: readonly DiagnosisCheck[] = []): DiagnosisEntry[] {
  return [...ALWAYS, ...tried].map((check) => ({ check, ok: working.includes(check), text: '', ms: 1 }));
}

describe('what follows from the checks', () => {
  it.each<[working: readonly DiagnosisCheck[], tried: readonly DiagnosisCheck[], ok: boolean, text: string]>([
    [[], [], false, 'gateway cannot be reached'],
    [['gateway', 'webrtc', 'addresses', 'webcodecs'], [], false, 'blocks WebSockets'],
    [['gateway', 'websocket', 'webcodecs'], [], true, 'WebRTC cannot be had'],
    [['gateway', 'websocket', 'webrtc', 'webcodecs'], [], true, 'WebRTC cannot be had'],
    [['gateway', 'websocket', 'webrtc'], [], false, 'neither'],
    [ALWAYS, [], true, 'not tried'],
    [['gateway', 'websocket', 'webrtc', 'addresses'], [], true, 'WebRTC alone'],
    [ALWAYS, ['stun', 'turn-udp'], true, 'most likely over the gateway'],
    [['gateway', 'websocket', 'webrtc', 'addresses'], ['stun'], false, 'Most likely no picture'],
    [[...ALWAYS, 'stun'], ['stun', 'turn-udp'], true, 'otherwise it comes over the gateway'],
    [['gateway', 'websocket', 'webrtc', 'turn-tcp'], ['turn-udp', 'turn-tcp'], true, 'no other way'],
    [[...ALWAYS, 'path'], ['stun', 'path'], true, 'otherwise it comes over the gateway'],
    [[...ALWAYS, 'stun'], ['stun', 'path'], true, 'WebRTC cannot be had'],
  ])('of %j, where %j were tried too, is %s: %s', (working, tried, ok, text) => {
    expect(conclude(entries(working, tried))).toEqual({ ok, text: expect.stringContaining(text) as string });
  });
});

it('says of a session that was told to use the WebSocket that the picture comes over it, whatever was tried', () => {
  const text = expect.stringContaining('WebSocket, as the session was told to') as string;
  expect(conclude(entries(ALWAYS, ['path']), true)).toEqual({ ok: true, text });
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

describe('credentials of a TURN server', () => {
  it.each<[username: string | undefined, over: boolean]>([
    ['1000:a-session', true],
    ['1001:a-session', false],
    ['somebody', false],
    [undefined, false],
  ])('of %s have run out at 1000: %s', (username, over) => {
    expect(haveRunOut({ urls: 'turn:a.example', ...(username !== undefined && { username }) }, 1_000)).toBe(over);
  });
});
