import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildBye, buildSdes, buildSenderReport, compactNtp, compound, ntpTime } from './build.ts';
import { parseRtcp } from './parse.ts';

describe('NTP time', () => {
  test('counts seconds from 1900 and their fraction in 1/2^32', () => {
    expect(ntpTime(0)).toEqual({ seconds: 2_208_988_800, fraction: 0 });
    expect(ntpTime(1_500)).toEqual({ seconds: 2_208_988_801, fraction: 2 ** 31 });
  });

  test('begins its second era in 2036 at zero', () => {
    expect(ntpTime(Date.UTC(2036, 1, 7, 6, 28, 16)).seconds).toBe(0);
  });

  test('is told back in its middle 32 bits', () => {
    expect(compactNtp(1_500)).toBe((((2_208_988_801 & 0xffff) << 16) | 0x8000) >>> 0);
  });
});

describe('building RTCP', () => {
  test('a sender report reads back', () => {
    const word = fc.nat(0xffff_ffff);
    const report = fc.record({
      ssrc: word,
      wallClockMs: fc.double({ min: 0, max: 4e12, noNaN: true }),
      rtpTimestamp: word,
      packets: word,
      octets: word,
    });
    fc.assert(
      fc.property(report, ({ wallClockMs, ...fields }) => {
        const [item] = parseRtcp(buildSenderReport({ wallClockMs, ...fields })).items;
        expect(item).toMatchObject({ type: 'sender-report', ...fields });
        const { seconds, fraction } = ntpTime(wallClockMs);
        expect(item).toHaveProperty('ntp', (BigInt(seconds) << 32n) | BigInt(fraction));
      }),
    );
  });

  test('totals wrap at 32 bits', () => {
    const report = buildSenderReport({ ssrc: 1, wallClockMs: 0, rtpTimestamp: 0, packets: 1, octets: 2 ** 32 + 7 });
    expect(parseRtcp(report).items[0]).toMatchObject({ octets: 7 });
  });

  test('a CNAME of any length ends in zeros up to a whole word', () => {
    for (let length = 0; length < 9; length += 1) {
      const bytes = buildSdes([7, 8], 'x'.repeat(length));
      expect(bytes.length % 4).toBe(0);
      expect(bytes.at(-1)).toBe(0);
      expect(parseRtcp(bytes)).toEqual({ items: [{ type: 'sdes', ssrcs: [7, 8] }], rejected: {} });
    }
    expect(Buffer.from(buildSdes([7], 'host')).toString('hex')).toBe('81ca0003000000070104686f73740000');
  });

  test('a compound is its packets one behind the other', () => {
    const bye = buildBye([1, 2]);
    expect(compound([bye, bye])).toEqual(Uint8Array.of(...bye, ...bye));
  });
});
