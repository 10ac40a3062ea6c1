import { describe, expect, it } from 'vitest';
import {
  initialSession,
  sessionTransition,
  type SessionAction,
  type SessionEvent,
  type SessionPhase,
  type SessionState,
} from './session-transition.ts';

const PHASES: readonly SessionPhase[] = ['preparing', 'loading', 'running', 'restarting', 'gave-up', 'ended'];

const EVENTS: Readonly<Record<SessionEvent['type'], SessionEvent>> = {
  'stream-ready': { type: 'stream-ready' },
  'stream-lost': { type: 'stream-lost', text: 'it was ended by SIGKILL' },
  'scene-running': { type: 'scene-running' },
  'scene-lost': { type: 'scene-lost', code: 'scene-crashed', text: 'a bug' },
  'retry-due': { type: 'retry-due' },
  'sources-changed': { type: 'sources-changed' },
  end: { type: 'end', code: 'session-ended', text: 'Nobody is there.' },
};

type Row = readonly [to: SessionPhase, ...actions: readonly SessionAction['type'][]];

/** What follows from each event in each phase, for a session whose scene ran before. */
const TABLE: Readonly<Record<SessionPhase, Readonly<Record<SessionEvent['type'], Row>>>> = {
  preparing: {
    'stream-ready': ['loading', 'report-ready', 'tell-viewers', 'take-scene'],
    'stream-lost': ['preparing', 'renegotiate', 'take-stream'],
    'scene-running': ['preparing'],
    'scene-lost': ['preparing'],
    'retry-due': ['preparing'],
    'sources-changed': ['preparing'],
    end: ['ended', 'finish'],
  },
  loading: {
    'stream-ready': ['loading', 'relink-scene'],
    'stream-lost': ['loading', 'renegotiate', 'take-stream'],
    'scene-running': ['running', 'tell-viewers'],
    'scene-lost': ['restarting', 'tell-viewers', 'retry-in'],
    'retry-due': ['loading'],
    'sources-changed': ['loading', 'take-scene'],
    end: ['ended', 'finish'],
  },
  running: {
    'stream-ready': ['running', 'relink-scene'],
    'stream-lost': ['running', 'renegotiate', 'take-stream'],
    'scene-running': ['running'],
    'scene-lost': ['restarting', 'tell-viewers', 'retry-in'],
    'retry-due': ['running'],
    'sources-changed': ['loading', 'tell-viewers', 'take-scene'],
    end: ['ended', 'finish'],
  },
  restarting: {
    'stream-ready': ['restarting'],
    'stream-lost': ['restarting', 'renegotiate', 'take-stream'],
    'scene-running': ['restarting'],
    'scene-lost': ['restarting'],
    'retry-due': ['loading', 'take-scene'],
    'sources-changed': ['restarting'],
    end: ['ended', 'finish'],
  },
  'gave-up': {
    'stream-ready': ['gave-up'],
    'stream-lost': ['gave-up', 'renegotiate', 'take-stream'],
    'scene-running': ['gave-up'],
    'scene-lost': ['gave-up'],
    'retry-due': ['gave-up'],
    'sources-changed': ['loading', 'tell-viewers', 'take-scene'],
    end: ['ended', 'finish'],
  },
  ended: {
    'stream-ready': ['ended'],
    'stream-lost': ['ended'],
    'scene-running': ['ended'],
    'scene-lost': ['ended'],
    'retry-due': ['ended'],
    'sources-changed': ['ended'],
    end: ['ended'],
  },
};

const cases = PHASES.flatMap((phase) =>
  Object.values(EVENTS).map((event) => [phase, event, TABLE[phase][event.type]] as const),
);

function state(phase: SessionPhase, more: Partial<SessionState> = {}): SessionState {
  return { phase, failures: [], streamFailures: [], hasRun: true, developing: false, ...more };
}

/** A session that goes through these events, each at its time; every action that came of it. */
function live(...events: readonly (readonly [at: number, event: SessionEvent])[]) {
  return liveFrom(initialSession({ developing: false }), events);
}

function liveFrom(initial: SessionState, events: readonly (readonly [at: number, event: SessionEvent])[]) {
  let current = initial;
  const actions: SessionAction[] = [];
  for (const [at, event] of events) {
    const step = sessionTransition(current, event, at);
    current = step.state;
    actions.push(...step.actions);
  }
  return { phase: current.phase, actions };
}

const ready = [0, EVENTS['stream-ready']] as const;
const running = [1, EVENTS['scene-running']] as const;

/** The scene is lost at these times, and runs again at once each time. */
function losses(...times: readonly number[]) {
  return times.flatMap((at) => [
    [at, EVENTS['scene-lost']] as const,
    [at, EVENTS['retry-due']] as const,
    [at, EVENTS['scene-running']] as const,
  ]);
}

describe('a session on a host', () => {
  it.each(cases)('in phase %s takes $1.type', (phase, event, [to, ...actions]) => {
    const step = sessionTransition(state(phase), event, 0);
    expect(step.state.phase).toBe(to);
    expect(step.actions.map((action) => action.type)).toEqual(actions);
  });

  it('tells its viewers that the scene loads, then that it runs', () => {
    const told = live(ready, running).actions.filter((action) => action.type === 'tell-viewers');
    expect(told.map((action) => action.state)).toEqual(['loading', 'running']);
  });

  it('ends with the reason of a scene that never ran', () => {
    const { phase, actions } = live(ready, [5, { type: 'scene-lost', code: 'scene-setup-failed', text: 'no model' }]);
    expect(phase).toBe('ended');
    expect(actions.at(-1)).toEqual({ type: 'finish', code: 'scene-setup-failed', text: 'no model' });
  });

  it('tells the viewers why a scene that ran was lost, and restarts it at once', () => {
    const { phase, actions } = live(ready, running, [5, EVENTS['scene-lost']]);
    expect(phase).toBe('restarting');
    expect(actions.slice(-2)).toEqual([
      { type: 'tell-viewers', state: 'restarting', code: 'scene-crashed', text: 'a bug' },
      { type: 'retry-in', delay: 0 },
    ]);
  });

  it('does not try again what a fresh process would meet as well', () => {
    const { phase, actions } = live(ready, running, [
      5,
      { type: 'scene-lost', code: 'scene-unsupported', text: 'GLSL' },
    ]);
    expect(phase).toBe('gave-up');
    expect(actions.at(-1)).toEqual({ type: 'tell-viewers', state: 'failed', code: 'scene-unsupported', text: 'GLSL' });
  });

  it.each(['asset-failed', 'asset-refused'] as const)('tries again after %s: its server may be back', (code) => {
    const { phase, actions } = live(ready, running, [5, { type: 'scene-lost', code, text: 'a.png' }]);
    expect(phase).toBe('restarting');
    expect(actions.at(-1)).toEqual({ type: 'retry-in', delay: 0 });
  });

  it('waits longer before each new try within a minute', () => {
    const { actions } = live(ready, running, ...losses(10_000, 20_000, 30_000));
    const delays = actions.flatMap((action) => (action.type === 'retry-in' ? [action.delay] : []));
    expect(delays).toEqual([0, 1_000, 3_000]);
  });

  it('gives up after the fourth failure within a minute, and keeps the viewers', () => {
    const { phase, actions } = live(ready, running, ...losses(10_000, 20_000, 30_000, 40_000));
    expect(phase).toBe('gave-up');
    expect(actions.at(-1)).toEqual({ type: 'tell-viewers', state: 'failed', code: 'scene-gave-up', text: 'a bug' });
    expect(actions.map((action) => action.type)).not.toContain('finish');
  });

  it('forgets failures after a minute', () => {
    const { phase, actions } = live(ready, running, ...losses(10_000, 20_000, 30_000, 70_000, 140_000));
    expect(phase).toBe('running');
    const delays = actions.flatMap((action) => (action.type === 'retry-in' ? [action.delay] : []));
    expect(delays).toEqual([0, 1_000, 3_000, 3_000, 0]);
  });

  it('tries again a scene that ran once though it now fails in its set-up', () => {
    const { phase } = live(
      ready,
      running,
      [5, EVENTS['scene-lost']],
      [5, EVENTS['retry-due']],
      [6, EVENTS['scene-lost']],
    );
    expect(phase).toBe('restarting');
  });

  it('survives three lost stream processes within a minute, and ends with the fourth', () => {
    const lost = (...times: readonly number[]) => times.map((at) => [at, EVENTS['stream-lost']] as const);
    expect(live(ready, running, ...lost(10_000, 20_000, 30_000, 80_000)).phase).toBe('running');
    const { phase, actions } = live(ready, running, ...lost(10_000, 20_000, 30_000, 40_000));
    expect(phase).toBe('ended');
    expect(actions.at(-1)).toMatchObject({ type: 'finish', code: 'stream-failed' });
  });

  it('ends with the reason that it is given', () => {
    const { actions } = live(ready, [5, EVENTS.end]);
    expect(actions.at(-1)).toEqual({ type: 'finish', code: 'session-ended', text: 'Nobody is there.' });
  });

  it('takes a fresh process when the sources change, and tells the viewers nothing before it runs', () => {
    const { phase, actions } = live(ready, running, [5, EVENTS['sources-changed']], [9, EVENTS['scene-running']]);
    expect(phase).toBe('running');
    expect(actions.slice(-3)).toEqual([
      { type: 'tell-viewers', state: 'loading', code: '', text: '' },
      { type: 'take-scene' },
      { type: 'tell-viewers', state: 'running', code: '', text: '' },
    ]);
  });
});

describe('a session of a scene that is being written', () => {
  const develop = (...events: readonly (readonly [at: number, event: SessionEvent])[]) =>
    liveFrom(initialSession({ developing: true }), events);

  it('stays, with the reason, when the scene fails before it ever ran', () => {
    const { phase, actions } = develop(ready, [5, EVENTS['scene-lost']]);
    expect(phase).toBe('gave-up');
    expect(actions.at(-1)).toEqual({ type: 'tell-viewers', state: 'restarting', code: 'scene-crashed', text: 'a bug' });
  });

  it('tries again with the next save and not before', () => {
    const failed = [ready, running, [5, EVENTS['scene-lost']], [6, EVENTS['retry-due']]] as const;
    expect(develop(...failed).phase).toBe('gave-up');
    const { phase, actions } = develop(...failed, [90_000, EVENTS['sources-changed']]);
    expect(phase).toBe('loading');
    expect(actions.at(-1)).toEqual({ type: 'take-scene' });
  });

  it('survives any number of failures', () => {
    const rounds = Array.from({ length: 50 }, (_, round) => [
      [round, EVENTS['scene-lost']] as const,
      [round, EVENTS['sources-changed']] as const,
    ]).flat();
    expect(develop(ready, ...rounds, [60, EVENTS['scene-running']]).phase).toBe('running');
  });
});
