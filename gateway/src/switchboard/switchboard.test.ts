import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { DEFAULT_RULES, RIGHTS, type HostId, type SessionId, type ViewerId } from '@remote-view/protocol';
import type { SessionEntry } from '../cluster/cluster-store.ts';
import type { GivenSession } from '../identity/session-proofs.ts';
import { registration, type HostFields } from '../testing/harness.ts';
import type { Register } from '../wire/messages.ts';
import type { Effect } from './effects.ts';
import { Switchboard, type Joining } from './switchboard.ts';

const TIMING = { claimWithin: 60_000, startWithin: 60_000, hostGrace: 15_000, queueGrace: 30_000 };
const V = 'v' as ViewerId;
const HOST = 'host-1' as HostId;

function register(fields: HostFields = {}): Register {
  const { labels: _, ...message } = registration(fields);
  return { ...message, scenes: [...message.scenes], sessions: [...message.sessions] };
}

function entry(id: string, fields: Partial<SessionEntry> = {}): SessionEntry {
  return {
    id: id as SessionId,
    tenant: 'default',
    scene: 'cube',
    priority: 'normal',
    labels: [],
    placement: {},
    rules: DEFAULT_RULES,
    state: 'starting',
    host: HOST,
    gateway: 'here',
    viewers: 0,
    createdAt: 0,
    runningFor: 0,
    ...fields,
  };
}

const prove = ({ session, tenant, host }: GivenSession): string => `${session} of ${tenant} at ${host}`;

function joining(session: string, fields: Partial<Joining> = {}): Joining {
  return {
    viewer: V,
    session: session as SessionId,
    address: '203.0.113.7',
    page: 'page-of-the-viewer',
    tenant: 'default',
    token: 'a token for the host',
    role: 'owner',
    rights: RIGHTS,
    iceServers: [],
    greeting: 'joined',
    ...fields,
  };
}

/** What the store says of a host that it knew, or not. */
function admitted(sessions: readonly SessionEntry[] = [], restarted = false) {
  return { restarted, sessions, foreign: [] };
}

function board(fields: HostFields = {}): Switchboard {
  const switchboard = new Switchboard(TIMING, prove);
  switchboard.register(0, 1, register(fields), [], admitted());
  return switchboard;
}

/** A session that somebody has joined and that runs. */
function running(switchboard: Switchboard, id = 's1', fields: Partial<SessionEntry> = {}): void {
  switchboard.start(0, entry(id, fields));
  switchboard.join(joining(id));
  switchboard.hostMessage(0, 1, { type: 'session-ready', session: id });
}

/** What was said, to whom; logs, counts and records left out. */
function said(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) => {
    if (effect.type !== 'tell-viewer' && effect.type !== 'tell-host') return [];
    const to = effect.type === 'tell-host' ? `host link ${effect.link}` : effect.viewer;
    const code = 'code' in effect.message ? ` ${effect.message.code}` : '';
    return [`${to}: ${effect.message.type}${code}`];
  });
}

/** What the store is told. */
function recorded(effects: readonly Effect[]): unknown[] {
  return effects.flatMap((effect): unknown[] => {
    if (effect.type === 'record') return [effect.change];
    return effect.type === 'record-end' ? [effect.reason.code] : [];
  });
}

describe('the switchboard, in virtual time', () => {
  test('ends a session that nobody joined after its minute, not before', () => {
    const switchboard = board();
    switchboard.start(1_000, entry('s1'));
    switchboard.hostMessage(2_000, 1, { type: 'session-ready', session: 's1' });
    expect(said(switchboard.tick(60_999))).toEqual([]);
    const effects = switchboard.tick(61_000);
    expect(said(effects)).toEqual(['host link 1: end session-unclaimed']);
    expect(recorded(effects)).toEqual(['session-unclaimed']);
    expect(switchboard.has('s1' as SessionId)).toBe(false);
  });

  test('ends a session at its longest time, counted from when it was given its slot', () => {
    const switchboard = board();
    const rules = { ...DEFAULT_RULES, maxSeconds: 60 };
    running(switchboard, 's1', { createdAt: -500_000, runningFor: 50_000, rules });
    expect(said(switchboard.tick(9_999))).toEqual([]);
    expect(said(switchboard.tick(10_000))).toEqual(['host link 1: end session-expired', 'v: ended session-expired']);
  });

  test('keeps a session for its grace when its host counts nobody, and for good when somebody is back', () => {
    const switchboard = board();
    running(switchboard);
    const nobody = { type: 'viewers', session: 's1', count: 0 } as const;
    expect(recorded(switchboard.hostMessage(1_000, 1, nobody))).toEqual([{ viewers: 0 }, { state: 'disconnected' }]);
    switchboard.hostMessage(5_000, 1, { ...nobody, count: 1 });
    expect(recorded(switchboard.tick(1e9))).toEqual([]);
    switchboard.hostMessage(1e9, 1, nobody);
    expect(recorded(switchboard.tick(1e9 + 34_999))).toEqual([]);
    expect(recorded(switchboard.tick(1e9 + 35_000))).toEqual(['session-ended']);
  });

  test('gives a lost host its fifteen seconds', () => {
    const switchboard = board();
    running(switchboard);
    switchboard.hostGone(20_000, 1);
    expect(said(switchboard.tick(34_999))).toEqual([]);
    expect(said(switchboard.tick(35_000))).toEqual(['v: ended host-lost']);
  });

  test('gives the two ends of a relay tickets, to who has joined and while the host is there', () => {
    const tickets = { viewer: 'for the viewer', host: 'for the host' };
    const switchboard = board();
    switchboard.start(0, entry('s1'));
    expect(switchboard.relay(V, 'p', tickets)).toEqual([]);
    const { page, token } = joining('s1');
    switchboard.join(joining('s1'));
    expect(switchboard.relay(V, 'p', tickets)).toMatchObject([
      { type: 'open-relay', relay: { session: 's1', viewer: V, tickets } },
      { type: 'tell-viewer', viewer: V, message: { type: 'relay', peer: 'p', ticket: tickets.viewer } },
      {
        type: 'tell-host',
        link: 1,
        message: { type: 'relay', session: 's1', viewer: V, page, token, ticket: tickets.host },
      },
    ]);
    switchboard.hostGone(0, 1);
    expect(said(switchboard.relay(V, 'p', tickets))).toEqual(['v: error host-lost']);
  });

  test('lets nobody in with a token of another tenant', () => {
    const switchboard = board();
    switchboard.start(0, entry('s1'));
    expect(said(switchboard.join(joining('s1', { tenant: 'another' })))).toEqual(['v: error bad-token']);
    expect(said(switchboard.offer(V, '1', 'v=0'))).toEqual([]);
  });

  test('has a viewer in one session: the last that it was let into', () => {
    const switchboard = board();
    running(switchboard, 's1');
    running(switchboard, 's2');
    const renegotiate = { type: 'renegotiate', code: 'stream-failed', message: '' } as const;
    expect(said(switchboard.hostMessage(1, 1, { ...renegotiate, session: 's1' }))).toEqual([]);
    expect(said(switchboard.hostMessage(1, 1, { ...renegotiate, session: 's2' }))).toEqual([
      'v: renegotiate stream-failed',
    ]);
  });

  test('takes back what a host runs that registers here for the first time', () => {
    const switchboard = new Switchboard(TIMING, prove);
    const back = admitted([entry('s1', { state: 'active' })]);
    const effects = switchboard.register(0, 2, register({ sessions: [{ session: 's1', scene: 'cube' }] }), [], back);
    expect(said(effects)).toEqual(['host link 2: registered']);
    expect(said(switchboard.join(joining('s1')))).toEqual(['v: joined']);
  });

  test('asks again for a session whose start was cut off, and believes a restarted host that it is gone', () => {
    const switchboard = board();
    switchboard.start(0, entry('s1'));
    expect(said(switchboard.register(0, 2, register(), [], admitted([entry('s1')])))).toEqual([
      'host link 1: error host-refused',
      'host link 2: registered',
      'host link 2: start',
    ]);
    const restarted = register({ incarnation: 'second' });
    const effects = switchboard.register(0, 3, restarted, [], admitted([entry('s1')], true));
    expect(said(effects)).toEqual(['host link 2: error host-refused', 'host link 3: registered']);
    expect(recorded(effects)).toEqual(['host-lost']);
  });

  test('gives up what the store has given up while the host was away', () => {
    const switchboard = board();
    running(switchboard);
    switchboard.hostGone(0, 1);
    const effects = switchboard.register(0, 2, register({ sessions: [{ session: 's1', scene: 'cube' }] }), [], {
      ...admitted(),
      foreign: ['s1' as SessionId],
    });
    expect(said(effects)).toEqual([
      'host link 2: registered',
      'host link 2: end unknown-session',
      'v: ended host-lost',
    ]);
  });

  test('hands a host over without ending anything: its viewers follow', () => {
    const switchboard = board();
    running(switchboard);
    const effects = switchboard.handOver(HOST);
    expect(said(effects)).toEqual(['host link 1: error host-refused']);
    expect(effects).toContainEqual({ type: 'follow', viewer: V, session: 's1' });
    expect(recorded(effects)).toEqual([]);
    expect(switchboard.has('s1' as SessionId)).toBe(false);
    expect(switchboard.hostGone(0, 1)).toEqual({ effects: [] });
  });

  test('hears nothing from a link that was replaced', () => {
    const switchboard = board();
    running(switchboard);
    switchboard.register(0, 2, register(), [], admitted([entry('s1', { state: 'active' })]));
    const forged = { type: 'session-ended', session: 's1', code: 'internal', message: '' } as const;
    switchboard.register(0, 3, register({ sessions: [{ session: 's1', scene: 'cube' }] }), [], admitted([entry('s1')]));
    expect(switchboard.hostMessage(0, 1, forged)).toEqual([]);
    expect(switchboard.hostMessage(0, 2, forged)).toEqual([]);
  });

  test('throws a host out that has no room for what it was given', () => {
    const switchboard = board();
    switchboard.start(0, entry('s1'));
    const refusal = { type: 'session-ended', session: 's1', code: 'no-capacity', message: 'Full.' } as const;
    const effects = switchboard.hostMessage(0, 1, refusal);
    expect(said(effects)).toEqual(['host link 1: error host-refused']);
    expect(recorded(effects)).toEqual(['no-capacity']);
    expect(effects).toContainEqual({ type: 'reject', reason: 'lying-host' });
  });

  test('tells a viewer without a socket that its media is gone, and its host that it leaves', () => {
    const switchboard = board();
    running(switchboard);
    const gone = { type: 'viewer-gone', session: 's1', viewer: V } as const;
    expect(switchboard.hostMessage(0, 1, gone)).toEqual([{ type: 'media-gone', viewer: V }]);
    expect(said(switchboard.endViewer(V))).toEqual(['host link 1: end-viewer']);
    expect(switchboard.hostMessage(0, 1, gone)).toEqual([]);
  });

  test('says nothing to a viewer whose session has ended', () => {
    const switchboard = board();
    running(switchboard);
    switchboard.end('s1' as SessionId, 'session-ended');
    expect(switchboard.offer(V, '1', 'v=0')).toEqual([]);
  });
});

/** One step of a random history: hosts come, go, move and report, sessions start, are joined and left, time passes. */
const step = fc.record({
  action: fc.constantFrom('start', 'join', 'end', 'gone', 'register', 'cut', 'move', 'ready', 'ended', 'forge', 'wait'),
  host: fc.nat(2),
  session: fc.nat(5),
  viewer: fc.nat(5),
  ms: fc.nat(20_000),
});

test('in any history no word of a session reaches another host, and no session is left to a host that is away', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 60, maxLength: 120, size: 'max' }), (steps) => {
      const switchboard = new Switchboard(TIMING, prove);
      const links = new Map<number, number>();
      /** What the store would say. */
      const owners = new Map<string, number>();
      let now = 0;
      let lastLink = 0;
      let started = 0;
      const follow = (effects: readonly Effect[]): void => {
        for (const effect of effects) {
          if (effect.type === 'record-end') owners.delete(effect.session);
          if (effect.type !== 'tell-host' || !('session' in effect.message)) continue;
          const { message, link } = effect;
          const host = [...links].find(([, current]) => current === link)?.[0];
          expect(host).toBeDefined();
          if (message.type === 'start' || message.type === 'offer') expect(owners.get(message.session)).toBe(host);
        }
      };
      for (const { action, host, session: index, viewer: viewerIndex, ms } of steps) {
        const link = links.get(host);
        const session = `s${Math.max(0, started - 1 - index)}` as SessionId;
        const viewer = `v${viewerIndex}` as ViewerId;
        const id = `h${host}` as HostId;
        if (action === 'wait') {
          now += ms;
          follow(switchboard.tick(now));
        } else if (action === 'start') {
          if (link === undefined) continue;
          owners.set(`s${started}`, host);
          follow(switchboard.start(now, entry(`s${started}`, { host: id, createdAt: now })));
          started += 1;
        } else if (action === 'join') {
          follow(switchboard.viewerGone(viewer));
          follow(switchboard.join(joining(session, { viewer })));
          follow(switchboard.offer(viewer, '1', 'v=0'));
        } else if (action === 'end') {
          follow(switchboard.end(session, 'session-ended'));
        } else if (action === 'gone') {
          follow(switchboard.viewerGone(viewer));
        } else if (action === 'register') {
          lastLink += 1;
          links.set(host, lastLink);
          const mine = [...owners].filter(([, owner]) => owner === host).map(([name]) => name);
          const sessions = mine.map((name) => ({ session: name, scene: 'cube' }));
          const entries = mine.map((name) => entry(name, { host: id, state: 'active' }));
          follow(switchboard.register(now, lastLink, register({ host: id, sessions }), [], admitted(entries)));
        } else if (link !== undefined && action === 'cut') {
          links.delete(host);
          follow(switchboard.hostGone(now, link).effects);
        } else if (link !== undefined && action === 'move') {
          links.delete(host);
          for (const [name, owner] of owners) if (owner === host) owners.delete(name);
          const effects = switchboard.handOver(id);
          expect(recorded(effects)).toEqual([]);
        } else if (link !== undefined && action === 'ready') {
          if (owners.get(session) === host)
            follow(switchboard.hostMessage(now, link, { type: 'session-ready', session }));
        } else if (link !== undefined && action === 'ended') {
          if (owners.get(session) !== host) continue;
          const report = { type: 'session-ended', session, code: 'session-ended', message: '' } as const;
          follow(switchboard.hostMessage(now, link, report));
          expect(owners.has(session)).toBe(false);
        } else if (link !== undefined && action === 'forge') {
          if (owners.get(session) === host) continue;
          const known = switchboard.has(session);
          const forged = { type: 'session-ended', session, code: 'internal', message: '' } as const;
          const effects = switchboard.hostMessage(now, link, forged);
          expect(switchboard.has(session)).toBe(known);
          expect(effects.some(({ type }) => type === 'tell-viewer')).toBe(false);
        }
        for (const name of owners.keys()) expect(switchboard.has(name as SessionId)).toBe(true);
      }
    }),
    { seed: 2, numRuns: 200 },
  );
});
