import type { SessionId } from '@remote-view/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { Starts } from './starts.ts';

const session = 's1' as SessionId;

let seconds: number[];
let starts: Starts;
beforeEach(() => {
  seconds = [];
  starts = new Starts({ started: (took) => void seconds.push(took) });
});

describe('the time that a session takes to start', () => {
  test('is that from its slot to being ready, however often it was asked to start', () => {
    starts.became(session, 'starting', 1_000);
    starts.became(session, 'starting', 2_000);
    starts.became(session, 'ready', 3_500);
    starts.became(session, 'active', 9_000);
    expect(seconds).toEqual([2.5]);
  });

  test('ends too where somebody has joined before it is ready', () => {
    starts.became(session, 'starting', 0);
    starts.became(session, 'active', 700);
    expect(seconds).toEqual([0.7]);
  });

  test('is none where it never came to that', () => {
    starts.became(session, 'starting', 0);
    starts.became(session, 'ended', 60_000);
    starts.became('of another gateway' as SessionId, 'ready', 1);
    expect(seconds).toEqual([]);
    expect(starts.size).toBe(0);
  });

  test('is forgotten for the oldest where nobody says how it went on', () => {
    for (let index = 0; index < 2_000; index += 1) starts.became(`s${index}` as SessionId, 'starting', index);
    expect(starts.size).toBe(1_000);
  });
});
