import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NegotiatedAudio } from '../sdp/audio.ts';
import { MicrophoneGate } from './microphone-gate.ts';

const AUDIO: NegotiatedAudio = {
  mid: 'a',
  payloadType: 111,
  ssrc: 7,
  transportCcId: undefined,
  midId: undefined,
  reducedSizeRtcp: true,
  microphoneSsrc: 0x0102_0304,
};

function packet(changes: { payloadType?: number; ssrc?: number; bytes?: number } = {}): Uint8Array {
  const { payloadType = 111, ssrc = 0x0102_0304, bytes = 40 } = changes;
  const packed = new Uint8Array(12 + bytes);
  const view = new DataView(packed.buffer);
  view.setUint8(0, 0x80);
  view.setUint8(1, payloadType);
  view.setUint16(2, 5);
  view.setUint32(4, 960);
  view.setUint32(8, ssrc);
  return packed;
}

test('a packet of the microphone that was offered is let through', () => {
  const gate = new MicrophoneGate(AUDIO);
  expect(gate.take(packet(), 0)).toEqual({ sequenceNumber: 5, timestamp: 960, payload: new Uint8Array(40) });
  expect(gate.rejected).toEqual({});
});

test.each([
  ['malformed', new Uint8Array(3)],
  ['malformed', packet({ bytes: 0 })],
  ['foreign', packet({ ssrc: 9 })],
  ['foreign', packet({ payloadType: 96 })],
  ['too-large', packet({ bytes: 1_276 })],
])('what is %s is counted', (reason, bytes) => {
  const gate = new MicrophoneGate(AUDIO);
  expect(gate.take(bytes, 0)).toBeUndefined();
  expect(gate.rejected).toEqual({ [reason]: 1 });
});

test('no flood gets through, and after it the microphone does again', () => {
  const gate = new MicrophoneGate(AUDIO);
  const through = Array.from({ length: 5_000 }, () => gate.take(packet(), 0)).filter((one) => one !== undefined);
  expect(through.length).toBe(300);
  expect(gate.rejected['over-budget']).toBe(4_700);
  expect(gate.take(packet(), 20)).toBeDefined();
});

test('any bytes are let through or counted', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 20 }), (datagrams) => {
      const gate = new MicrophoneGate(AUDIO);
      const through = datagrams.filter((bytes) => gate.take(bytes, 0) !== undefined).length;
      const rejected = Object.values(gate.rejected).reduce((sum, count) => sum + count, 0);
      expect(through + rejected).toBe(datagrams.length);
    }),
  );
});
