import { describe, expect, test } from 'vitest';
import type { NegotiatedVideo } from '../sdp/negotiate.ts';
import { parseRtcp } from '../rtcp/parse.ts';
import type { RtpPacket } from './packet.ts';
import { RETRANSMISSION_SHARE, Retransmitter } from './retransmitter.ts';
import { VideoSender } from './video-sender.ts';
import { negotiated } from './testing/negotiated.ts';
import { readRtp } from './testing/receive.ts';

const TARGET = 8_000_000;

function stream(video: NegotiatedVideo = negotiated()): {
  readonly repair: Retransmitter;
  readonly send: (bytes: number, now: number) => RtpPacket[];
} {
  const sender = new VideoSender({ video, firstSequenceNumber: 65_530 });
  const repair = new Retransmitter({ video, firstRtxSequenceNumber: 65_535, targetBitrate: TARGET });
  const send = (bytes: number, now: number): RtpPacket[] => {
    const packets = sender.packetize({ nals: [new Uint8Array(bytes).fill(0x41)], rtpTimestamp: 5 });
    repair.sent(packets, now);
    return packets;
  };
  return { repair, send };
}

describe('retransmission', () => {
  test('goes out as RTX: own SSRC, type and numbers, the original number in front, all else the same', () => {
    const { repair, send } = stream();
    const sent = send(3_000, 0);
    const again = repair.onNack([65_530, 65_532], 10, 5).map(({ bytes }) => readRtp(bytes));
    const [first, last] = [sent[0]!, sent.at(-1)!].map(({ bytes }) => readRtp(bytes));
    expect(again).toMatchObject([
      { ssrc: 0x33334444, payloadType: 109, sequenceNumber: 65_535, timestamp: 5, marker: false },
      { ssrc: 0x33334444, payloadType: 109, sequenceNumber: 0, timestamp: 5, marker: true },
    ]);
    expect(again[0]!.payload).toEqual(Uint8Array.of(65_530 >> 8, 65_530 & 0xff, ...first!.payload));
    expect(again[1]!.payload).toEqual(Uint8Array.of(65_532 >> 8, 65_532 & 0xff, ...last!.payload));
    // A frame whose first packet was repaired must not fall back to the default playout delay.
    expect(again[0]!.extensions.get(5)).toEqual(Uint8Array.of(0, 0, 0));
    expect(repair.totals).toEqual({ packets: 2, octets: first!.payload.length + last!.payload.length + 4 });
  });

  test('repeats the packet itself, in a copy, where RTX is not negotiated', () => {
    const { repair, send } = stream(negotiated({ rtxPayloadType: undefined }));
    const [sent] = send(100, 0);
    const before = sent!.bytes.slice();
    const [again] = repair.onNack([65_530], 10, 5);
    expect(readRtp(again!.bytes)).toMatchObject({ ssrc: 0x11112222, payloadType: 108, sequenceNumber: 65_530 });
    again!.bytes.fill(0);
    expect(sent!.bytes).toEqual(before);
  });

  test('makes as many duplicates of the newest packets as a probe needs', () => {
    const { repair, send } = stream();
    send(3_000, 0);
    const probe = repair.duplicates(5_000);
    expect(probe.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeGreaterThanOrEqual(5_000);
    expect(new Set(probe.map(({ ssrc }) => ssrc))).toEqual(new Set([0x33334444]));
    expect(stream().repair.duplicates(5_000)).toEqual([]);
    expect(stream(negotiated({ rtxPayloadType: undefined })).repair.duplicates(5_000)).toEqual([]);
  });

  test('happens at most once in a round trip for each packet', () => {
    const { repair, send } = stream();
    send(100, 0);
    expect(repair.onNack([65_530], 40, 30)).toHaveLength(1);
    expect(repair.onNack([65_530, 65_530], 69, 30)).toHaveLength(0);
    expect(repair.onNack([65_530], 70, 30)).toHaveLength(1);
    expect(repair.stats).toEqual({ resent: 2, unknown: 0, tooSoon: 2, overBudget: 0 });
  });

  test('counts packets that were never sent or are too old', () => {
    const { repair, send } = stream();
    send(100, 0);
    expect(repair.onNack([65_529, 7], 10, 30)).toEqual([]);
    expect(repair.onNack([65_530], 60_000, 30)).toEqual([]);
    expect(repair.stats.unknown).toBe(3);
  });

  test('keeps to a quarter of the target bitrate, however hard a receiver asks', () => {
    const { repair, send } = stream();
    // 22 kB of NACKs a burst made libdatachannel's responder send 116 MB; here is that every 100 ms for 5 s.
    let bytes = 0;
    for (let now = 0; now < 5_000; now += 10) {
      const newest = send(10_000, now).at(-1)!.sequenceNumber;
      if (now % 100 !== 0) continue;
      for (let message = 0; message < 16; message += 1) {
        for (const item of parseRtcp(nackOfAllBefore(newest)).items) {
          if (item.type !== 'nack') continue;
          bytes += repair.onNack(item.lost, now, 1).reduce((sum, packet) => sum + packet.bytes.length, 0);
        }
      }
    }
    const perSecond = (TARGET / 8) * RETRANSMISSION_SHARE;
    expect(bytes).toBeGreaterThan(perSecond * 4);
    expect(bytes).toBeLessThanOrEqual(perSecond * (5 + 1));
    expect(repair.stats.overBudget).toBeGreaterThan(0);
  });

  test('follows the target bitrate down at once', () => {
    const { repair, send } = stream();
    send(10_000, 0);
    repair.setTargetBitrate(8_000, 0);
    expect(repair.onNack([65_530, 65_531], 1, 30)).toEqual([]);
    expect(repair.stats.overBudget).toBe(2);
  });
});

/** The largest NACK that fits a datagram, every mask full, from a thousand packets before `newest`. */
function nackOfAllBefore(newest: number): Uint8Array {
  const entries = 350;
  const bytes = new Uint8Array(12 + entries * 4);
  const view = new DataView(bytes.buffer);
  bytes.set([0x81, 205]);
  view.setUint16(2, 2 + entries);
  for (let entry = 0; entry < entries; entry += 1) {
    view.setUint16(12 + entry * 4, (newest - 1_000 + entry * 17) & 0xffff);
    view.setUint16(14 + entry * 4, 0xffff);
  }
  return bytes;
}
