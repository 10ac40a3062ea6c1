import { beforeEach, describe, expect, it } from 'vitest';
import type { SessionId, ViewerId } from '@remote-view/protocol';
import { RelayDirectory, type RelayRequest } from './relay-directory.ts';

const WITHIN = 1_000;

function request(viewer: string, session = 's'): RelayRequest {
  const tickets = { viewer: `${session}-${viewer}-v`, host: `${session}-${viewer}-h` };
  return { session: session as SessionId, viewer: viewer as ViewerId, tickets };
}

describe('the relay directory', () => {
  let directory: RelayDirectory<string>;

  beforeEach(() => {
    directory = new RelayDirectory(WITHIN);
  });

  it('brings the two ends of a relay together, whoever comes first', () => {
    directory.open(request('a'), 0);
    expect(directory.attach('s-a-h', 'host', 1)).toEqual(['host']);
    expect(directory.attach('s-a-v', 'viewer', 2)).toEqual(['host', 'viewer']);
  });

  it('takes a ticket once, and none that it did not give', () => {
    directory.open(request('a'), 0);
    directory.attach('s-a-h', 'host', 1);
    expect(directory.attach('s-a-h', 'another', 2)).toBeUndefined();
    expect(directory.attach('guessed', 'another', 2)).toBeUndefined();
  });

  it('takes no ticket that is too old, and gives up whoever waits', () => {
    directory.open(request('a'), 0);
    directory.attach('s-a-h', 'host', 1);
    expect(directory.tick(WITHIN)).toEqual([]);
    expect(directory.attach('s-a-v', 'viewer', WITHIN + 1)).toBeUndefined();
    expect(directory.tick(WITHIN + 1)).toEqual(['host']);
    expect(directory.size).toBe(0);
  });

  it('leaves a relay that is complete alone', () => {
    directory.open(request('a'), 0);
    directory.attach('s-a-h', 'host', 1);
    directory.attach('s-a-v', 'viewer', 2);
    expect(directory.tick(WITHIN * 100)).toEqual([]);
  });

  it('ends a relay with either of its ends', () => {
    directory.open(request('a'), 0);
    directory.attach('s-a-h', 'host', 1);
    directory.attach('s-a-v', 'viewer', 2);
    expect(directory.detach('viewer')).toBe('host');
    expect(directory.detach('host')).toBeUndefined();
    expect(directory.size).toBe(0);
  });

  it('knows nothing of an end that never attached', () => {
    expect(directory.detach('stranger')).toBeUndefined();
  });

  it('gives a viewer one relay: the newest', () => {
    directory.open(request('a'), 0);
    directory.attach('s-a-h', 'host', 1);
    expect(directory.open(request('a'), 2)).toEqual(['host']);
    expect(directory.size).toBe(1);
  });

  it('gives a session so many relays, and another one as many', () => {
    for (let index = 0; index < 40; index++) directory.open(request(String(index)), index);
    expect(directory.size).toBe(32);
    expect(directory.attach('s-0-v', 'viewer', 40)).toBeUndefined();
    expect(directory.attach('s-39-v', 'viewer', 40)).toEqual(['viewer']);
    directory.open(request('a', 'other'), 40);
    expect(directory.size).toBe(33);
  });
});
