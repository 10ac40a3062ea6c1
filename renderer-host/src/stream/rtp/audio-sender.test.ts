import { expect, test } from 'vitest';
import type { NegotiatedAudio } from '../sdp/audio.ts';
import { AudioSender } from './audio-sender.ts';
import { readRtp } from './testing/receive.ts';

const AUDIO: NegotiatedAudio = {
  mid: 'a',
  payloadType: 111,
  ssrc: 7,
  transportCcId: 3,
  midId: 4,
  reducedSizeRtcp: true,
  microphoneSsrc: undefined,
};

function sent(changes: Partial<NegotiatedAudio>, firsts: readonly boolean[]) {
  const sender = new AudioSender({ audio: { ...AUDIO, ...changes }, firstSequenceNumber: 65_535 });
  const packets = firsts.map((first, index) =>
    sender.packetize({ payload: Uint8Array.of(index, 9), rtpTimestamp: 480 * index, first }),
  );
  return { sender, packets, read: packets.map(({ bytes }) => readRtp(bytes)) };
}

test('a frame is a packet, numbered on, with its time and its bytes', () => {
  const { sender, read, packets } = sent({}, [true, false]);
  expect(read).toMatchObject([
    { payloadType: 111, ssrc: 7, sequenceNumber: 65_535, timestamp: 0, payload: Uint8Array.of(0, 9) },
    { payloadType: 111, ssrc: 7, sequenceNumber: 0, timestamp: 480, payload: Uint8Array.of(1, 9) },
  ]);
  expect(packets.every(({ transportCcAt }) => transportCcAt > 0)).toBe(true);
  expect(sender.totals).toEqual({ packets: 2, octets: 4 });
});

test('the first after silence is marked, and names its mid', () => {
  const { read } = sent({}, [true, false, true]);
  expect(read.map(({ marker }) => marker)).toEqual([true, false, true]);
  expect(read.map(({ extensions }) => extensions.has(4))).toEqual([true, false, true]);
});

test('a viewer that knows no extension gets none', () => {
  const { packets, read } = sent({ transportCcId: undefined, midId: undefined }, [true]);
  expect(packets[0]).toMatchObject({ headerBytes: 12, transportCcAt: -1 });
  expect(read[0]!.extensions.size).toBe(0);
});
