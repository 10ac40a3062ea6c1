import type { SessionId, ViewerId } from '@remote-view/protocol';
import { check, signaling } from '@remote-view/protocol';
import { describe, expect, test } from 'vitest';
import { resolveIce } from './ice-options.ts';
import { IceServersOf, turnPassword } from './ice-servers.ts';

const SESSION = 'c2Vzc2lvbi0x' as SessionId;
const SECRET = 'a-secret-of-the-tests';
const TURN = ['turn:turn.example.com:3478?transport=udp', 'turns:turn.example.com:443?transport=tcp'];
/** Of a clock that counts fractions. */
const NOW = 1_700_000_000.75;

const servers = (options: Parameters<typeof resolveIce>[0]) => new IceServersOf(resolveIce(options));

describe('the servers of a session', () => {
  test('are none where none are given', () => {
    expect(servers({}).forSession(SESSION, NOW)).toEqual([]);
  });

  test('are STUN servers without a name, and TURN servers with one that says until when, and for which session', () => {
    const options = { stunUrls: ['stun:turn.example.com:3478'], turnUrls: TURN, turnSecret: SECRET };
    const username = `1700000600:${SESSION}`;
    expect(servers(options).forSession(SESSION, NOW)).toEqual([
      { urls: options.stunUrls },
      { urls: TURN, username, credential: turnPassword(SECRET, username) },
    ]);
  });

  test('are others for another session, and at another time', () => {
    const of = servers({ turnUrls: TURN, turnSecret: SECRET, turnTtl: 60 });
    const seen = [
      of.forSession(SESSION, NOW),
      of.forSession('other' as SessionId, NOW),
      of.forSession(SESSION, NOW + 1),
    ];
    expect(new Set(seen.map(([turn]) => turn?.credential)).size).toBe(3);
    expect(seen.map(([turn]) => turn?.username)).toEqual([
      `1700000060:${SESSION}`,
      '1700000060:other',
      `1700000061:${SESSION}`,
    ]);
  });

  test('name the viewer too where it is known', () => {
    const [turn] = servers({ turnUrls: TURN, turnSecret: SECRET }).forSession(SESSION, NOW, 'viewer-1' as ViewerId);
    expect(turn?.username).toBe(`1700000600:${SESSION}/viewer-1`);
  });

  test('never tell the secret', () => {
    expect(JSON.stringify(servers({ turnUrls: TURN, turnSecret: SECRET }).forSession(SESSION, NOW))).not.toContain(
      SECRET,
    );
  });

  test('fit into `joined`, as many and as long as they may be', () => {
    const host = `${'a'.repeat(200)}.example`;
    const turnUrls = Array.from({ length: 8 }, (_, index) => `turn:${host}:${3_478 + index}?transport=udp`);
    const iceServers = servers({ turnUrls, turnSecret: SECRET }).forSession(
      's'.repeat(64) as SessionId,
      NOW,
      'v'.repeat(64) as ViewerId,
    );
    const joined = { type: 'joined', session: SESSION, scene: 'cube', iceServers, role: 'owner', rights: [] };
    expect(check(signaling.GatewayToViewer, joined)).toBe(true);
  });
});

test('a password is the one that the draft describes', () => {
  // RFC 2202 section 3, test case 2.
  expect(turnPassword('Jefe', 'what do ya want for nothing?')).toBe(
    Buffer.from('effcdf6ae5eb2fa2d27416d5f184df9c259a7c79', 'hex').toString('base64'),
  );
});
