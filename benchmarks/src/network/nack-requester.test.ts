import { describe, expect, it } from 'vitest';
import { NackRequester } from './nack-requester.ts';

function receive(requester: NackRequester, sequences: readonly number[], now = 0): number[] {
  return sequences.flatMap((sequence) => requester.received(sequence, false, now).ask);
}

/** When a packet is asked for, polled as the requester wants it. */
function askedAt(requester: NackRequester, until: number): number[] {
  const times: number[] = [];
  for (let at = requester.nextAt; at !== undefined && at <= until; at = requester.nextAt)
    if (requester.poll(at).length > 0) times.push(at);
  return times;
}

describe('a viewer asks for a missing packet', () => {
  it('as soon as a later one comes', () => {
    const requester = new NackRequester();
    expect(receive(requester, [10, 11])).toEqual([]);
    expect(receive(requester, [14])).toEqual([12, 13]);
  });

  it('again every 100 ms, which is what it takes for the round trip', () => {
    const requester = new NackRequester();
    receive(requester, [1, 3]);
    expect(askedAt(requester, 450)).toEqual([100, 200, 300, 400]);
  });

  it('no more once it is there, or of no use', () => {
    const requester = new NackRequester();
    receive(requester, [1, 3]);
    requester.received(2, true, 30);
    expect(requester.nextAt).toBeUndefined();
    receive(requester, [6], 40);
    requester.dropBefore(7);
    expect(requester.nextAt).toBeUndefined();
  });

  it('also where it was only overtaken', () => {
    const requester = new NackRequester();
    expect(receive(requester, [1, 3, 2, 5, 4])).toEqual([2, 4]);
    expect(requester.nextAt).toBeUndefined();
  });

  it('unless its retransmission came first', () => {
    const requester = new NackRequester();
    receive(requester, [1]);
    expect(requester.received(3, true, 0).ask).toEqual([]);
    expect(receive(requester, [4])).toEqual([2]);
  });

  it('not for ever', () => {
    const requester = new NackRequester();
    receive(requester, [1, 3]);
    expect(askedAt(requester, 60_000)).toHaveLength(99);
    expect(requester.nextAt).toBeUndefined();
  });

  it('no more where so many are missing that a key frame is cheaper', () => {
    const requester = new NackRequester();
    receive(requester, [1]);
    expect(requester.received(2_000, false, 0)).toEqual({ ask: [], lost: true });
    expect(requester.nextAt).toBeUndefined();
  });
});
