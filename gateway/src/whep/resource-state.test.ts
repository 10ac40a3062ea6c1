import { describe, expect, test } from 'vitest';
import type { ToViewer } from '../wire/messages.ts';
import {
  JOINING,
  PEER,
  transition,
  type ResourceEffect,
  type ResourceEvent,
  type ResourceState,
} from './resource-state.ts';

const iceServers = [{ urls: ['turn:turn.example:3478'] }];
const joined: Extract<ToViewer, { type: 'joined' }> = {
  type: 'joined',
  session: 's',
  scene: 'cube',
  iceServers,
  role: 'spectator',
  rights: ['chat'],
};
const OFFERING: ResourceState = { name: 'offering', iceServers };
const PLAYING: ResourceState = { name: 'playing' };
const OVER: ResourceState = { name: 'over' };

const told = (message: ToViewer): ResourceEvent => ({ type: 'told', message });
const answer = told({ type: 'answer', peer: PEER, sdp: 'v=0' });
const error = told({ type: 'error', code: 'bad-token', message: 'wrong' });
const ended = told({ type: 'ended', code: 'session-ended', message: 'over' });
const renegotiate = told({ type: 'renegotiate', code: 'stream-failed', message: 'again' });
const ignored = [
  told({ type: 'queued', position: 3 }),
  told({ type: 'admitted' }),
  told({ type: 'relay', peer: PEER, ticket: 't'.repeat(16) }),
];
const ends: readonly ResourceEvent[] = [ended, renegotiate, { type: 'closed' }, { type: 'left' }];

const refused = (code: string): unknown[] => [expect.objectContaining({ type: 'refuse', code }), { type: 'leave' }];

interface Row {
  readonly from: ResourceState;
  readonly event: ResourceEvent;
  readonly to: ResourceState['name'];
  readonly effects: unknown[];
}

const table: Row[] = [
  { from: JOINING, event: told(joined), to: 'offering', effects: [{ type: 'offer' }] },
  { from: JOINING, event: told({ ...joined, queue: { position: 2 } }), to: 'over', effects: refused('no-capacity') },
  { from: JOINING, event: answer, to: 'joining', effects: [] },
  { from: OFFERING, event: told(joined), to: 'offering', effects: [] },
  { from: OFFERING, event: answer, to: 'playing', effects: [{ type: 'answer', sdp: 'v=0', iceServers }] },
  { from: OFFERING, event: told({ type: 'answer', peer: 'another', sdp: 'v=0' }), to: 'offering', effects: [] },
  ...[JOINING, OFFERING].flatMap((from): Row[] => [
    { from, event: error, to: 'over', effects: refused('bad-token') },
    { from, event: ended, to: 'over', effects: refused('session-ended') },
    { from, event: renegotiate, to: 'over', effects: refused('stream-failed') },
    { from, event: { type: 'closed' }, to: 'over', effects: refused('unavailable') },
    { from, event: { type: 'late' }, to: 'over', effects: refused('unavailable') },
    { from, event: { type: 'left' }, to: 'over', effects: [{ type: 'leave' }] },
  ]),
  ...ends.map((event): Row => ({ from: PLAYING, event, to: 'over', effects: [{ type: 'leave' }] })),
  ...[told(joined), answer, error, { type: 'late' } as const].map((event): Row => ({
    from: PLAYING,
    event,
    to: 'playing',
    effects: [],
  })),
  ...[told(joined), answer, error, { type: 'late' } as const, ...ends].map((event): Row => ({
    from: OVER,
    event,
    to: 'over',
    effects: [],
  })),
  ...[JOINING, OFFERING, PLAYING, OVER].flatMap((from) =>
    ignored.map((event): Row => ({ from, event, to: from.name, effects: [] })),
  ),
];

describe('a WHEP resource', () => {
  test.each(
    table.map((row) => {
      const event = row.event.type === 'told' ? row.event.message.type : row.event.type;
      return [row.from.name, event, row.to, row] as const;
    }),
  )('%s, %s: %s', (_from, _event, to, row) => {
    const { state, effects } = transition(row.from, row.event);
    expect(state.name).toBe(to);
    expect(effects).toEqual(row.effects);
  });

  test.each([
    [undefined, 3],
    [1, 3],
    [12, 12],
    [500, 20],
  ])(
    'whose session waits for a slot for %s s asks again after %i s, before its place in the line is lost',
    (eta, after) => {
      const queue = { position: 1, ...(eta === undefined ? {} : { etaSeconds: eta }) };
      const [refusal] = transition(JOINING, told({ ...joined, queue })).effects;
      expect((refusal as Extract<ResourceEffect, { type: 'refuse' }>).retryAfter).toBe(after);
    },
  );
});
