import { describe, expect, it } from 'vitest';
import type { ReconnectPolicy } from './reconnect-policy.ts';
import { transition, type ConnectionEvent, type ConnectionState } from './transition.ts';

const policy: ReconnectPolicy = {
  connecting: [1, 1],
  reconnecting: [1, 1, 1],
  jitter: 0,
  spread: 0,
  longestPause: 10,
  settledAfter: 1,
  directTimeout: 1,
  bareTimeout: 1,
  attemptTimeout: 1,
};

const passing = { code: 'peer-failed', text: 'lost' } as const;
const lasting = { code: 'bad-token', text: 'no' } as const;
const asked = { code: 'unavailable', text: 'busy', retryAfter: 5 } as const;
const ended = { code: 'session-ended', text: 'bye' } as const;

const states = {
  idle: { name: 'idle' },
  connecting1: { name: 'connecting', step: 'trying', attempt: 1 },
  connecting3: { name: 'connecting', step: 'trying', attempt: 3 },
  connectingWait: { name: 'connecting', step: 'waiting', attempt: 1, reason: passing },
  connectingQueued: { name: 'connecting', step: 'queued', attempt: 2, position: 3, etaSeconds: null },
  live0: { name: 'live', attempt: 0 },
  live1: { name: 'live', attempt: 1 },
  live4: { name: 'live', attempt: 4 },
  reconnecting1: { name: 'reconnecting', step: 'trying', attempt: 1 },
  reconnecting4: { name: 'reconnecting', step: 'trying', attempt: 4 },
  reconnectingWait: { name: 'reconnecting', step: 'waiting', attempt: 3, reason: passing },
  ended: { name: 'ended', reason: ended },
  failed: { name: 'failed', reason: lasting },
} as const satisfies Record<string, ConnectionState>;

const events = {
  connect: { type: 'connect' },
  disconnect: { type: 'disconnect' },
  frame: { type: 'frame' },
  settled: { type: 'settled' },
  lostPassing: { type: 'lost', reason: passing },
  lostLasting: { type: 'lost', reason: lasting },
  retry: { type: 'retry' },
  online: { type: 'online' },
  queued: { type: 'queued', place: { position: 2, etaSeconds: 60 } },
  admitted: { type: 'admitted' },
  renegotiate: { type: 'renegotiate', reason: passing },
  over: { type: 'over', reason: ended },
  overByFault: { type: 'over', reason: lasting },
} as const satisfies Record<string, ConnectionEvent>;

const { idle, connecting1, live0, live1, reconnecting1 } = states;
const failedPassing: ConnectionState = { name: 'failed', reason: passing };
const failedLasting: ConnectionState = { name: 'failed', reason: lasting };
const endedState: ConnectionState = { name: 'ended', reason: ended };

function trying(name: 'connecting' | 'reconnecting', attempt: number): ConnectionState {
  return { name, step: 'trying', attempt };
}

function waiting(name: 'connecting' | 'reconnecting', attempt: number): ConnectionState {
  return { name, step: 'waiting', attempt, reason: passing };
}

function queued(name: 'connecting' | 'reconnecting', attempt: number): ConnectionState {
  return { name, step: 'queued', attempt, position: 2, etaSeconds: 60 };
}

/** Where an event leads from a state; what is not listed leaves the state as it is. */
const table: Record<keyof typeof states, Partial<Record<keyof typeof events, ConnectionState>>> = {
  idle: { connect: connecting1 },
  connecting1: {
    disconnect: idle,
    online: trying('connecting', 1),
    queued: queued('connecting', 1),
    frame: live1,
    lostPassing: waiting('connecting', 1),
    lostLasting: failedLasting,
    renegotiate: trying('connecting', 2),
    over: endedState,
    overByFault: failedLasting,
  },
  connecting3: {
    disconnect: idle,
    online: trying('connecting', 3),
    queued: queued('connecting', 3),
    frame: { name: 'live', attempt: 3 },
    lostPassing: failedPassing,
    lostLasting: failedLasting,
    renegotiate: failedPassing,
    over: endedState,
    overByFault: failedLasting,
  },
  connectingWait: {
    disconnect: idle,
    online: trying('connecting', 2),
    retry: trying('connecting', 2),
    renegotiate: trying('connecting', 2),
    over: endedState,
    overByFault: failedLasting,
  },
  connectingQueued: {
    disconnect: idle,
    queued: queued('connecting', 2),
    admitted: trying('connecting', 2),
    lostPassing: waiting('connecting', 2),
    lostLasting: failedLasting,
    renegotiate: trying('connecting', 3),
    over: endedState,
    overByFault: failedLasting,
  },
  live0: {
    disconnect: idle,
    lostPassing: reconnecting1,
    lostLasting: failedLasting,
    renegotiate: reconnecting1,
    over: endedState,
    overByFault: failedLasting,
  },
  live1: {
    disconnect: idle,
    settled: live0,
    lostPassing: waiting('reconnecting', 1),
    lostLasting: failedLasting,
    renegotiate: trying('reconnecting', 2),
    over: endedState,
    overByFault: failedLasting,
  },
  live4: {
    disconnect: idle,
    settled: live0,
    lostPassing: failedPassing,
    lostLasting: failedLasting,
    renegotiate: failedPassing,
    over: endedState,
    overByFault: failedLasting,
  },
  reconnecting1: {
    disconnect: idle,
    online: trying('reconnecting', 1),
    queued: queued('reconnecting', 1),
    frame: live1,
    lostPassing: waiting('reconnecting', 1),
    lostLasting: failedLasting,
    renegotiate: trying('reconnecting', 2),
    over: endedState,
    overByFault: failedLasting,
  },
  reconnecting4: {
    disconnect: idle,
    online: trying('reconnecting', 4),
    queued: queued('reconnecting', 4),
    frame: { name: 'live', attempt: 4 },
    lostPassing: failedPassing,
    lostLasting: failedLasting,
    renegotiate: failedPassing,
    over: endedState,
    overByFault: failedLasting,
  },
  reconnectingWait: {
    disconnect: idle,
    online: trying('reconnecting', 4),
    retry: trying('reconnecting', 4),
    renegotiate: trying('reconnecting', 4),
    over: endedState,
    overByFault: failedLasting,
  },
  ended: { connect: connecting1, disconnect: idle },
  failed: { connect: connecting1, disconnect: idle },
};

const stateNames = Object.keys(states) as (keyof typeof states)[];
const eventNames = Object.keys(events) as (keyof typeof events)[];

describe('the connection', () => {
  for (const from of stateNames) {
    for (const event of eventNames) {
      const to = table[from][event];
      it(`${from} + ${event} -> ${to === undefined ? 'unchanged' : JSON.stringify(to)}`, () => {
        const next = transition(states[from], events[event], policy);
        if (to === undefined) expect(next).toBe(states[from]);
        else expect(next).toEqual(to);
      });
    }
  }

  it('waits even behind a stable picture where the gateway asks for a pause, and counts as before', () => {
    const pause = transition(states.live0, { type: 'lost', reason: asked }, policy);
    expect(pause).toEqual({ name: 'reconnecting', step: 'waiting', attempt: 0, reason: asked });
    expect(transition(pause, { type: 'retry' }, policy)).toEqual(reconnecting1);
    expect(transition(states.reconnecting1, { type: 'lost', reason: asked }, policy)).toMatchObject({ attempt: 1 });
  });

  it('does not wait for a gateway that asks for a longer pause than anybody sits out', () => {
    const reason = { ...asked, retryAfter: policy.longestPause + 1 };
    expect(transition(connecting1, { type: 'lost', reason }, policy)).toEqual({ name: 'failed', reason });
  });
});
