import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rtpHeaderBytes, TransportSequence, writeRtpHeader, type RtpPacket } from './packet.ts';
import { readRtp } from './testing/receive.ts';

const header = fc.record({
  payloadType: fc.nat(127),
  sequenceNumber: fc.nat(0xffff),
  timestamp: fc.nat(0xffff_ffff),
  ssrc: fc.nat(0xffff_ffff),
  marker: fc.boolean(),
});
const extensions = fc.record({
  transportCc: fc.option(fc.constant({ id: 4 }), { nil: undefined }),
  playoutDelay: fc.option(
    fc.record({ id: fc.constant(5), minMs: fc.nat(4095).map((n) => n * 10), maxMs: fc.nat(4095).map((n) => n * 10) }),
    { nil: undefined },
  ),
  mid: fc.option(fc.record({ id: fc.constant(9), value: fc.stringMatching(/^[a-z0-9]{1,16}$/) }), { nil: undefined }),
});

describe('an RTP header', () => {
  test('reads back as it was written, over whatever the memory held', () => {
    fc.assert(
      fc.property(header, extensions, (fields, elements) => {
        const size = rtpHeaderBytes(elements);
        const bytes = new Uint8Array(size + 3).fill(0xff);
        const { headerBytes } = writeRtpHeader(bytes, fields, elements);
        expect(headerBytes).toBe(size);
        expect(size % 4).toBe(0);
        const read = readRtp(bytes);
        expect(read).toMatchObject(fields);
        expect(read.payload).toEqual(Uint8Array.of(0xff, 0xff, 0xff));
        const { transportCc, playoutDelay, mid } = elements;
        expect(read.extensions.get(4)).toEqual(transportCc && Uint8Array.of(0, 0));
        const delay = read.extensions.get(5);
        const twelveBits = delay && (delay[0]! << 16) | (delay[1]! << 8) | delay[2]!;
        expect(twelveBits).toBe(playoutDelay && ((playoutDelay.minMs / 10) << 12) | (playoutDelay.maxMs / 10));
        expect(read.extensions.get(9)).toEqual(mid && new TextEncoder().encode(mid.value));
      }),
    );
  });

  test('has 12 bytes without extensions, and 8 more for the transport-wide number alone', () => {
    expect(rtpHeaderBytes({})).toBe(12);
    expect(rtpHeaderBytes({ transportCc: { id: 1 } })).toBe(20);
  });
});

describe('the transport-wide sequence number', () => {
  function packet(ssrc: number): RtpPacket {
    const bytes = new Uint8Array(20);
    const fields = { payloadType: 108, sequenceNumber: 1, timestamp: 2, ssrc, marker: false };
    return { bytes, ssrc, sequenceNumber: 1, carries: 1, ...writeRtpHeader(bytes, fields, { transportCc: { id: 4 } }) };
  }

  test('counts over all streams in the order they leave, and wraps', () => {
    const transport = new TransportSequence(65_534);
    const packets = [packet(1), packet(2), packet(1)];
    for (const each of packets) transport.stamp(each);
    expect(packets.map(({ bytes }) => [...readRtp(bytes).extensions.get(4)!])).toEqual([
      [0xff, 0xfe],
      [0xff, 0xff],
      [0, 0],
    ]);
  });

  test('is left alone where it was not negotiated', () => {
    const bytes = new Uint8Array(12);
    const fields = { payloadType: 108, sequenceNumber: 1, timestamp: 2, ssrc: 3, marker: false };
    const bare: RtpPacket = { bytes, ssrc: 3, sequenceNumber: 1, carries: 1, ...writeRtpHeader(bytes, fields, {}) };
    const before = bytes.slice();
    new TransportSequence(7).stamp(bare);
    expect(bytes).toEqual(before);
  });
});
