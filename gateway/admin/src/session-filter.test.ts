import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES, type rest } from '@remote-view/protocol';
import { fits, isLabel, NO_FILTER, queryOf } from './session-filter.ts';

const SESSION: rest.SessionInfo = {
  ...{ id: 'abc', tenant: 'shop', scene: 'cube', state: 'active', host: 'gpu-1', priority: 'normal', viewers: 1 },
  labels: ['order=4711'],
  metadata: 'Smith',
  rules: DEFAULT_RULES,
  createdAt: '2026-11-20T12:00:00.000Z',
};

describe('a filter of sessions', () => {
  it('asks the gateway for what it can look for', () => {
    expect(String(queryOf({ ...NO_FILTER, state: 'ended', tenant: 'shop', label: 'order=4711' }))).toBe(
      'limit=200&state=ended&tenant=shop&label=order%3D4711',
    );
    expect(String(queryOf({ ...NO_FILTER, state: 'any' }))).toBe('limit=200');
    expect(String(queryOf(NO_FILTER))).toBe('limit=1000');
  });

  it('asks for no label that is half typed', () => {
    expect(['order', 'order=', 'order=47', '=x'].map(isLabel)).toEqual([false, false, true, false]);
    expect(queryOf({ ...NO_FILTER, label: 'order=' }).has('label')).toBe(false);
  });

  it('shows what is not over by itself', () => {
    expect(fits(NO_FILTER, SESSION)).toBe(true);
    expect(fits(NO_FILTER, { ...SESSION, state: 'ended' })).toBe(false);
    expect(fits({ ...NO_FILTER, state: 'any' }, { ...SESSION, state: 'ended' })).toBe(true);
  });

  it.each(['ABC', ' gpu-1 ', '4711', 'smith', 'cube', 'shop', ''])('finds text in whatever is shown: %s', (text) => {
    expect(fits({ ...NO_FILTER, text }, SESSION)).toBe(true);
  });

  it('leaves out what has the text nowhere', () => {
    const { host: _, metadata: __, ...bare } = SESSION;
    expect(fits({ ...NO_FILTER, text: 'gpu-1' }, bare)).toBe(false);
  });
});
