/** Sound on the same path as pictures: it never waits for them, and what is known of the path counts it. */
import { describe, expect, test } from 'vitest';
import { FrameTrainController } from '../congestion/frame-train-controller.ts';
import { MediaTransport } from '../media-transport.ts';
import { AudioSender } from '../rtp/audio-sender.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { negotiated } from '../rtp/testing/negotiated.ts';
import { readRtp } from '../rtp/testing/receive.ts';
import type { NegotiatedAudio } from '../sdp/audio.ts';

const AUDIO: NegotiatedAudio = {
  mid: '1',
  payloadType: 111,
  ssrc: 5,
  transportCcId: 4,
  midId: undefined,
  reducedSizeRtcp: true,
  microphoneSsrc: undefined,
};
const PICTURE = { number: 1, keyFrame: false, nals: [new Uint8Array(40_000).fill(0x41)], rtpTimestamp: 0 };

function started(audio: NegotiatedAudio = AUDIO) {
  const controller = new FrameTrainController({ start: 3e6, min: 150e3, max: 50e6 });
  const firstSequenceNumbers = { transport: 65_533, video: 100, rtx: 7 };
  const transport = new MediaTransport({ video: negotiated(), controller, firstSequenceNumbers });
  const sender = new AudioSender({ audio, firstSequenceNumber: 0 });
  const say = (): void =>
    transport.sendAudio(sender.packetize({ payload: new Uint8Array(140), rtpTimestamp: 0, first: false }));
  return { transport, say };
}

const isSound = ({ ssrc }: RtpPacket): boolean => ssrc === AUDIO.ssrc;
const wireNumber = ({ bytes }: RtpPacket): number => {
  const [high, low] = readRtp(bytes).extensions.get(4)!;
  return (high! << 8) | low!;
};

describe('sound', () => {
  test('leaves before the packets of a picture that wait already', () => {
    const { transport, say } = started();
    transport.sendFrame(PICTURE);
    const before = transport.poll(0);
    expect(before.length).toBeGreaterThan(0);
    say();
    const next = transport.poll(transport.nextPoll()!);
    expect(isSound(next[0]!)).toBe(true);
    expect(next.slice(1).every((packet) => !isSound(packet))).toBe(true);
  });

  test('is numbered with the pictures in the order in which they leave', () => {
    const { transport, say } = started();
    const packets: RtpPacket[] = [];
    transport.sendFrame(PICTURE);
    for (let now = 0; now < 300; now += 1) {
      if (now % 10 === 0) say();
      packets.push(...transport.poll(now));
    }
    expect(packets.filter(isSound)).toHaveLength(30);
    expect(packets.map(wireNumber)).toEqual(packets.map((_, index) => (65_533 + index) & 0xffff));
  });

  test('has no number where the viewer offered none, and leaves no gap in those of the pictures', () => {
    const { transport, say } = started({ ...AUDIO, transportCcId: undefined });
    say();
    transport.sendFrame(PICTURE);
    say();
    const packets: RtpPacket[] = [];
    for (let now = 0; now < 300; now += 1) packets.push(...transport.poll(now));
    expect(packets.filter(isSound)).toHaveLength(2);
    const pictures = packets.filter((packet) => !isSound(packet));
    expect(pictures.map(wireNumber)).toEqual(pictures.map((_, index) => (65_533 + index) & 0xffff));
  });

  test('is no reason to leave a picture out', () => {
    const { transport, say } = started();
    for (let packet = 0; packet < 20; packet++) say();
    transport.poll(0);
    expect(transport.ready()).toBe(true);
  });
});
