import { describe, expect, test } from 'vitest';
import { ERRORS } from '@remote-view/protocol';
import { transition, type SessionEvent, type SessionState } from './transition.ts';

const CLAIM_BY = 60;
const START_BY = 40;
const BACK_BY = 15;
const GIVE_UP = { at: BACK_BY, code: 'no-host', message: 'None.' } as const;

const states = {
  'queued, unclaimed': { name: 'queued', claimBy: CLAIM_BY, abandonBy: null, giveUp: null },
  'queued, claimed': { name: 'queued', claimBy: null, abandonBy: null, giveUp: null },
  'queued, deserted': { name: 'queued', claimBy: null, abandonBy: BACK_BY, giveUp: null },
  'queued in vain': { name: 'queued', claimBy: null, abandonBy: null, giveUp: GIVE_UP },
  'starting, unclaimed': { name: 'starting', claimBy: CLAIM_BY, startBy: START_BY, hostBackBy: null },
  'starting, claimed': { name: 'starting', claimBy: null, startBy: START_BY, hostBackBy: null },
  ready: { name: 'ready', claimBy: CLAIM_BY, hostBackBy: null },
  active: { name: 'active', hostBackBy: null },
  'active, host away': { name: 'active', hostBackBy: BACK_BY },
  ended: { name: 'ended', code: 'session-ended', message: 'over' },
} as const satisfies Record<string, SessionState>;

type StateName = keyof typeof states;

const events = {
  claimed: { type: 'claimed' },
  deserted: { type: 'deserted', abandonBy: BACK_BY },
  'no host for it': { type: 'prospect', giveUp: GIVE_UP },
  'a host for it': { type: 'prospect', giveUp: null },
  placed: { type: 'placed', startBy: START_BY },
  'host ready': { type: 'host-ready' },
  'host lost': { type: 'host-lost', backBy: BACK_BY },
  'host back': { type: 'host-back' },
  'host forgot': { type: 'host-forgot' },
  'host ended': { type: 'host-ended', code: 'scene-gave-up', message: 'It threw.' },
  left: { type: 'left' },
  'in time': { type: 'time', now: BACK_BY - 1 },
  'grace over': { type: 'time', now: BACK_BY },
  'start over-due': { type: 'time', now: START_BY },
  'claim over-due': { type: 'time', now: CLAIM_BY },
} as const satisfies Record<string, SessionEvent>;

type EventName = keyof typeof events;

const over = (code: keyof typeof ERRORS, message: string = ERRORS[code].text): SessionState => ({
  name: 'ended',
  code,
  message,
});

const SLOW_START = over('host-refused', 'The renderer host did not start the session in time.');
const { 'queued, claimed': waited, 'queued, deserted': deserted, 'queued in vain': inVain } = states;
const { 'starting, unclaimed': unclaimed, 'starting, claimed': claimed, ready, active } = states;

/** What each event makes of each state; what is not named leaves it as it is. */
const table: Record<StateName, Partial<Record<EventName, SessionState>>> = {
  'queued, unclaimed': {
    claimed: waited,
    deserted: { ...states['queued, unclaimed'], abandonBy: BACK_BY },
    'no host for it': { ...states['queued, unclaimed'], giveUp: GIVE_UP },
    placed: unclaimed,
    left: over('session-ended'),
    'claim over-due': over('session-unclaimed'),
  },
  'queued, claimed': {
    deserted,
    'no host for it': inVain,
    placed: claimed,
    left: over('session-ended'),
  },
  'queued, deserted': {
    claimed: waited,
    deserted,
    'no host for it': { ...deserted, giveUp: GIVE_UP },
    placed: claimed,
    left: over('session-ended'),
    'grace over': over('session-unclaimed'),
    'start over-due': over('session-unclaimed'),
    'claim over-due': over('session-unclaimed'),
  },
  'queued in vain': {
    deserted: { ...inVain, abandonBy: BACK_BY },
    'a host for it': waited,
    placed: claimed,
    left: over('session-ended'),
    'grace over': over('no-host', 'None.'),
    'start over-due': over('no-host', 'None.'),
    'claim over-due': over('no-host', 'None.'),
  },
  'starting, unclaimed': {
    claimed,
    'host ready': ready,
    'host lost': { ...unclaimed, hostBackBy: BACK_BY },
    'host forgot': over('host-lost'),
    'host ended': over('scene-gave-up', 'It threw.'),
    left: over('session-ended'),
    'start over-due': SLOW_START,
    'claim over-due': over('session-unclaimed'),
  },
  'starting, claimed': {
    'host ready': active,
    'host lost': { ...claimed, hostBackBy: BACK_BY },
    'host forgot': over('host-lost'),
    'host ended': over('scene-gave-up', 'It threw.'),
    left: over('session-ended'),
    'start over-due': SLOW_START,
    'claim over-due': SLOW_START,
  },
  ready: {
    claimed: active,
    'host lost': { ...ready, hostBackBy: BACK_BY },
    'host forgot': over('host-lost'),
    'host ended': over('scene-gave-up', 'It threw.'),
    left: over('session-ended'),
    'claim over-due': over('session-unclaimed'),
  },
  active: {
    'host lost': { ...active, hostBackBy: BACK_BY },
    'host forgot': over('host-lost'),
    'host ended': over('scene-gave-up', 'It threw.'),
    left: over('session-ended'),
  },
  'active, host away': {
    'host back': active,
    'host forgot': over('host-lost'),
    'host ended': over('scene-gave-up', 'It threw.'),
    left: over('session-ended'),
    'grace over': over('host-lost'),
    'start over-due': over('host-lost'),
    'claim over-due': over('host-lost'),
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

  test('that waits in vain gets no more time from another reason, and ends with the newest', () => {
    const problem = { at: BACK_BY + 10, code: 'no-gpu-adapter', message: 'No adapter.' } as const;
    const next = transition(inVain, { type: 'prospect', giveUp: problem });
    expect(next).toEqual({ ...inVain, giveUp: { ...problem, at: BACK_BY } });
  });

  test('gets no more time from a second cut of the link', () => {
    const away = states['active, host away'];
    expect(transition(away, { type: 'host-lost', backBy: BACK_BY + 10 })).toBe(away);
  });
});
