import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { candidatesToCheck, readCandidates } from './candidates.ts';
import { Attributes } from './sections.ts';

const NAME = '0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f.local';

function offered(...lines: string[]): readonly Attributes[] {
  const attributes = new Attributes('m-line 1 (video)');
  for (const line of lines) attributes.add(`candidate:${line}`);
  return [attributes];
}

describe('the candidates of an offer', () => {
  test('are read with address and port, names that hide an address too', () => {
    const places = offered(
      `1307874255 1 udp 2113937151 ${NAME} 45006 typ host generation 0 network-cost 999`,
      '2 1 UDP 1677729535 203.0.113.7 61000 typ srflx raddr 0.0.0.0 rport 0',
    );
    expect(readCandidates(places)).toEqual([
      { address: NAME, port: 45_006 },
      { address: '203.0.113.7', port: 61_000 },
    ]);
  });

  test.each([
    ['of a relay', '1 1 udp 1 203.0.113.7 61000 typ relay raddr 0.0.0.0 rport 0'],
    ['over TCP', '1 1 tcp 1 203.0.113.7 9 typ host tcptype active'],
    ['of another component', '1 2 udp 1 203.0.113.7 61000 typ host'],
    ['to a port of services', '1 1 udp 1 203.0.113.7 53 typ host'],
    ['to a port that there is not', '1 1 udp 1 203.0.113.7 65536 typ host'],
    ['that are no candidates', 'hello'],
  ])('are left out %s', (_why, line) => {
    expect(readCandidates(offered(line))).toEqual([]);
  });

  test('are read up to a bound, and each once', () => {
    const lines = Array.from({ length: 100 }, (_, index) => `1 1 udp 1 203.0.113.7 ${2_000 + index} typ host`);
    expect(readCandidates(offered(...lines, ...lines))).toHaveLength(32);
  });
});

describe('what the host checks', () => {
  test('is the address of the signaling socket, with the ports of hidden addresses', () => {
    expect(candidatesToCheck([{ address: NAME, port: 45_006 }], '203.0.113.7')).toEqual([
      '1 1 udp 2130706431 203.0.113.7 45006 typ host',
    ]);
  });

  test('is never an address that only the offer names', () => {
    const candidates = [
      { address: '10.0.0.1', port: 8_080 },
      { address: '203.0.113.7', port: 61_000 },
    ];
    expect(candidatesToCheck(candidates, '203.0.113.7')).toEqual(['1 1 udp 2130706431 203.0.113.7 61000 typ host']);
  });

  test('is an IPv4 address where the socket has one mapped into IPv6', () => {
    expect(candidatesToCheck([{ address: '127.0.0.1', port: 4_000 }], '::ffff:127.0.0.1')).toHaveLength(1);
    expect(candidatesToCheck([{ address: '2001:db8::1', port: 4_000 }], '2001:DB8::1')).toHaveLength(1);
  });

  test('is nothing where the address holds on the gateway alone', () => {
    expect(candidatesToCheck([{ address: NAME, port: 4_000 }], 'fe80::1%eth0')).toEqual([]);
  });

  test('is never more than ports at one address, whatever an offer says', () => {
    const word = fc.oneof(
      fc.constantFrom('1', '2', 'udp', 'tcp', '203.0.113.7', NAME, 'typ', 'host', 'srflx', 'relay', '45006', '53'),
      fc.string({ maxLength: 12, unit: 'grapheme' }),
    );
    const valid = fc
      .tuple(fc.constantFrom(NAME, '203.0.113.7', '10.0.0.1'), fc.nat(99_999))
      .map(([address, port]) => `1 1 udp 1 ${address} ${port} typ host`);
    const line = fc.oneof(
      fc.array(word, { maxLength: 10 }).map((words) => words.join(' ')),
      valid,
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.string({ unit: 'grapheme' }), (lines, noise) => {
        const candidates = readCandidates(offered(...lines, noise));
        expect(candidates.length).toBeLessThanOrEqual(32);
        const checked = candidatesToCheck(candidates, '203.0.113.7');
        expect(checked.length).toBeLessThanOrEqual(2);
        for (const each of checked) {
          const [, port] = /^[12] 1 udp \d+ 203\.0\.113\.7 (\d{4,5}) typ host$/.exec(each) ?? [];
          expect(Number(port)).toBeGreaterThanOrEqual(1_024);
          expect(Number(port)).toBeLessThanOrEqual(65_535);
        }
      }),
    );
  });

  test('is two at most', () => {
    const candidates = [4_000, 4_001, 4_000, 4_002].map((port) => ({ address: NAME, port }));
    expect(candidatesToCheck(candidates, '203.0.113.7')).toHaveLength(2);
  });
});
