import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NegotiatedVideo } from '../sdp/negotiate.ts';
import { MAX_RTP_PACKET_BYTES, VideoSender } from './video-sender.ts';
import { negotiated } from './testing/negotiated.ts';
import { depacketize, readRtp } from './testing/receive.ts';

const IDR = [Uint8Array.of(0x67, 1, 2), Uint8Array.of(0x68, 3), new Uint8Array(5_000).fill(0x65)];
const DELTA = [new Uint8Array(3_000).fill(0x41)];

function sender(video: NegotiatedVideo = negotiated(), firstSequenceNumber = 65_534): VideoSender {
  return new VideoSender({ video, firstSequenceNumber });
}

describe('a video sender', () => {
  test('numbers packets across frames and the wrap, and marks the last of each frame', () => {
    const stream = sender();
    const packets = [
      ...stream.packetize({ nals: DELTA, rtpTimestamp: 1_000 }),
      ...stream.packetize({ nals: DELTA, rtpTimestamp: 2_500 }),
    ].map(({ bytes }) => readRtp(bytes));
    expect(packets.map(({ sequenceNumber }) => sequenceNumber)).toEqual([65_534, 65_535, 0, 1, 2, 3]);
    expect(packets.map(({ marker }) => marker)).toEqual([false, false, true, false, false, true]);
    expect(packets.map(({ timestamp }) => timestamp)).toEqual([1_000, 1_000, 1_000, 2_500, 2_500, 2_500]);
    expect(new Set(packets.map(({ ssrc, payloadType }) => `${ssrc} ${payloadType}`))).toEqual(
      new Set([`${negotiated().ssrc} 108`]),
    );
  });

  test('asks for no playout delay on the first packet of every frame, and only there', () => {
    const stream = sender();
    for (const nals of [IDR, DELTA]) {
      const packets = stream.packetize({ nals, rtpTimestamp: 0 }).map(({ bytes }) => readRtp(bytes));
      expect(packets.map(({ extensions }) => extensions.get(5))).toEqual([
        Uint8Array.of(0, 0, 0),
        ...packets.slice(1).map(() => undefined),
      ]);
    }
  });

  test('leaves room for the transport-wide number, which a packet gets when it leaves', () => {
    for (const { bytes } of sender().packetize({ nals: IDR, rtpTimestamp: 0 })) {
      expect(readRtp(bytes).extensions.get(4)).toEqual(Uint8Array.of(0, 0));
    }
  });

  test('names its mid in key frames', () => {
    const stream = sender();
    const mids = (nals: readonly Uint8Array[]): (Uint8Array | undefined)[] =>
      stream.packetize({ nals, rtpTimestamp: 0 }).map(({ bytes }) => readRtp(bytes).extensions.get(9));
    expect(mids(IDR).every((mid) => mid?.[0] === '0'.charCodeAt(0))).toBe(true);
    expect(mids(DELTA).every((mid) => mid === undefined)).toBe(true);
  });

  test('writes no extension that was not negotiated', () => {
    const video = negotiated({ transportCcId: undefined, playoutDelayId: undefined, midId: undefined });
    const [packet] = sender(video).packetize({ nals: [Uint8Array.of(0x65, 1)], rtpTimestamp: 0 });
    expect(packet!.bytes).toHaveLength(12 + 2);
  });

  test('keeps every packet, and its retransmission, within the limit', () => {
    const unit = fc.uint8Array({ minLength: 1, maxLength: 5_000 }).map((data) => data.fill(0x65, 0, 1));
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 4 }), (nals) => {
        const packets = sender().packetize({ nals, rtpTimestamp: 0 });
        expect(packets.every(({ bytes }) => bytes.length + 2 <= MAX_RTP_PACKET_BYTES)).toBe(true);
        expect(depacketize(packets.map(({ bytes }) => readRtp(bytes).payload))).toEqual(nals);
      }),
    );
  });

  test('counts packets and payload bytes for the sender report', () => {
    const stream = sender();
    const packets = stream.packetize({ nals: DELTA, rtpTimestamp: 0 });
    const octets = packets.reduce((sum, { bytes }) => sum + readRtp(bytes).payload.length, 0);
    expect(stream.totals).toEqual({ packets: packets.length, octets });
  });

  test('sends nothing for a frame without content', () => {
    const stream = sender();
    expect(stream.packetize({ nals: [Uint8Array.of(9, 16)], rtpTimestamp: 0 })).toEqual([]);
    expect(stream.packetize({ nals: [Uint8Array.of(0x41, 1)], rtpTimestamp: 0 })[0]!.sequenceNumber).toBe(65_534);
  });
});
