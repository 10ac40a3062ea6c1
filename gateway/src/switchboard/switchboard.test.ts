import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { DEFAULT_RULES, type SessionId, type ViewerId } from '@remote-view/protocol';
import { hashToken } from '../sessions/token.ts';
import { registration, type HostFields } from '../testing/harness.ts';
import type { Register } from '../wire/messages.ts';
import type { Effect } from './effects.ts';
import { Switchboard } from './switchboard.ts';

const TIMING = { claimWithin: 60_000, startWithin: 60_000, hostGrace: 15_000, queueGrace: 30_000 };
const HASH = hashToken('the token');
/** Where a viewer comes from. */
const FROM = { address: '203.0.113.7', page: 'page-of-the-viewer' };

function register(fields: HostFields = {}): Register {
  const message = registration(fields);
  return { ...message, scenes: [...message.scenes], sessions: [...message.sessions] };
}

function running(id: string) {
  return { session: id, scene: 'cube', tokenHash: HASH };
}

function board(fields: HostFields = {}, maxQueued = 0): Switchboard {
  const switchboard = new Switchboard(TIMING, [], maxQueued);
  switchboard.register(1, register(fields));
  return switchboard;
}

function create(switchboard: Switchboard, now: number, id = 's1'): Effect[] {
  return switchboard.create(now, { id: id as SessionId, scene: 'cube', tokenHash: HASH }, DEFAULT_RULES);
}

/** What was said, to whom; logs and counts left out. */
function said(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) => {
    if (effect.type !== 'tell-viewer' && effect.type !== 'tell-host') return [];
    const to = effect.type === 'tell-host' ? `host link ${effect.link}` : effect.viewer;
    const code = 'code' in effect.message ? ` ${effect.message.code}` : '';
    return [`${to}: ${effect.message.type}${code}`];
  });
}

describe('the switchboard, in virtual time', () => {
  test('ends a session that nobody joined after its minute, not before', () => {
    const switchboard = board();
    create(switchboard, 1_000);
    expect(said(switchboard.tick(60_999))).toEqual([]);
    expect(said(switchboard.tick(61_000))).toEqual(['host link 1: end session-unclaimed']);
    expect(switchboard.sessionCount).toBe(0);
  });

  test('keeps a joined session for ever, whoever is still there', () => {
    const switchboard = board();
    create(switchboard, 0);
    switchboard.join({ viewer: 'v' as ViewerId, session: 's1', tokenHash: HASH, ...FROM });
    switchboard.hostMessage(1, { type: 'session-ready', session: 's1' });
    switchboard.viewerGone(0, 'v' as ViewerId);
    expect(said(switchboard.tick(1e9))).toEqual([]);
    expect(switchboard.sessionCount).toBe(1);
  });

  test('gives a lost host its fifteen seconds', () => {
    const switchboard = board();
    create(switchboard, 0);
    switchboard.join({ viewer: 'v' as ViewerId, session: 's1', tokenHash: HASH, ...FROM });
    switchboard.hostGone(20_000, 1);
    expect(said(switchboard.tick(34_999))).toEqual([]);
    expect(said(switchboard.tick(35_000))).toEqual(['v: ended host-lost']);
  });

  test('gives the two ends of a relay tickets, to who has joined and while the host is there', () => {
    const viewer = 'v' as ViewerId;
    const tickets = { viewer: 'for the viewer', host: 'for the host' };
    const switchboard = board();
    create(switchboard, 0);
    expect(switchboard.relay(viewer, 'p', tickets)).toEqual([]);
    switchboard.join({ viewer, session: 's1', tokenHash: HASH, ...FROM });
    expect(switchboard.relay(viewer, 'p', tickets)).toMatchObject([
      { type: 'open-relay', relay: { session: 's1', viewer, tickets } },
      { type: 'tell-viewer', viewer, message: { type: 'relay', peer: 'p', ticket: tickets.viewer } },
      {
        type: 'tell-host',
        link: 1,
        message: { type: 'relay', session: 's1', viewer, page: FROM.page, ticket: tickets.host },
      },
    ]);
    switchboard.hostGone(0, 1);
    expect(said(switchboard.relay(viewer, 'p', tickets))).toEqual(['v: error host-lost']);
  });

  test('takes a session back that it had given up too early', () => {
    const switchboard = board();
    create(switchboard, 0);
    switchboard.hostGone(0, 1);
    switchboard.tick(15_000);
    expect(switchboard.sessionCount).toBe(0);
    expect(said(switchboard.register(2, register({ sessions: [running('s1')] })))).toEqual(['host link 2: registered']);
    const joined = switchboard.join({ viewer: 'v' as ViewerId, session: 's1', tokenHash: HASH, ...FROM });
    expect(said(joined)).toEqual(['v: joined']);
  });

  test('asks again for a session whose start was cut off, and believes a restarted host that it is gone', () => {
    const switchboard = board();
    create(switchboard, 0);
    expect(said(switchboard.register(2, register()))).toEqual([
      'host link 1: error host-refused',
      'host link 2: registered',
      'host link 2: start',
    ]);
    expect(said(switchboard.register(3, register({ incarnation: 'second' })))).toEqual([
      'host link 2: error host-refused',
      'host link 3: registered',
    ]);
    expect(switchboard.sessionCount).toBe(0);
  });

  test('hears nothing from a link that was replaced', () => {
    const switchboard = board();
    create(switchboard, 0);
    switchboard.register(2, register({ sessions: [running('s1')] }));
    expect(switchboard.hostMessage(1, { type: 'session-ended', session: 's1', code: 'internal', message: '' })).toEqual(
      [],
    );
    expect(switchboard.hostGone(0, 1)).toEqual([]);
    expect(switchboard.sessionCount).toBe(1);
  });

  test('says nothing to a viewer whose session has ended', () => {
    const switchboard = board();
    create(switchboard, 0);
    switchboard.join({ viewer: 'v' as ViewerId, session: 's1', tokenHash: HASH, ...FROM });
    switchboard.end('s1', HASH);
    expect(switchboard.offer('v' as ViewerId, '1', 'v=0')).toEqual([]);
  });
});

describe('the queue of the switchboard', () => {
  const v = 'v' as ViewerId;
  const join = (switchboard: Switchboard, session: string, viewer: ViewerId = v): Effect[] =>
    switchboard.join({ viewer, session, tokenHash: HASH, ...FROM });
  /** One host with one slot, which s1 has; s2 and s3 wait, in this order. */
  function waiting(): Switchboard {
    const switchboard = board({ capacity: 1 }, 2);
    for (const id of ['s1', 's2', 's3']) create(switchboard, 0, id);
    return switchboard;
  }
  const end = (switchboard: Switchboard, session: string): void => {
    switchboard.hostMessage(1, { type: 'session-ended', session, code: 'session-ended', message: '' });
  };

  test('takes who finds no slot, and refuses who finds it full', () => {
    const switchboard = waiting();
    expect(['s1', 's2', 's3'].map((id) => switchboard.isQueued(id as SessionId))).toEqual([false, true, true]);
    expect(() => create(switchboard, 0, 's4')).toThrow(expect.objectContaining({ code: 'no-capacity' }));
    expect(() => switchboard.create(0, { id: 's4' as SessionId, scene: 'x', tokenHash: HASH }, DEFAULT_RULES)).toThrow(
      expect.objectContaining({ code: 'unknown-scene' }),
    );
  });

  test('tells who joins its place, forgets the offer that came along, and tells when its turn has come', () => {
    const switchboard = waiting();
    switchboard.tick(0);
    const [joined] = join(switchboard, 's3');
    expect(joined).toMatchObject({ message: { type: 'joined', queue: { position: 2 } } });
    expect(switchboard.offer(v, '1', 'v=0')).toEqual([]);
    switchboard.hostMessage(1, { type: 'session-ready', session: 's1' });
    end(switchboard, 's1');
    expect(said(switchboard.tick(1_000))).toEqual(['host link 1: start', 'v: queued']);
    end(switchboard, 's2');
    expect(said(switchboard.tick(2_000))).toEqual(['host link 1: start', 'v: admitted']);
    expect(said(switchboard.offer(v, '2', 'v=0'))).toEqual(['host link 1: offer']);
  });

  test('lets nobody who comes later have the slot that has just become free', () => {
    const switchboard = waiting();
    end(switchboard, 's1');
    expect(() => create(switchboard, 0, 's4')).toThrow(expect.objectContaining({ code: 'no-capacity' }));
    switchboard.tick(0);
    expect(switchboard.isQueued('s2' as SessionId)).toBe(false);
  });

  test('keeps the place of who is away for half a minute, and serves the next meanwhile', () => {
    const switchboard = waiting();
    join(switchboard, 's2');
    switchboard.viewerGone(1_000, v);
    end(switchboard, 's1');
    expect(said(switchboard.tick(2_000))).toEqual(['host link 1: start']);
    expect(switchboard.isQueued('s2' as SessionId)).toBe(true);
    expect(join(switchboard, 's2')[0]).toMatchObject({ message: { queue: { position: 1 } } });
    switchboard.viewerGone(3_000, v);
    switchboard.tick(33_000);
    expect(said(join(switchboard, 's2'))).toEqual(['v: error unknown-session']);
  });

  test('is left by what is ended, and by what nobody claims', () => {
    const switchboard = waiting();
    join(switchboard, 's2');
    expect(said(switchboard.end('s2', HASH).effects)).toEqual(['v: ended session-ended']);
    switchboard.tick(60_000);
    expect(switchboard.sessionCount).toBe(0);
  });

  test('ends those that wait for a host that does not come back, and not those for whom there is one again', () => {
    const switchboard = waiting();
    join(switchboard, 's2');
    switchboard.hostGone(1_000, 1);
    expect(said(switchboard.tick(1_000))).toEqual(['v: queued']);
    switchboard.register(2, register({ capacity: 1, sessions: [running('s1')] }));
    switchboard.tick(10_000);
    switchboard.hostGone(11_000, 2);
    switchboard.tick(11_000);
    expect(said(switchboard.tick(25_999))).toEqual([]);
    expect(said(switchboard.tick(26_000))).toEqual(['v: ended no-host']);
    expect(switchboard.sessionCount).toBe(0);
  });

  test('ends those whose scene no host has any more', () => {
    const switchboard = waiting();
    join(switchboard, 's2');
    switchboard.tick(0);
    switchboard.register(2, register({ capacity: 1, scenes: ['atlas'], sessions: [running('s1')] }));
    expect(said(switchboard.tick(1_000))).toEqual([]);
    expect(said(switchboard.tick(16_000))).toEqual(['v: ended unknown-scene']);
  });

  test('gives its sessions to a host that comes', () => {
    const switchboard = waiting();
    switchboard.register(2, register({ host: 'another', capacity: 5 }));
    expect(said(switchboard.tick(0))).toEqual(['host link 2: start', 'host link 2: start']);
  });
});

/** One step of a random history: hosts come, go and report, sessions are made, joined and left, time passes. */
const step = fc.record({
  action: fc.constantFrom('create', 'join', 'leave', 'gone', 'register', 'cut', 'ready', 'ended', 'forge', 'wait'),
  host: fc.nat(2),
  session: fc.nat(5),
  viewer: fc.nat(5),
  ms: fc.nat(20_000),
});

const CAPACITY = 2;

test.each([0, 3])(
  'in any history no host gets more than its slots, and no word of a session reaches another host, with a queue of %d',
  (maxQueued) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 60, maxLength: 120, size: 'max' }), (steps) => {
        const switchboard = new Switchboard(TIMING, [], maxQueued);
        const links = new Map<number, number>();
        const runsOn = new Map<string, number>();
        let now = 0;
        let lastLink = 0;
        let created = 0;
        const follow = (effects: readonly Effect[]): void => {
          for (const effect of effects) {
            if (effect.type !== 'tell-host' || !('session' in effect.message)) continue;
            const { message, link } = effect;
            const host = [...links].find(([, current]) => current === link)?.[0];
            expect(host).toBeDefined();
            if (message.type === 'start') runsOn.set(message.session, host ?? -1);
            if (message.type === 'offer') expect(runsOn.get(message.session)).toBe(host);
            if (message.type === 'end' && runsOn.get(message.session) === host) runsOn.delete(message.session);
          }
          for (const host of links.keys()) {
            expect([...runsOn.values()].filter((owner) => owner === host).length).toBeLessThanOrEqual(CAPACITY);
          }
        };
        for (const { action, host, session: index, viewer: viewerIndex, ms } of steps) {
          const link = links.get(host);
          const session = `s${Math.max(0, created - 1 - index)}`;
          const viewer = `v${viewerIndex}` as ViewerId;
          if (action === 'wait') {
            now += ms;
            const before = switchboard.sessionCount;
            follow(switchboard.tick(now));
            // What ended without its host hearing of it can only have been lost with that host.
            if (switchboard.sessionCount < before) {
              for (const [id, owner] of runsOn) if (!links.has(owner)) runsOn.delete(id);
            }
          } else if (action === 'create') {
            try {
              follow(create(switchboard, now, `s${created}`));
              created += 1;
            } catch (error) {
              // Refused for want of a slot only where each slot is taken: none was lost on the way.
              expect(error).toMatchObject({ code: links.size === 0 ? 'no-host' : 'no-capacity' });
              // Where some wait, a slot may have become free that is given to them with the next tick.
              const taken = [...runsOn.values()].filter((owner) => links.has(owner)).length;
              if (maxQueued === 0) expect(taken).toBe(links.size * CAPACITY);
            }
          } else if (action === 'join') {
            follow(switchboard.viewerGone(now, viewer));
            follow(switchboard.join({ viewer, session, tokenHash: HASH, ...FROM }));
            follow(switchboard.offer(viewer, '1', 'v=0'));
          } else if (action === 'leave') {
            follow(switchboard.end(session, HASH).effects);
          } else if (action === 'gone') {
            follow(switchboard.viewerGone(now, viewer));
          } else if (action === 'register') {
            lastLink += 1;
            links.set(host, lastLink);
            const sessions = [...runsOn].filter(([, owner]) => owner === host).map(([id]) => running(id));
            follow(switchboard.register(lastLink, register({ host: `h${host}`, capacity: CAPACITY, sessions })));
          } else if (link !== undefined && action === 'cut') {
            links.delete(host);
            follow(switchboard.hostGone(now, link));
          } else if (link !== undefined && action === 'ready') {
            if (runsOn.get(session) === host) follow(switchboard.hostMessage(link, { type: 'session-ready', session }));
          } else if (link !== undefined && action === 'ended') {
            if (runsOn.get(session) !== host) continue;
            runsOn.delete(session);
            const report = { type: 'session-ended', session, code: 'session-ended', message: '' } as const;
            follow(switchboard.hostMessage(link, report));
          } else if (link !== undefined && action === 'forge') {
            if (runsOn.get(session) === host) continue;
            const before = switchboard.sessionCount;
            const effects = switchboard.hostMessage(link, {
              type: 'session-ended',
              session,
              code: 'internal',
              message: '',
            });
            expect(switchboard.sessionCount).toBe(before);
            expect(effects.some((effect) => effect.type === 'tell-viewer')).toBe(false);
          }
        }
      }),
      { seed: 2, numRuns: 200 },
    );
  },
);
