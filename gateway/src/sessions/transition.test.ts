import { describe, expect, test } from 'vitest';
import { ERRORS } from '@remote-view/protocol';
import { transition, type SessionEvent, type SessionState } from './transition.ts';

const CLAIM_BY = 60;
const START_BY = 40;
const BACK_BY = 15;
const END_BY = 80;
const ALIVE = { hostBackBy: null, endBy: null } as const;

const states = {
  'starting, unclaimed': { name: 'starting', claimBy: CLAIM_BY, startBy: START_BY, ...ALIVE },
  'starting, claimed': { name: 'starting', claimBy: null, startBy: START_BY, ...ALIVE },
  ready: { name: 'ready', claimBy: CLAIM_BY, ...ALIVE },
  active: { name: 'active', ...ALIVE },
  'active, for a time': { name: 'active', hostBackBy: null, endBy: END_BY },
  'active, host away': { name: 'active', hostBackBy: BACK_BY, endBy: null },
  disconnected: { name: 'disconnected', backBy: BACK_BY, ...ALIVE },
  ended: { name: 'ended', code: 'session-ended', message: 'over' },
} as const satisfies Record<string, SessionState>;

type StateName = keyof typeof states;

const events = {
  claimed: { type: 'claimed' },
  'viewers there': { type: 'viewers', count: 2, backBy: BACK_BY },
  'nobody there': { type: 'viewers', count: 0, backBy: BACK_BY },
  'host ready': { type: 'host-ready' },
  'host lost': { type: 'host-lost', backBy: BACK_BY },
  'host back': { type: 'host-back' },
  'host forgot': { type: 'host-forgot' },
  'host ended': { type: 'host-ended', code: 'scene-gave-up', message: 'It threw.' },
  end: { type: 'end', code: 'session-ended', message: ERRORS['session-ended'].text },
  'in time': { type: 'time', now: BACK_BY - 1 },
  'grace over': { type: 'time', now: BACK_BY },
  'start over-due': { type: 'time', now: START_BY },
  'claim over-due': { type: 'time', now: CLAIM_BY },
  'longest time over': { type: 'time', now: END_BY },
} as const satisfies Record<string, SessionEvent>;

type EventName = keyof typeof events;

const over = (code: keyof typeof ERRORS, message: string = ERRORS[code].text): SessionState => ({
  name: 'ended',
  code,
  message,
});

const SLOW_START = over('host-refused', 'The renderer host did not start the session in time.');
const DESERTED = over('session-ended', 'Nobody was connected any more.');
const { 'starting, unclaimed': unclaimed, 'starting, claimed': claimed, ready, active, disconnected } = states;

/** What ends every session. */
const ENDS = {
  'host forgot': over('host-lost'),
  'host ended': over('scene-gave-up', 'It threw.'),
  end: over('session-ended'),
} as const;

/** What each event makes of each state; what is not named leaves it as it is. */
const table: Record<StateName, Partial<Record<EventName, SessionState>>> = {
  'starting, unclaimed': {
    ...ENDS,
    claimed,
    'viewers there': claimed,
    'host ready': ready,
    'host lost': { ...unclaimed, hostBackBy: BACK_BY },
    'start over-due': SLOW_START,
    'claim over-due': over('session-unclaimed'),
    'longest time over': over('session-unclaimed'),
  },
  'starting, claimed': {
    ...ENDS,
    'host ready': active,
    'host lost': { ...claimed, hostBackBy: BACK_BY },
    'start over-due': SLOW_START,
    'claim over-due': SLOW_START,
    'longest time over': SLOW_START,
  },
  ready: {
    ...ENDS,
    claimed: active,
    'viewers there': active,
    'host lost': { ...ready, hostBackBy: BACK_BY },
    'claim over-due': over('session-unclaimed'),
    'longest time over': over('session-unclaimed'),
  },
  active: {
    ...ENDS,
    'nobody there': disconnected,
    'host lost': { ...active, hostBackBy: BACK_BY },
  },
  'active, for a time': {
    ...ENDS,
    'nobody there': { ...disconnected, endBy: END_BY },
    'host lost': { ...states['active, for a time'], hostBackBy: BACK_BY },
    'longest time over': over('session-expired'),
  },
  'active, host away': {
    ...ENDS,
    'nobody there': { ...disconnected, hostBackBy: BACK_BY },
    'host back': active,
    'grace over': over('host-lost'),
    'start over-due': over('host-lost'),
    'claim over-due': over('host-lost'),
    'longest time over': over('host-lost'),
  },
  disconnected: {
    ...ENDS,
    claimed: active,
    'viewers there': active,
    'host lost': { ...disconnected, hostBackBy: BACK_BY },
    'grace over': DESERTED,
    'start over-due': DESERTED,
    'claim over-due': DESERTED,
    'longest time over': DESERTED,
  },
  ended: {},
};

const cases = (Object.keys(states) as StateName[]).flatMap((state) =>
  (Object.keys(events) as EventName[]).map((event) => ({ state, event, next: table[state][event] })),
);

describe('a session', () => {
  test.each(cases)('$state, on $event', ({ state, event, next }) => {
    const after = transition(states[state], events[event]);
    if (next === undefined) expect(after).toBe(states[state]);
    else expect(after).toEqual(next);
  });

  test('that becomes ready or claimed while its host is away still waits for the host', () => {
    const away = { ...unclaimed, hostBackBy: BACK_BY };
    expect(transition(away, events['host ready'])).toMatchObject({ name: 'ready', hostBackBy: BACK_BY });
    expect(transition({ ...ready, hostBackBy: BACK_BY }, events.claimed)).toMatchObject({
      name: 'active',
      hostBackBy: BACK_BY,
    });
  });

  test('gets no more time from a second cut of the link', () => {
    const away = states['active, host away'];
    expect(transition(away, { type: 'host-lost', backBy: BACK_BY + 10 })).toBe(away);
  });
});
