import { describe, expect, test } from 'vitest';
import type { CongestionController, FrameReport, PacketReport, RateDecision } from './congestion/controller.ts';
import { MediaTransport, type MediaFrame } from './media-transport.ts';
import { parseRtcp } from './rtcp/parse.ts';
import { RTCP_TYPE } from './rtcp/rtcp-types.ts';
import { remb, reportBlock, rtcp } from './rtcp/testing/viewer-reports.ts';
import { buildTransportCc } from './rtcp/transport-cc.ts';
import type { RtpPacket } from './rtp/packet.ts';
import { negotiated } from './rtp/testing/negotiated.ts';
import { readRtp } from './rtp/testing/receive.ts';

/** Decides what the test says, and keeps what it is told. */
class ToldController implements CongestionController {
  decision: RateDecision = { target: 4e6, pacing: 8e6, window: 100_000, probe: undefined };
  silent = false;
  readonly reports: PacketReport[] = [];
  readonly frames: FrameReport[] = [];
  readonly losses: number[] = [];
  readonly estimates: number[] = [];
  sent(): void {}
  feedback(reports: readonly PacketReport[]): void {
    this.reports.push(...reports);
  }
  frameReported(report: FrameReport): void {
    this.frames.push(report);
  }
  roundTrip(): void {}
  lossReported(share: number): void {
    this.losses.push(share);
  }
  estimated(bitrate: number): void {
    this.estimates.push(bitrate);
  }
  setUseful(): void {}
  tick(): void {}
}

function start(video = negotiated()) {
  const controller = new ToldController();
  const firstSequenceNumbers = { transport: 65_534, video: 100, rtx: 7 };
  return { controller, transport: new MediaTransport({ video, controller, firstSequenceNumbers }) };
}

const frame = (number: number, bytes = 5_000): MediaFrame => ({
  ...{ number, keyFrame: false, nals: [new Uint8Array(bytes).fill(0x41)], rtpTimestamp: number * 1_500 },
});

/** Everything that waits, as it leaves within a tenth of a second. */
function drain(transport: MediaTransport, from: number): { readonly packets: RtpPacket[]; readonly until: number } {
  const until = from + 100;
  const packets: RtpPacket[] = [];
  for (let now = from; now < until; now++) packets.push(...transport.poll(now));
  return { packets, until };
}

const transportCc = (base: number, arrivals: readonly (number | undefined)[]): Uint8Array => {
  const body = buildTransportCc({ baseSequenceNumber: base, count: 0, reference: 0, arrivals });
  const words = new DataView(body.buffer);
  const list = Array.from({ length: body.length / 4 }, (_, index) => words.getUint32(index * 4));
  return rtcp(RTCP_TYPE.transportFeedback, 15, [1, 0x11112222, ...list]);
};

describe('the media transport', () => {
  test('numbers packets of the whole transport in the order in which they leave', () => {
    const { transport } = start();
    transport.sendFrame(frame(1));
    const { packets } = drain(transport, 0);
    const numbers = packets.map(({ bytes }) => readRtp(bytes).extensions.get(4)!);
    expect(numbers.map(([high, low]) => high! * 256 + low!)).toEqual([65_534, 65_535, 0, 1, 2]);
    expect(transport.takeFinished()).toEqual([1]);
    expect(transport.takeFinished()).toEqual([]);
  });

  test('sends what a receiver misses before the frames that wait', () => {
    const { transport } = start();
    transport.sendFrame(frame(1));
    const { until } = drain(transport, 0);
    transport.sendFrame(frame(2));
    const nack = rtcp(RTCP_TYPE.transportFeedback, 1, [1, 0x11112222, 101 << 16]);
    transport.receiveRtcp(parseRtcp(nack).items, until + 20);
    const [first] = drain(transport, until + 20).packets;
    expect(readRtp(first!.bytes).ssrc).toBe(0x33334444);
  });

  test('tells the controller when each packet of a frame came', () => {
    const { controller, transport } = start();
    transport.sendFrame(frame(1));
    const { until } = drain(transport, 0);
    transport.receiveRtcp(parseRtcp(transportCc(65_534, [0, 4, undefined, 12, 16])).items, until + 40);
    expect(controller.reports.map(({ frame, receivedAt }) => [frame, receivedAt])).toEqual([
      [1, 0],
      [1, 1],
      [1, undefined],
      [1, 3],
      [1, 4],
    ]);
  });

  test('has no room while more is under way than the path holds, and has it again by an ack', () => {
    const { controller, transport } = start();
    controller.decision = { ...controller.decision, window: 5_000 };
    transport.sendFrame(frame(1));
    drain(transport, 0);
    transport.frameAck({ rtpTimestamp: 1_500, receivedAt: 12_345 }, 120);
    expect(transport.ready()).toBe(true);
    transport.sendFrame(frame(2));
    const { until } = drain(transport, 130);
    expect(transport.ready()).toBe(false);
    transport.frameAck({ rtpTimestamp: 3_000, receivedAt: 12_500 }, until + 20);
    expect(transport.ready()).toBe(true);
    expect(controller.frames).toMatchObject([
      { frame: 1, receivedAt: 12_345, firstSentAt: 0 },
      { frame: 2, receivedAt: 12_500, firstSentAt: 130 },
    ]);
  });

  test('has no room while a frame still waits in the pacer', () => {
    const { controller, transport } = start();
    controller.decision = { ...controller.decision, pacing: 1e6 };
    transport.sendFrame(frame(1, 20_000));
    // Nobody has told of anything yet: the first frames go out whatever happens.
    expect(transport.ready()).toBe(true);
    transport.poll(0);
    transport.receiveRtcp(parseRtcp(transportCc(65_534, [0])).items, 40);
    expect(transport.ready()).toBe(false);
  });

  test('believes no ack of a frame that never left, nor the same twice', () => {
    const { controller, transport } = start();
    transport.frameAck({ rtpTimestamp: 1_500, receivedAt: 1 }, 0);
    transport.sendFrame(frame(1));
    transport.frameAck({ rtpTimestamp: 1_500, receivedAt: 1 }, 0);
    drain(transport, 0);
    transport.frameAck({ rtpTimestamp: 1_500, receivedAt: Number.NaN }, 30);
    transport.frameAck({ rtpTimestamp: 1_500, receivedAt: 1 }, 30);
    transport.frameAck({ rtpTimestamp: 1_500, receivedAt: 1 }, 31);
    expect(controller.frames).toHaveLength(1);
  });

  test('sends again a frame that the viewer does not show, where the reports about it were lost', () => {
    const { transport } = start();
    for (const number of [1, 2, 3]) transport.sendFrame(frame(number, 3_000));
    const { until } = drain(transport, 0);
    // Three packets each. Of those of the second frame nobody says anything, and of the third all came.
    transport.receiveRtcp(parseRtcp(transportCc(65_534, [0, 4, 8])).items, until);
    transport.frameAck({ rtpTimestamp: 1_500, receivedAt: 20 }, until);
    expect(drain(transport, until).packets).toEqual([]);
    transport.frameAck({ rtpTimestamp: 1_500, receivedAt: 20 }, until + 150);
    transport.receiveRtcp(parseRtcp(transportCc(4, [24, 28, 32])).items, until + 200);
    const again = drain(transport, until + 200).packets.map(({ bytes }) => readRtp(bytes));
    expect(again.map(({ ssrc, payload }) => [ssrc, payload[0]! * 256 + payload[1]!])).toEqual([
      [0x33334444, 103],
      [0x33334444, 104],
      [0x33334444, 105],
    ]);
  });

  test('wishes for a key frame where more is missing than the path soon carries, and sends none of it', () => {
    const { controller, transport } = start();
    controller.decision = { ...controller.decision, target: 1e6, pacing: 2e6 };
    transport.sendFrame(frame(1, 40_000));
    for (let now = 0; now < 300; now++) transport.poll(now);
    const nack = {
      type: 'nack',
      mediaSsrc: 0x11112222,
      lost: Array.from({ length: 30 }, (_, at) => 100 + at),
    } as const;
    transport.receiveRtcp([nack], 301);
    transport.poll(330);
    expect(transport.receiveRtcp([], 331)).toEqual(['drop']);
    expect(drain(transport, 332).packets).toEqual([]);
  });

  test('while packets are lost, gives repairs numbers that are older than what reports have told of', () => {
    const { transport } = start();
    const numbers: { readonly at: number; readonly ssrc: number; readonly number: number }[] = [];
    const nack = (lost: number): void =>
      void transport.receiveRtcp([{ type: 'nack', mediaSsrc: 0x11112222, lost: [lost] }], 0);
    for (let now = 0; now < 1_000; now++) {
      if (now % 20 === 0) transport.sendFrame(frame(now / 20, 3_000));
      if (now % 40 === 30) nack(100 + Math.floor(now / 20) * 3);
      for (const { bytes } of transport.poll(now)) {
        const { ssrc, extensions } = readRtp(bytes);
        const [high, low] = extensions.get(4)!;
        numbers.push({ at: now, ssrc, number: (high! * 256 + low! - 65_534) & 0xffff });
      }
    }
    const behind = numbers.filter(
      ({ number }, index) => number < Math.max(...numbers.slice(0, index).map((one) => one.number)),
    );
    expect(behind.length).toBeGreaterThan(10);
    expect(new Set(behind.map(({ ssrc }) => ssrc))).toEqual(new Set([0x33334444]));
    expect(new Set(numbers.map(({ number }) => number)).size).toBe(numbers.length);
  });

  test('counts feedback that does not add up, and goes on', () => {
    const { controller, transport } = start();
    transport.receiveRtcp([{ type: 'transport-cc', mediaSsrc: 1, feedback: new Uint8Array(9) }], 0);
    expect(transport.rejectedFeedback).toBe(1);
    expect(controller.reports).toEqual([]);
  });

  test('passes on wishes for key frames, a repeated FIR once', () => {
    const { transport } = start();
    const fir = { type: 'fir', mediaSsrc: 0x11112222, sequenceNumber: 3 } as const;
    expect(transport.receiveRtcp([{ type: 'pli', mediaSsrc: 1 }, fir, fir], 0)).toEqual(['pli', 'fir']);
  });

  test('lengthens the next train where the controller wants to know more, once', () => {
    const { controller, transport } = start();
    transport.sendFrame(frame(1));
    drain(transport, 0);
    controller.decision = { ...controller.decision, probe: { bytes: 6_000, pacing: 20e6 } };
    transport.sendFrame(frame(2, 1_000));
    const probed = drain(transport, 40);
    expect(probed.packets.length).toBeGreaterThanOrEqual(6);
    transport.sendFrame(frame(3, 1_000));
    expect(drain(transport, 80).packets).toHaveLength(1);
  });

  test('passes on what receiver reports and estimates say of its own stream', () => {
    const { controller, transport } = start();
    const said = [
      rtcp(RTCP_TYPE.receiverReport, 1, [1, ...reportBlock({ ssrc: 0x11112222, fractionLost: 64 })]),
      rtcp(RTCP_TYPE.receiverReport, 1, [1, ...reportBlock({ ssrc: 42, fractionLost: 255 })]),
      rtcp(RTCP_TYPE.payloadFeedback, 15, [1, 0, 0x52454d42, (1 << 24) | (4 << 18) | 125_000, 0x11112222]),
      remb,
    ];
    for (const datagram of said) transport.receiveRtcp(parseRtcp(datagram).items, 0);
    expect(controller.losses).toEqual([0.25]);
    expect(controller.estimates).toEqual([2e6]);
  });
});

const ask = (lost: readonly number[]) => [{ type: 'nack', mediaSsrc: 0x11112222, lost } as const];
const withoutFeedback = negotiated({ transportCcId: undefined, feedback: ['nack', 'nack pli'] });

describe.each([
  { viewer: 'without transport-wide feedback', video: withoutFeedback, silent: false },
  { viewer: 'whose transport-wide feedback does not come', video: negotiated(), silent: true },
])('for a viewer $viewer', ({ video, silent }) => {
  function startSilent() {
    const { transport, controller } = start(video);
    controller.silent = silent;
    // The round trip is known, so that what is overdue could be.
    const report = reportBlock({ ssrc: 0x11112222, lsr: 4_711 });
    transport.senderReportSent(4_711, 0);
    transport.receiveRtcp(parseRtcp(rtcp(RTCP_TYPE.receiverReport, 1, [1, ...report])).items, 20);
    return transport;
  }

  test('a packet that is asked for is sent again once, and again when it is asked for again', () => {
    const transport = startSilent();
    transport.sendFrame(frame(1));
    const { until } = drain(transport, 20);
    transport.receiveRtcp(ask([101]), until);
    const again: number[] = [];
    for (let now = until; now < until + 1_000; now++) again.push(...transport.poll(now).map(() => now - until));
    expect(again).toHaveLength(1);
    transport.receiveRtcp(ask([101]), until + 1_000);
    expect(drain(transport, until + 1_000).packets).toHaveLength(1);
  });

  test('a packet that is asked for is sent in more copies where a receiver report says that many are lost', () => {
    const transport = startSilent();
    transport.sendFrame(frame(1));
    const { until } = drain(transport, 20);
    const report = rtcp(RTCP_TYPE.receiverReport, 1, [1, ...reportBlock({ ssrc: 0x11112222, fractionLost: 128 })]);
    transport.receiveRtcp(parseRtcp(report).items, until);
    transport.receiveRtcp(ask([101]), until);
    expect(drain(transport, until).packets).toHaveLength(2);
  });

  test('repairs over a long time are no reason for a key frame', () => {
    const transport = startSilent();
    const wishes: string[] = [];
    for (let number = 0; number < 600; number++) {
      const now = number * 33;
      transport.sendFrame(frame(number, 3_000));
      transport.poll(now + 20);
      wishes.push(...transport.receiveRtcp(ask([(100 + number * 3) & 0xffff]), now + 25));
    }
    expect(wishes).toEqual([]);
  });

  test('has no room while a frame still waits, once the viewer has said anything', () => {
    const { controller, transport } = start(video);
    controller.silent = silent;
    controller.decision = { ...controller.decision, pacing: 1e6, window: Infinity };
    transport.sendFrame(frame(1, 20_000));
    expect(transport.ready()).toBe(true);
    const report = rtcp(RTCP_TYPE.receiverReport, 1, [1, ...reportBlock({ ssrc: 0x11112222 })]);
    transport.receiveRtcp(parseRtcp(report).items, 1);
    expect(transport.ready()).toBe(false);
    for (let now = 1; now < 400; now++) transport.poll(now);
    expect(transport.ready()).toBe(true);
  });
});
