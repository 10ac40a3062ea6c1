import { expect, test } from 'vitest';
import type { SessionId, ViewerId } from '@remote-view/protocol';
import { ViewerDesk, type Guest } from './viewer-desk.ts';

const END = { send: () => undefined, close: () => undefined };

function guest(name: string): Guest {
  const [viewer, session] = [name as ViewerId, `session-of-${name}` as SessionId];
  const said = { address: '127.0.0.1', page: name, tenant: 'default', token: 'a-token', greeting: 'joined' } as const;
  return { ...said, viewer, session, role: 'owner', rights: [], iceServers: [] };
}

test('viewers whose sessions are elsewhere are found by the gateway that has them', () => {
  const desk = new ViewerDesk();
  for (const [name, gateway] of [
    ['ada', 'a'],
    ['bob', 'b'],
    ['eve', 'a'],
  ] as const) {
    desk.add(name as ViewerId, END);
    desk.move(name as ViewerId, { at: 'gateway', gateway, guest: guest(name) });
  }
  desk.add('here' as ViewerId, END);
  desk.move('here' as ViewerId, { at: 'board', guest: guest('here') });
  const names = [...desk.guestsAway()].map(([gateway, guests]) => [gateway, guests.map(({ viewer }) => viewer)]);
  expect(names).toEqual([
    ['a', ['ada', 'eve']],
    ['b', ['bob']],
  ]);
});
