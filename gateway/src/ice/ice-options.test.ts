import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { iceWarnings, resolveIce, type IceOptions } from './ice-options.ts';

const SECRET = 'a-secret-of-the-tests';

describe('options of STUN and TURN', () => {
  test('are none, with credentials of ten minutes', () => {
    expect(resolveIce({})).toEqual({ stunUrls: [], turnUrls: [], turnSecret: undefined, turnTtlSeconds: 600 });
    expect(iceWarnings(resolveIce({}))).toEqual([]);
  });

  test.each([
    'turn:turn.example.com',
    'turn:turn.example.com:3478',
    'turn:203.0.113.1:3478?transport=tcp',
    'turn:[2001:db8::1]:3478?transport=udp',
    'turns:turn.example.com:443?transport=tcp',
  ])('take %s', (url) => {
    expect(resolveIce({ turnUrls: [url], turnSecret: SECRET }).turnUrls).toEqual([url]);
  });

  test.each<[string, IceOptions, string]>([
    ['an address of the web', { turnUrls: ['https://turn.example.com'], turnSecret: SECRET }, 'no TURN address'],
    ['STUN for TURN', { turnUrls: ['stun:turn.example.com'], turnSecret: SECRET }, 'no TURN address'],
    ['TURN for STUN', { stunUrls: ['turn:turn.example.com'] }, 'no STUN address'],
    ['a port that there is not', { turnUrls: ['turn:turn.example.com:65536'], turnSecret: SECRET }, 'no TURN address'],
    ['an address in brackets that is none', { stunUrls: ['stun:[12:34]'] }, 'no STUN address'],
    ['a transport that there is not', { turnUrls: ['turn:a.example?transport=sctp'], turnSecret: SECRET }, 'no TURN'],
    ['TURN over DTLS', { turnUrls: ['turns:a.example?transport=udp'], turnSecret: SECRET }, 'DTLS'],
    ['TURN without a secret', { turnUrls: ['turn:a.example'] }, 'static-auth-secret'],
    ['a secret without TURN', { turnSecret: SECRET }, 'no TURN server'],
    ['a secret that can be guessed', { turnUrls: ['turn:a.example'], turnSecret: 'short' }, '16 characters'],
    ['more than browsers use', { stunUrls: Array<string>(9).fill('stun:a.example') }, 'At most 8'],
    ['credentials that are over at once', { turnTtl: 0 }, 'turnTtl'],
    ['credentials of half a second', { turnTtl: 90.5 }, 'turnTtl'],
  ])('refuse %s', (_name, options, text) => {
    expect(() => resolveIce(options)).toThrow(
      expect.objectContaining({ code: 'bad-configuration', message: expect.stringContaining(text) }),
    );
  });

  test('show no password that somebody wrote into an address', () => {
    const secret = 'hunter2';
    const attempt = (): unknown => resolveIce({ turnUrls: [`turn:user:${secret}@a.example`], turnSecret: SECRET });
    expect(attempt).toThrow(expect.objectContaining({ message: expect.not.stringContaining(secret) }));
  });

  test('take nothing that would break out of an address', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (noise) => {
        try {
          const [url] = resolveIce({ turnUrls: [`turn:${noise}`], turnSecret: SECRET }).turnUrls;
          expect(url).toMatch(/^turn:[0-9A-Za-z.:[\]?=-]+$/);
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad-configuration' });
        }
      }),
    );
  });
});

describe('warnings', () => {
  const settings = (options: IceOptions) => resolveIce({ turnSecret: SECRET, ...options });

  test('are none for TURN over TLS on 443, with any others beside it', () => {
    const turnUrls = ['turn:a.example:3478?transport=udp', 'turns:a.example:443?transport=tcp'];
    expect(iceWarnings(settings({ turnUrls }))).toEqual([]);
  });

  test('say that strict networks let none of the servers be reached', () => {
    expect(iceWarnings(settings({ turnUrls: ['turn:a.example:443', 'turns:a.example'] }))).toEqual([
      expect.stringContaining('port 443'),
    ]);
  });

  test('say that credentials are good for more than a day', () => {
    const turnUrls = ['turns:a.example:443'];
    expect(iceWarnings(settings({ turnUrls, turnTtl: 86_400 }))).toEqual([]);
    expect(iceWarnings(settings({ turnUrls, turnTtl: 86_401 }))).toEqual([expect.stringContaining('more than a day')]);
  });
});
