import { FILE_LIMITS } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { SendWindow } from './send-window.ts';

const STEP = 0.25;

/** Sends for `seconds` over a path of `bytesPerMs` with `delay` ms both ways together. Returns what its queue held. */
function send(bytesPerMs: number, delay: number, seconds: number, window = new SendWindow()) {
  const queue: { upTo: number; left: number }[] = [];
  const confirmations: { upTo: number; at: number }[] = [];
  const waits: number[] = [];
  let sent = 0;
  let carried = 0;
  for (let now = 0; now < seconds * 1_000; now += STEP) {
    while (confirmations[0] !== undefined && confirmations[0].at <= now) {
      window.confirmed(confirmations.shift()!.upTo, now);
    }
    for (let room = window.room; room > 0; room = window.room) {
      sent += room;
      window.sent(room, now);
      queue.push({ upTo: sent, left: room });
    }
    let carry = bytesPerMs * STEP;
    while (carry > 0 && queue[0] !== undefined) {
      const part = Math.min(carry, queue[0].left);
      queue[0].left -= part;
      carry -= part;
      carried += part;
      if (queue[0].left === 0) confirmations.push({ upTo: queue.shift()!.upTo, at: now + delay });
    }
    if (now > seconds * 500) waits.push(queue.reduce((sum, { left }) => sum + left, 0) / bytesPerMs);
  }
  const share = carried / (bytesPerMs * seconds * 1_000);
  return { share, wait: waits.reduce((sum, wait) => sum + wait, 0) / waits.length, longest: Math.max(...waits) };
}

describe('a file on its way up', () => {
  it.each([
    [1, 20],
    [1, 80],
    [5, 40],
  ])('uses a path of %i Mbit/s and %i ms, and lets inputs wait for little', (megabits, delay) => {
    const { share, wait, longest } = send(megabits * 125, delay, 20);
    expect(share).toBeGreaterThan(0.8);
    expect(wait).toBeLessThan(35);
    expect(longest).toBeLessThan(80);
  });

  it('is held up on a fast path by nothing but what the host allows', () => {
    const window = new SendWindow();
    send(100_000, 1, 2, window);
    expect(window.size).toBe(FILE_LIMITS.windowBytes);
  });

  it('goes on over a path that is worse than any', () => {
    const { share } = send(5, 300, 30);
    expect(share).toBeGreaterThan(0.5);
  });

  it('gives way when the path gets narrow', () => {
    const window = new SendWindow();
    send(10_000, 20, 2, window);
    const before = window.size;
    const narrow = new SendWindow();
    send(60, 20, 10, narrow);
    expect(narrow.size).toBeLessThan(before / 4);
  });

  it('is not confused by confirmations of what was never sent, or twice', () => {
    const window = new SendWindow();
    window.sent(1_000, 0);
    const before = window.room;
    window.confirmed(5_000, 1);
    window.confirmed(-1, 1);
    expect(window.room).toBe(before);
    window.confirmed(1_000, 10);
    window.confirmed(1_000, 20);
    expect(window.size).toBeGreaterThan(0);
  });
});
