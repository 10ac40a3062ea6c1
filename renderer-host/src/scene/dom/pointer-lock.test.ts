import { describe, expect, it } from 'vitest';
import { transition, type LockEffect, type LockEvent, type LockState } from './pointer-lock.ts';

const STATES = {
  free: { name: 'free' },
  asked: { name: 'asked', viewer: 1 },
  locked: { name: 'locked', viewer: 1 },
} as const satisfies Record<string, LockState>;

const EVENTS = {
  request: { type: 'request', viewer: 1, unadjusted: true },
  'request of another': { type: 'request', viewer: 2, unadjusted: false },
  'request without a gesture': { type: 'request', viewer: undefined, unadjusted: false },
  exit: { type: 'exit' },
  'answer: locked': { type: 'answer', viewer: 1, locked: true, refused: '' },
  'answer: over': { type: 'answer', viewer: 1, locked: false, refused: '' },
  'answer: refused': { type: 'answer', viewer: 1, locked: false, refused: 'no click' },
  'answer of another: locked': { type: 'answer', viewer: 2, locked: true, refused: '' },
  'answer of another: over': { type: 'answer', viewer: 2, locked: false, refused: '' },
  gone: { type: 'gone', viewer: 1 },
  'gone: another': { type: 'gone', viewer: 2 },
} as const satisfies Record<string, LockEvent>;

/** State and effects in short: `ask 1`, `end 1`, `refused`, `failed`, `changed`, `granted`. */
const TABLE: Record<keyof typeof STATES, Record<keyof typeof EVENTS, string>> = {
  free: {
    request: 'asked 1: ask 1 unadjusted',
    'request of another': 'asked 2: ask 2',
    'request without a gesture': 'free: refused',
    exit: 'free',
    'answer: locked': 'locked 1: changed',
    'answer: over': 'free',
    'answer: refused': 'free',
    'answer of another: locked': 'locked 2: changed',
    'answer of another: over': 'free',
    gone: 'free',
    'gone: another': 'free',
  },
  asked: {
    request: 'asked 1: ask 1 unadjusted',
    'request of another': 'asked 1: refused',
    'request without a gesture': 'asked 1: refused',
    exit: 'asked 1: end 1',
    'answer: locked': 'locked 1: changed, granted',
    'answer: over': 'free: failed',
    'answer: refused': 'free: failed',
    'answer of another: locked': 'asked 1: end 2',
    'answer of another: over': 'asked 1',
    gone: 'free: failed',
    'gone: another': 'asked 1',
  },
  locked: {
    request: 'locked 1: granted',
    'request of another': 'locked 1: refused',
    'request without a gesture': 'locked 1: refused',
    exit: 'locked 1: end 1',
    'answer: locked': 'locked 1',
    'answer: over': 'free: changed',
    'answer: refused': 'free: changed',
    'answer of another: locked': 'locked 1: end 2',
    'answer of another: over': 'locked 1',
    gone: 'free: changed',
    'gone: another': 'locked 1',
  },
};

function effectInShort(effect: LockEffect): string {
  if (effect.type !== 'tell') return effect.type;
  const { wanted, unadjusted } = effect.request;
  return `${wanted ? 'ask' : 'end'} ${effect.viewer}${unadjusted ? ' unadjusted' : ''}`;
}

const cases = Object.entries(TABLE).flatMap(([state, row]) =>
  Object.entries(row).map(([event, expected]) => [state, event, expected] as const),
);

describe('the pointer lock', () => {
  it.each(cases)('%s, %s -> %s', (stateName, eventName, expected) => {
    const state = STATES[stateName as keyof typeof STATES];
    const next = transition(state, EVENTS[eventName as keyof typeof EVENTS]);
    const name = next.state.name === 'free' ? 'free' : `${next.state.name} ${next.state.viewer}`;
    const effects = next.effects.map(effectInShort).join(', ');
    expect(effects === '' ? name : `${name}: ${effects}`).toBe(expected);
  });

  it('says why it failed', () => {
    const refused = transition(STATES.asked, EVENTS['answer: refused']);
    expect(refused.effects).toEqual([{ type: 'failed', reason: 'no click' }]);
  });
});
