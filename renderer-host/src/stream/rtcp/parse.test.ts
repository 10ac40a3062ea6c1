import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildBye, buildSdes, buildSenderReport, compound } from './build.ts';
import { parseRtcp, RTCP_BUDGET } from './parse.ts';
import { isRtcp, RTCP_TYPE } from './rtcp-types.ts';
import { fir, nack, pli, receiverReport, remb, rtcp, transportCc } from './testing/viewer-reports.ts';

const senderReport = buildSenderReport({ ssrc: 9, wallClockMs: 1.5, rtpTimestamp: 3, packets: 4, octets: 5 });
const VALID = [senderReport, receiverReport, buildSdes([9], 'host'), buildBye([9]), nack, transportCc, pli, fir, remb];

describe('parsing RTCP', () => {
  test('reads everything a browser says, out of one compound', () => {
    const { items, rejected } = parseRtcp(compound(VALID));
    expect(rejected).toEqual({});
    expect(items).toEqual([
      {
        type: 'sender-report',
        ssrc: 9,
        ntp: (2_208_988_800n << 32n) + BigInt(Math.floor(0.0015 * 2 ** 32)),
        rtpTimestamp: 3,
        packets: 4,
        octets: 5,
        reports: [],
      },
      {
        type: 'receiver-report',
        ssrc: 1,
        reports: [
          {
            ssrc: 42,
            fractionLost: 64,
            cumulativeLost: -2,
            highestSequenceNumber: 4_711,
            jitter: 90,
            lastSenderReport: 5,
            delaySinceLastSenderReport: 6,
          },
        ],
      },
      { type: 'sdes', ssrcs: [9] },
      { type: 'bye', ssrcs: [9] },
      { type: 'nack', mediaSsrc: 42, lost: [65_534, 65_535, 1] },
      { type: 'transport-cc', mediaSsrc: 42, feedback: transportCc.subarray(12) },
      { type: 'pli', mediaSsrc: 42 },
      { type: 'fir', mediaSsrc: 42, sequenceNumber: 7 },
      { type: 'remb', bitrate: 2_000_000, ssrcs: [42] },
    ]);
  });

  test('keeps what came before a broken packet and counts the break', () => {
    const broken = (bytes: Uint8Array): unknown => parseRtcp(compound([pli, bytes]));
    const kept = [{ type: 'pli', mediaSsrc: 42 }];
    expect(broken(Uint8Array.of(0x80, 201))).toEqual({ items: kept, rejected: { length: 1 } });
    expect(broken(Uint8Array.of(0x80, 201, 0, 9))).toEqual({ items: kept, rejected: { length: 1 } });
    expect(broken(Uint8Array.of(0x40, 201, 0, 0))).toEqual({ items: kept, rejected: { version: 1 } });
  });

  test('goes on behind a body that is too short for what it claims', () => {
    const short = [
      rtcp(RTCP_TYPE.senderReport, 0, [1]),
      rtcp(RTCP_TYPE.receiverReport, 3, [1, 2, 3]),
      rtcp(RTCP_TYPE.sdes, 1, []),
      rtcp(RTCP_TYPE.sdes, 1, [1, 0x01ff0000]),
      rtcp(RTCP_TYPE.sdes, 1, [1, 0x01024142]),
      rtcp(RTCP_TYPE.bye, 2, [1]),
      rtcp(RTCP_TYPE.transportFeedback, 1, [1]),
      rtcp(RTCP_TYPE.transportFeedback, 1, [1, 2]),
      rtcp(RTCP_TYPE.transportFeedback, 15, [1, 2, 3]),
      rtcp(RTCP_TYPE.payloadFeedback, 4, [1, 2, 3]),
      rtcp(RTCP_TYPE.payloadFeedback, 15, [1, 2]),
      rtcp(RTCP_TYPE.payloadFeedback, 15, [1, 2, 0x52454d42]),
      rtcp(RTCP_TYPE.payloadFeedback, 15, [1, 2, 0x52454d42, 0xff000000]),
    ];
    for (const bytes of short) {
      expect(parseRtcp(compound([bytes, pli]))).toEqual({
        items: [{ type: 'pli', mediaSsrc: 42 }],
        rejected: { malformed: 1 },
      });
    }
  });

  test('counts types and formats that nobody here uses', () => {
    const unknown = [
      rtcp(207, 0, [1]),
      rtcp(RTCP_TYPE.transportFeedback, 3, [1, 2, 3]),
      rtcp(RTCP_TYPE.payloadFeedback, 2, [1, 2]),
      rtcp(RTCP_TYPE.payloadFeedback, 15, [1, 2, 0x41424344]),
    ];
    expect(parseRtcp(compound(unknown))).toEqual({ items: [], rejected: { unknown: 4 } });
  });

  test('takes padding off the last packet and refuses it elsewhere', () => {
    const padded = Uint8Array.of(...pli, 0, 0, 0, 4);
    padded[0]! |= 0x20;
    padded[3]! += 1;
    expect(parseRtcp(padded).items).toEqual([{ type: 'pli', mediaSsrc: 42 }]);
    expect(parseRtcp(compound([padded, pli])).rejected).toEqual({ padding: 1 });
    for (const length of [0, 200]) {
      padded[padded.length - 1] = length;
      expect(parseRtcp(padded).rejected).toEqual({ padding: 1 });
    }
  });

  test('reads several chunks and items of SDES', () => {
    expect(parseRtcp(buildSdes([1, 2, 3], 'abcde')).items).toEqual([{ type: 'sdes', ssrcs: [1, 2, 3] }]);
  });

  test('stops at its budget of bytes, packets, lost packets and FIR entries', () => {
    expect(parseRtcp(new Uint8Array(RTCP_BUDGET.bytes + 1))).toEqual({ items: [], rejected: { 'over-budget': 1 } });

    const many = parseRtcp(compound(Array.from({ length: 20 }, () => pli)));
    expect(many.items).toHaveLength(RTCP_BUDGET.packets);
    expect(many.rejected).toEqual({ 'over-budget': 1 });

    const gaps = rtcp(RTCP_TYPE.transportFeedback, 1, [1, 42, ...Array.from({ length: 100 }, () => 0x0001ffff)]);
    const nacked = parseRtcp(compound([gaps, gaps]));
    const lost = nacked.items.map((item) => (item.type === 'nack' ? item.lost.length : 0));
    expect(lost).toEqual([RTCP_BUDGET.nackedSequenceNumbers, 0]);
    expect(nacked.rejected).toEqual({ 'over-budget': 2 * 1_700 - RTCP_BUDGET.nackedSequenceNumbers });

    const commands = rtcp(RTCP_TYPE.payloadFeedback, 4, [1, 0, ...Array.from({ length: 20 }, () => 42)]);
    expect(parseRtcp(commands).items).toHaveLength(4);
  });

  test('never throws and stays within its budget, whatever the bytes', () => {
    const anything = fc.uint8Array({ maxLength: 1_600 });
    // A valid compound with some bytes changed and its end cut off gets further in than noise does.
    const mutated = fc
      .tuple(
        fc.array(fc.constantFrom(...VALID), { minLength: 1, maxLength: 20 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 }),
        fc.nat(8),
      )
      .map(([packets, changes, cut]) => {
        const bytes = compound(packets);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        return bytes.subarray(0, Math.max(0, bytes.length - cut));
      });
    fc.assert(
      fc.property(fc.oneof(anything, mutated), (bytes) => {
        const { items } = parseRtcp(bytes);
        expect(items.length).toBeLessThanOrEqual(RTCP_BUDGET.packets * 4);
        const lost = items.reduce((sum, item) => sum + (item.type === 'nack' ? item.lost.length : 0), 0);
        expect(lost).toBeLessThanOrEqual(RTCP_BUDGET.nackedSequenceNumbers);
      }),
    );
  });
});

test('RTCP is told from RTP by its second byte', () => {
  expect(VALID.every(isRtcp)).toBe(true);
  expect(isRtcp(Uint8Array.of(0x80, 108, 0, 0))).toBe(false);
  expect(isRtcp(Uint8Array.of(0x80, 0x80 | 108, 0, 0))).toBe(false);
  expect(isRtcp(Uint8Array.of(0x80))).toBe(false);
  expect(isRtcp(Uint8Array.of(0x00, 200))).toBe(false);
});
