import { describe, expect, test } from 'vitest';
import { SentFrames } from './media-transport-frames.ts';

function sent(count: number): SentFrames {
  const frames = new SentFrames();
  for (let number = 0; number < count; number++) {
    frames.push({ number, rtpTimestamp: number * 1_500, first: (65_534 + number * 3) & 0xffff, packets: 3 });
    for (let packet = 0; packet < 3; packet++) {
      frames.leaves(number, number * 3 + packet, (number * 3 + packet + 1) * 100, number * 16 + packet);
    }
  }
  return frames;
}

describe('frames that left', () => {
  test('say when, and what had left with them', () => {
    expect(sent(2).acked(1_500)).toMatchObject({
      ...{ number: 1, firstSentAt: 16, lastSentAt: 18, firstSequence: 3, lastSequence: 5 },
      ...{ sentBytes: 600, packetsLeft: 0, repaired: false },
    });
  });

  test('end with an ack of them, or of a later one, once', () => {
    const frames = sent(3);
    frames.acked(1_500);
    expect(frames.oldest!.number).toBe(2);
    expect(frames.acked(0)).toBeUndefined();
    expect(frames.acked(1_500)).toBeUndefined();
  });

  test('have left with their last packet, and are not acked before', () => {
    const frames = new SentFrames();
    frames.push({ number: 7, rtpTimestamp: 9, first: 0, packets: 2 });
    expect(frames.leaves(7, 0, 100, 1)).toBe(false);
    expect(frames.acked(9)).toBeUndefined();
    expect(frames.leaves(7, 1, 200, 2)).toBe(true);
    expect(frames.leaves(8, 2, 300, 3)).toBe(false);
  });

  test('are known by the packets that are sent again, across the wrap', () => {
    const frames = sent(2);
    frames.sentAgain(0);
    frames.sentAgain(9_999);
    expect(frames.acked(0)!.repaired).toBe(true);
    expect(frames.acked(1_500)!.repaired).toBe(false);
  });

  test('are forgotten, oldest first, where nobody acks them', () => {
    expect(sent(200).oldest!.number).toBe(72);
  });
});
