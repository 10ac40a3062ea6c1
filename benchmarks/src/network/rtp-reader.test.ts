import { describe, expect, it } from 'vitest';
import { seededRandom } from '../stats/random.ts';
import { madeFrame, randomSequenceNumber } from './made-frames.ts';
import { VIDEO } from './negotiated-video.ts';
import { readRtp, Unwrapper } from './rtp-reader.ts';
import { sendingTransport } from './testing/sending.ts';

describe('reading RTP', () => {
  it('finds what a viewer needs in the packets of a real sender', () => {
    const { transport, drain } = sendingTransport();
    transport.sendFrame({ number: 0, keyFrame: true, nals: madeFrame(4_000, true), rtpTimestamp: 90 });
    transport.sendFrame({ number: 1, keyFrame: false, nals: madeFrame(2_000, false), rtpTimestamp: 1_590 });
    const packets = drain(0).map((bytes) => readRtp(bytes, VIDEO.rtxSsrc, VIDEO.transportCcId));
    expect(packets.map(({ timestamp }) => timestamp)).toEqual([90, 90, 90, 90, 90, 1_590, 1_590]);
    expect(packets.map(({ marker }) => marker)).toEqual([false, false, false, false, true, false, true]);
    expect(packets.map(({ startsKeyFrame }) => startsKeyFrame)).toEqual([true, ...Array<boolean>(6).fill(false)]);
    expect(packets.map(({ transportSequence }) => transportSequence)).toEqual([100, 101, 102, 103, 104, 105, 106]);
    expect(packets.map(({ sequenceNumber }) => sequenceNumber)).toEqual([200, 201, 202, 203, 204, 205, 206]);
    expect(packets.some(({ retransmitted }) => retransmitted)).toBe(false);
  });

  it('turns a retransmission back into the packet that it repeats', () => {
    const { transport, drain } = sendingTransport();
    transport.sendFrame({ number: 0, keyFrame: true, nals: madeFrame(4_000, true), rtpTimestamp: 90 });
    drain(0);
    transport.receiveRtcp([{ type: 'nack', mediaSsrc: VIDEO.ssrc, lost: [200, 204] }], 50);
    const packets = drain(50).map((bytes) => readRtp(bytes, VIDEO.rtxSsrc, VIDEO.transportCcId));
    expect(packets).toMatchObject([
      { sequenceNumber: 200, retransmitted: true, marker: false, startsKeyFrame: true, timestamp: 90 },
      { sequenceNumber: 204, retransmitted: true, marker: true, startsKeyFrame: false, timestamp: 90 },
    ]);
  });

  it('knows padding', () => {
    const padding = new Uint8Array(16);
    padding[0] = 0xa0;
    padding[15] = 4;
    expect(readRtp(padding, 1, 4)).toMatchObject({ sequenceNumber: undefined, transportSequence: undefined });
  });
});

describe('16-bit numbers', () => {
  it('are counted on where they wrap, in and out of order', () => {
    const unwrapper = new Unwrapper();
    expect([65_534, 65_535, 1, 0, 65_530, 2].map((wire) => unwrapper.unwrap(wire))).toEqual([
      65_534, 65_535, 65_537, 65_536, 65_530, 65_538,
    ]);
  });

  it('are drawn from all there are', () => {
    const random = seededRandom(1);
    const drawn = Array.from({ length: 1_000 }, () => randomSequenceNumber(random));
    expect(Math.max(...drawn)).toBeLessThan(65_536);
    expect(Math.max(...drawn)).toBeGreaterThan(60_000);
  });
});
