/** What a viewer may do to the transport with its reports, its acks and its clock; random, and against the real controller. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameTrainController } from './congestion/frame-train-controller.ts';
import { MediaTransport } from './media-transport.ts';
import { parseRtcp } from './rtcp/parse.ts';
import { RTCP_TYPE } from './rtcp/rtcp-types.ts';
import { receiverReport, rtcp } from './rtcp/testing/viewer-reports.ts';
import { buildTransportCc } from './rtcp/transport-cc.ts';
import { negotiated } from './rtp/testing/negotiated.ts';

const RATES = { start: 3e6, min: 150e3, max: 50e6 };
const video = negotiated();

const word = fc.integer({ min: 0, max: 0xffff_ffff });
/** Near the numbers that are used, so that reports are often about packets that there are. */
const sequence = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 0xffff }));

const transportCc = fc
  .tuple(
    sequence,
    fc.integer({ min: -(2 ** 23), max: 2 ** 23 - 1 }),
    fc.array(fc.option(fc.nat(0x7fff), { nil: undefined }), { minLength: 1, maxLength: 30 }),
  )
  .map(([baseSequenceNumber, reference, arrivals]) => {
    const body = buildTransportCc({ baseSequenceNumber, count: 0, reference, arrivals });
    const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    const words = Array.from({ length: body.length / 4 }, (_, index) => view.getUint32(index * 4));
    return rtcp(RTCP_TYPE.transportFeedback, 15, [1, video.ssrc, ...words]);
  });
const nack = fc
  .array(fc.tuple(sequence, fc.nat(0xffff)), { minLength: 1, maxLength: 6 })
  .map((lost) =>
    rtcp(RTCP_TYPE.transportFeedback, 1, [1, video.ssrc, ...lost.map(([number, mask]) => (number << 16) | mask)]),
  );
const report = fc
  .array(word, { minLength: 5, maxLength: 5 })
  .map((words) => rtcp(RTCP_TYPE.receiverReport, 1, [1, video.ssrc, ...words]));

const step = fc.oneof(
  fc.record({ type: fc.constant('frame'), bytes: fc.integer({ min: 1, max: 8_000 }), keyFrame: fc.boolean() }),
  fc.record({
    type: fc.constant('rtcp'),
    bytes: fc.oneof(transportCc, nack, report, fc.constant(receiverReport), fc.uint8Array({ maxLength: 60 })),
  }),
  fc.record({
    type: fc.constant('ack'),
    rtpTimestamp: fc.oneof(
      fc.nat(30).map((number) => number * 1_500),
      word,
    ),
    receivedAt: fc.oneof(fc.nat(10_000), fc.double()),
  }),
  fc.record({ type: fc.constant('wait'), ms: fc.oneof(fc.nat(40), fc.nat(40), fc.nat(10_000_000)) }),
);

test('no report, ack or pause makes the transport fail or leave its rates', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const transport = new MediaTransport({
        video,
        controller: new FrameTrainController(RATES),
        firstSequenceNumbers: { transport: 0, video: 0, rtx: 0 },
      });
      let now = 0;
      let number = 0;
      for (const each of steps) {
        if (each.type === 'wait') now += each.ms;
        if (each.type === 'rtcp') transport.receiveRtcp(parseRtcp(each.bytes).items, now);
        if (each.type === 'ack') transport.frameAck(each, now);
        if (each.type === 'frame') {
          const nals = [new Uint8Array(each.bytes).fill(each.keyFrame ? 0x65 : 0x41)];
          number += 1;
          transport.sendFrame({ number, keyFrame: each.keyFrame, nals, rtpTimestamp: number * 1_500 });
        }
        const packets = transport.poll(now);
        expect(packets.every(({ bytes }) => bytes.length <= 1_200)).toBe(true);
        const { target, pacing, window } = transport.decision;
        expect(target).toBeGreaterThanOrEqual(RATES.min);
        expect(target).toBeLessThanOrEqual(RATES.max);
        expect(pacing).toBeGreaterThan(0);
        expect(Number.isFinite(pacing)).toBe(true);
        expect(window).toBeGreaterThan(0);
        const next = transport.nextPoll();
        expect(next === undefined || Number.isFinite(next)).toBe(true);
      }
    }),
  );
});
