import { describe, expect, test } from 'vitest';
import type { SessionId } from '@remote-view/protocol';
import { MAX_SAMPLES, MAX_SESSIONS, SessionLatencies } from './session-latencies.ts';

const [A, B] = ['a', 'b'] as SessionId[] as [SessionId, SessionId];

describe('latencies of sessions', () => {
  test('are the medians of what viewers said lately, of all of them together', () => {
    const latencies = new SessionLatencies();
    latencies.add(0, A, [40, 900]);
    latencies.add(1, A, [50]);
    latencies.add(1, B, [10]);
    latencies.add(1, B, []);
    expect([...latencies.medians(2)]).toEqual([
      [A, 50],
      [B, 10],
    ]);
    latencies.add(
      3,
      A,
      Array.from({ length: MAX_SAMPLES }, () => 7),
    );
    expect(latencies.medians(4).get(A)).toBe(7);
  });

  test('are forgotten after a minute of silence', () => {
    const latencies = new SessionLatencies();
    latencies.add(0, A, [40]);
    latencies.add(30_000, B, [40]);
    expect([...latencies.medians(60_000).keys()]).toEqual([B]);
  });

  test('are those of so many sessions and no more', () => {
    const latencies = new SessionLatencies();
    for (let index = 0; index <= MAX_SESSIONS; index += 1) latencies.add(0, `s${index}` as SessionId, [1]);
    const known = latencies.medians(0);
    expect(known.size).toBe(MAX_SESSIONS);
    expect(known.has('s0' as SessionId)).toBe(false);
  });
});
