import { expect, test } from 'vitest';
import type { HostId, SessionId } from '@remote-view/protocol';
import { MemoryClusters } from '../testing/clusters.ts';
import { hostEntry, newSession, OPTIONS, OVER, sessionId } from '../cluster/contract/stage.ts';
import { SessionRecords } from './session-records.ts';

const HOST = 'h1' as HostId;
const SESSION = 's1' as SessionId;

async function records() {
  const { join } = await new MemoryClusters().make(OPTIONS);
  const [store, other] = [join('a'), join('b')];
  await store.registerHost(hostEntry(HOST, 1), []);
  await store.allocate(newSession(SESSION), {});
  const over: unknown[] = [];
  const kept = new SessionRecords(store, (session, reason) => {
    over.push([session, reason]);
    kept.end(session, HOST, reason);
  });
  return { kept, store, other, over };
}

test('what a session does is written down, the last word for all', async () => {
  const { kept, store, over } = await records();
  kept.change(SESSION, HOST, { state: 'ready' });
  kept.change(SESSION, HOST, { viewers: 2 });
  kept.change(SESSION, HOST, { state: 'active' });
  await kept.settled(SESSION);
  expect(await store.session(sessionId('s1'))).toMatchObject({ state: 'active', viewers: 2 });
  kept.end(SESSION, HOST, OVER);
  await kept.settled(SESSION);
  expect(await store.session(sessionId('s1'))).toMatchObject({ state: 'ended', reason: OVER });
  expect([kept.size, over]).toEqual([0, []]);
});

test('who says how a session goes that another gateway has ended learns it, and may end it at once', async () => {
  const { kept, other, over } = await records();
  await other.end(SESSION, OVER);
  kept.change(SESSION, HOST, { state: 'starting' });
  await kept.settled(SESSION);
  expect(over).toEqual([[SESSION, OVER]]);
  expect(kept.size).toBe(0);
});
