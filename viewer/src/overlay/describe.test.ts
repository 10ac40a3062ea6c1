import { describe, expect, it } from 'vitest';
import { ERRORS } from '@remote-view/protocol';
import { ENGLISH } from '../i18n/english.ts';
import { describeOverlay, mayTryAgain, type OverlayInput } from './describe.ts';

const reason = { code: 'no-capacity', text: 'All renderer hosts are busy.' } as const;

function overlay(overrides: Partial<OverlayInput>) {
  const input: OverlayInput = {
    state: { name: 'live', attempt: 0 },
    progress: 'session',
    scene: null,
    hasPicture: false,
    ownsSession: true,
    ...overrides,
  };
  return describeOverlay(input, ENGLISH);
}

describe('the overlay', () => {
  it('is absent while the picture is live, and before anything was asked for', () => {
    expect(overlay({})).toEqual({ kind: 'none' });
    expect(overlay({ state: { name: 'idle' } })).toEqual({ kind: 'none' });
  });

  it('says what a first connection is doing', () => {
    const state = { name: 'connecting', step: 'trying', attempt: 1 } as const;
    expect(overlay({ state })).toMatchObject({ kind: 'loading', text: 'Asking for a session…' });
    expect(overlay({ state, progress: 'scene' })).toMatchObject({ kind: 'loading', text: 'Loading the scene…' });
  });

  it('says why a connection waits', () => {
    const state = { name: 'connecting', step: 'waiting', attempt: 1, reason } as const;
    expect(overlay({ state })).toMatchObject({ kind: 'loading', text: reason.text, detail: 'Trying again…' });
  });

  it('is a pill over the last frame while the connection or the scene comes back', () => {
    const state = { name: 'reconnecting', step: 'trying', attempt: 1 } as const;
    expect(overlay({ state, hasPicture: true })).toMatchObject({ kind: 'pill', text: 'Reconnecting…' });
    const scene = { state: 'restarting', text: 'x is not a function' } as const;
    expect(overlay({ scene, hasPicture: true })).toMatchObject({ kind: 'pill', detail: 'x is not a function' });
  });

  it('shows the author of a scene where it failed, over the last frame or before the first', () => {
    const text = 'x is not a function (scene.ts:2:7)\n\n  1 | a\n> 2 | const\n\nThe next save tries again.';
    const scene = { state: 'restarting', code: 'scene-update-failed', text } as const;
    const fault = {
      kind: 'fault',
      title: 'The scene failed',
      text: 'x is not a function (scene.ts:2:7)',
      source: '  1 | a\n> 2 | const',
      hint: 'The next save tries again.',
    };
    expect(overlay({ scene, hasPicture: true })).toEqual(fault);
    expect(overlay({ scene, state: { name: 'connecting', step: 'trying', attempt: 1 } })).toEqual(fault);
    const withoutSource = { ...scene, text: 'It hangs.\n\nThe next save tries again.' };
    expect(overlay({ scene: withoutSource })).toMatchObject({ text: 'It hangs.', source: '' });
    expect(overlay({ scene: { ...scene, state: 'running' } })).toEqual({ kind: 'none' });
  });

  it('is a panel when it is over, with a title, a text and the code', () => {
    expect(overlay({ state: { name: 'failed', reason } })).toEqual({
      kind: 'panel',
      title: 'All renderer hosts are busy',
      text: reason.text,
      detail: '',
      code: 'no-capacity',
      tryAgain: true,
    });
    const silent = { code: 'session-ended', text: '' } as const;
    expect(overlay({ state: { name: 'ended', reason: silent } })).toMatchObject({ text: ERRORS['session-ended'].text });
  });
});

describe('trying again', () => {
  it('is offered where it may help', () => {
    expect(mayTryAgain('gateway-unreachable', false)).toBe(true);
    expect(mayTryAgain('unsupported-browser', true)).toBe(false);
  });

  it('helps against an ended session only where a new one can be made', () => {
    expect(mayTryAgain('session-ended', true)).toBe(true);
    expect(mayTryAgain('session-ended', false)).toBe(false);
    expect(mayTryAgain('session-expired', true)).toBe(true);
    expect(mayTryAgain('session-expired', false)).toBe(false);
  });

  it('helps against a gateway that is busy, and not against a token that lacks a right', () => {
    for (const code of ['quota-exceeded', 'unavailable', 'no-capacity'] as const) {
      expect(mayTryAgain(code, false), code).toBe(true);
    }
    for (const code of ['forbidden', 'conflict'] as const) expect(mayTryAgain(code, true), code).toBe(false);
  });
});
