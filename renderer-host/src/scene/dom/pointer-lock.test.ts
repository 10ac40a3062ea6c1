import { describe, expect, it } from 'vitest';
import { transition, type Gesture, type LockEffect, type LockEvent, type LockState } from './pointer-lock.ts';

const mine: Gesture = { viewer: 1, seq: 10 };
const newer: Gesture = { viewer: 1, seq: 20 };
const theirs: Gesture = { viewer: 2, seq: 5 };

const STATES = {
  free: { name: 'free' },
  asked: { name: 'asked', gesture: mine },
  locked: { name: 'locked', gesture: mine },
} as const satisfies Record<string, LockState>;

const EVENTS = {
  request: { type: 'request', gesture: newer, unadjusted: true },
  'request of another': { type: 'request', gesture: theirs, unadjusted: false },
  'request without a gesture': { type: 'request', gesture: undefined, unadjusted: false },
  exit: { type: 'exit' },
  'answer: locked': { type: 'answer', viewer: 1, locked: true, refused: '' },
  'answer: over': { type: 'answer', viewer: 1, locked: false, refused: '' },
  'answer: refused': { type: 'answer', viewer: 1, locked: false, refused: 'no click' },
  'answer of another': { type: 'answer', viewer: 2, locked: true, refused: '' },
  gone: { type: 'gone', viewer: 1 },
  'gone: another': { type: 'gone', viewer: 2 },
} as const satisfies Record<string, LockEvent>;

/** State and effects in short: `ask 10`, `end 10`, `failed`, `changed`, `granted`. */
const TABLE: Record<keyof typeof STATES, Record<keyof typeof EVENTS, string>> = {
  free: {
    request: 'asked 20: ask 20 unadjusted',
    'request of another': 'asked 5: ask 5',
    'request without a gesture': 'free: failed',
    exit: 'free',
    'answer: locked': 'free',
    'answer: over': 'free',
    'answer: refused': 'free',
    'answer of another': 'free',
    gone: 'free',
    'gone: another': 'free',
  },
  asked: {
    request: 'asked 20: ask 20 unadjusted',
    'request of another': 'asked 5: ask 5',
    'request without a gesture': 'asked 10: failed',
    exit: 'asked 10: end 10',
    'answer: locked': 'locked 10: changed, granted',
    'answer: over': 'free: failed',
    'answer: refused': 'free: failed',
    'answer of another': 'asked 10',
    gone: 'free: failed',
    'gone: another': 'asked 10',
  },
  locked: {
    request: 'locked 10: granted',
    'request of another': 'locked 10: failed',
    'request without a gesture': 'locked 10: failed',
    exit: 'locked 10: end 10',
    'answer: locked': 'locked 10',
    'answer: over': 'free: changed',
    'answer: refused': 'free: changed',
    'answer of another': 'locked 10',
    gone: 'free: changed',
    'gone: another': 'locked 10',
  },
};

function effectInShort(effect: LockEffect): string {
  if (effect.type !== 'tell') return effect.type;
  const { wanted, seq, unadjusted } = effect.request;
  return `${wanted ? 'ask' : 'end'} ${seq}${unadjusted ? ' unadjusted' : ''}`;
}

const cases = Object.entries(TABLE).flatMap(([state, row]) =>
  Object.entries(row).map(([event, expected]) => [state, event, expected] as const),
);

describe('the pointer lock', () => {
  it.each(cases)('%s, %s -> %s', (stateName, eventName, expected) => {
    const state = STATES[stateName as keyof typeof STATES];
    const next = transition(state, EVENTS[eventName as keyof typeof EVENTS]);
    const name = next.state.name === 'free' ? 'free' : `${next.state.name} ${next.state.gesture.seq}`;
    const effects = next.effects.map(effectInShort).join(', ');
    expect(effects === '' ? name : `${name}: ${effects}`).toBe(expected);
  });

  it('says why it failed', () => {
    const refused = transition(STATES.asked, EVENTS['answer: refused']);
    expect(refused.effects).toEqual([{ type: 'failed', reason: 'no click' }]);
  });
});
