import { decodeHostData, type StatePatch } from '@remote-view/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PageState } from './page-state.ts';

const FRAME = 16;

describe('state that the pages share', () => {
  let told: StatePatch[];
  let state: PageState;

  beforeEach(() => {
    vi.useFakeTimers();
    told = [];
    state = new PageState({
      send: (bytes) => told.push(decodeHostData(bytes) as StatePatch),
      now: () => Date.now(),
    });
  });
  afterEach(() => {
    state.close();
    vi.useRealTimers();
  });

  const later = (frames = 1): void => void vi.advanceTimersByTime(frames * FRAME);

  it('is told as a whole to who joins, once the scene is set up', () => {
    state.joined();
    state.set('a', 1);
    later();
    expect(told).toEqual([]);
    state.setUpDone();
    later();
    expect(told).toEqual([{ type: 'state', whole: true, more: false, entries: [['a', 1]] }]);
  });

  it('is told once a frame, however often it changes, though no frame is made', () => {
    state.setUpDone();
    state.joined();
    state.set('a', 0);
    later();
    for (let value = 1; value <= 100; value++) state.set('a', value);
    later();
    expect(told.map(({ entries }) => entries)).toEqual([[['a', 0]], [['a', 100]]]);
    later(100);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not told while nobody is there, and needs no timer then', () => {
    state.setUpDone();
    state.set('a', 1);
    expect(vi.getTimerCount()).toBe(0);
    state.joined();
    later();
    state.set('a', 2);
    state.deserted();
    later();
    expect(told).toHaveLength(1);
    state.joined();
    later();
    expect(told.at(-1)).toMatchObject({ whole: true, entries: [['a', 2]] });
  });

  it('costs nothing where there is none', () => {
    state.setUpDone();
    state.joined();
    later();
    expect(told).toEqual([]);
  });

  it('is empty for pages that have what another scene shared', () => {
    state.replaces();
    state.setUpDone();
    state.joined();
    later();
    expect(told).toEqual([{ type: 'state', whole: true, more: false, entries: [] }]);
  });

  it('that was removed is gone for who joins in that moment too', () => {
    state.setUpDone();
    state.joined();
    state.set('a', 1);
    later();
    expect(state.delete('a')).toBe(true);
    expect(state.delete('a')).toBe(false);
    state.joined();
    later();
    expect(told.at(-1)).toEqual({ type: 'state', whole: true, more: false, entries: [] });
  });

  it('is silent once it is closed', () => {
    state.setUpDone();
    state.joined();
    state.set('a', 1);
    state.close();
    state.set('a', 2);
    later();
    expect(told).toEqual([]);
    expect([state.get('a'), state.keys]).toEqual([2, ['a']]);
  });
});
