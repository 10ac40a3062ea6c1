import type { AckedFrame } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { ACK_INTERVAL, FrameAcks } from './frame-acks.ts';

const frame = (rtpTimestamp: number): AckedFrame => ({ rtpTimestamp, receivedAt: 1, presentedAt: 2 });

/** Presents a frame every `interval`; returns the timestamps that each message named, null where none was sent. */
function present(count: number, interval: number): (number[] | null)[] {
  const acks = new FrameAcks();
  return Array.from({ length: count }, (_, index) => {
    const named = acks.presented(frame(index), index * interval);
    return named?.map(({ rtpTimestamp }) => rtpTimestamp) ?? null;
  });
}

describe('frame acks', () => {
  it('name each frame at once, and the three before it again', () => {
    expect(present(6, 16.7)).toEqual([[0], [0, 1], [0, 1, 2], [0, 1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 5]]);
  });

  it('name what came too soon for a message of its own with the next', () => {
    expect(present(4, ACK_INTERVAL / 2)).toEqual([[0], null, [0, 1, 2], null]);
  });

  it('lose no frame, however fast they come', () => {
    const named = new Set(present(1_000, 1.5).flatMap((message) => message ?? []));
    expect(named.size).toBeGreaterThanOrEqual(998);
  });

  it('say nothing of a picture that is only composed anew', () => {
    const acks = new FrameAcks();
    expect(acks.presented(frame(1), 0)).toHaveLength(1);
    expect(acks.presented(frame(1), 100)).toBeNull();
    expect(acks.presented(frame(2), 200)).toHaveLength(2);
  });

  it('leave alone what was handed out before', () => {
    const acks = new FrameAcks();
    const first = acks.presented(frame(1), 0);
    acks.presented(frame(2), 100);
    expect(first).toEqual([frame(1)]);
  });
});
