import { describe, expect, it } from 'vitest';
import { transition, type Presence, type PresenceEvent } from './presence.ts';

const hidden: Presence = { name: 'hidden' };
const shown: Presence = { name: 'shown', until: 3_000 };
const kept: Presence = { name: 'kept' };

const table: readonly (readonly [what: string, from: Presence, event: PresenceEvent, to: Presence])[] = [
  ['comes when the pointer moves', hidden, { type: 'stirred', now: 0 }, shown],
  ['stays for longer when it moves again', shown, { type: 'stirred', now: 1_000 }, { name: 'shown', until: 4_000 }],
  ['needs no movement while it is used', kept, { type: 'stirred', now: 0 }, kept],
  ['goes soon after the pointer has left', shown, { type: 'left', now: 0 }, { name: 'shown', until: 500 }],
  [
    'goes no later because the pointer left',
    { name: 'shown', until: 100 },
    { type: 'left', now: 0 },
    { name: 'shown', until: 100 },
  ],
  ['stays when the pointer leaves while it is used', kept, { type: 'left', now: 0 }, kept],
  ['does not come because the pointer left', hidden, { type: 'left', now: 0 }, hidden],
  ['comes for the keyboard', hidden, { type: 'kept' }, kept],
  ['stays once it is used', shown, { type: 'kept' }, kept],
  ['goes after a while when nobody uses it any more', kept, { type: 'freed', now: 0 }, shown],
  ['does not come because nobody uses it', hidden, { type: 'freed', now: 0 }, hidden],
  ['goes when its time is over', shown, { type: 'elapsed', now: 3_000 }, hidden],
  ['does not go before', shown, { type: 'elapsed', now: 2_999 }, shown],
  ['is not taken away from who uses it', kept, { type: 'elapsed', now: 9_000 }, kept],
];

describe('the toolbar', () => {
  it.each(table)('%s', (_what, from, event, to) => {
    expect(transition(from, event)).toEqual(to);
  });
});
