import { describe, expect, it } from 'vitest';
import { IDLE, transition, type PendingWrite, type Write, type WriteEvent } from './pending-write.ts';

const write: Write = { id: 1, text: 'one' };
const other: Write = { id: 2, text: 'two' };

const STATES = {
  idle: IDLE,
  waiting: { name: 'waiting', write },
  writing: { name: 'writing', write, inGesture: false },
  'writing in a gesture': { name: 'writing', write, inGesture: true },
} as const satisfies Record<string, PendingWrite>;

const EVENTS = {
  'asked, with a recent press': { type: 'asked', write: other, allowed: true, active: true },
  'asked, without one': { type: 'asked', write: other, allowed: true, active: false },
  'asked, and not allowed': { type: 'asked', write: other, allowed: false, active: true },
  gesture: { type: 'gesture', allowed: true },
  'a gesture, and no more allowed': { type: 'gesture', allowed: false },
  expired: { type: 'expired', write },
  'the end of another text': { type: 'expired', write: other },
  written: { type: 'answered', write, written: true },
  'not written': { type: 'answered', write, written: false },
  'an answer for another text': { type: 'answered', write: other, written: true },
  forgotten: { type: 'forgotten' },
} as const satisfies Record<string, WriteEvent>;

/** Every state with every event: the state behind it, and its effects in words. */
const TABLE: Readonly<Record<keyof typeof EVENTS, Readonly<Record<keyof typeof STATES, string>>>> = {
  'asked, with a recent press': {
    idle: 'writing: write 2',
    waiting: 'writing: refused 1 replaced, write 2',
    writing: 'writing: refused 1 replaced, write 2',
    'writing in a gesture': 'writing: refused 1 replaced, write 2',
  },
  'asked, without one': {
    idle: 'waiting: waits 2',
    waiting: 'waiting: refused 1 replaced, waits 2',
    writing: 'waiting: refused 1 replaced, waits 2',
    'writing in a gesture': 'waiting: refused 1 replaced, waits 2',
  },
  'asked, and not allowed': {
    idle: 'idle: refused 2 policy',
    waiting: 'waiting: refused 2 policy',
    writing: 'writing: refused 2 policy',
    'writing in a gesture': 'writing: refused 2 policy',
  },
  gesture: { idle: 'idle: ', waiting: 'writing: write 1', writing: 'writing: ', 'writing in a gesture': 'writing: ' },
  'a gesture, and no more allowed': {
    idle: 'idle: ',
    waiting: 'idle: refused 1 policy',
    writing: 'writing: ',
    'writing in a gesture': 'writing: ',
  },
  expired: {
    idle: 'idle: ',
    waiting: 'idle: refused 1 browser',
    writing: 'writing: ',
    'writing in a gesture': 'writing: ',
  },
  'the end of another text': {
    idle: 'idle: ',
    waiting: 'waiting: ',
    writing: 'writing: ',
    'writing in a gesture': 'writing: ',
  },
  written: {
    idle: 'idle: ',
    waiting: 'waiting: ',
    writing: 'idle: written 1',
    'writing in a gesture': 'idle: written 1',
  },
  'not written': {
    idle: 'idle: ',
    waiting: 'waiting: ',
    writing: 'waiting: waits 1',
    'writing in a gesture': 'idle: refused 1 browser',
  },
  'an answer for another text': {
    idle: 'idle: ',
    waiting: 'waiting: ',
    writing: 'writing: ',
    'writing in a gesture': 'writing: ',
  },
  forgotten: { idle: 'idle: ', waiting: 'idle: ', writing: 'idle: ', 'writing in a gesture': 'idle: ' },
};

const cases = Object.keys(STATES).flatMap((state) =>
  Object.keys(EVENTS).map((event) => [state as keyof typeof STATES, event as keyof typeof EVENTS] as const),
);

describe('a text for the clipboard', () => {
  it.each(cases)('that is %s, when it is %s', (from, event) => {
    const { state, effects } = transition(STATES[from], EVENTS[event]);
    const words = effects.map((effect) =>
      [effect.type, effect.write.id, ...(effect.type === 'refused' ? [effect.why] : [])].join(' '),
    );
    expect(`${state.name}: ${words.join(', ')}`).toBe(TABLE[event][from]);
  });

  it('is written in the press that it waited for', () => {
    expect(transition(STATES.waiting, EVENTS.gesture).state).toEqual({ name: 'writing', write, inGesture: true });
  });
});
