import { describe, expect, it } from 'vitest';
import { AfkWatch } from './afk-watch.ts';

const MINUTE = 60_000;

describe('the watch for somebody who is there', () => {
  it('warns a minute before the end, and then ends', () => {
    const watch = new AfkWatch(10 * MINUTE);
    watch.begin(0);
    expect(watch.state(9 * MINUTE - 1)).toEqual({ name: 'present' });
    expect(watch.state(9 * MINUTE)).toEqual({ name: 'warned', endsAt: 10 * MINUTE });
    expect(watch.state(10 * MINUTE)).toEqual({ name: 'over' });
  });

  it('begins anew with any use', () => {
    const watch = new AfkWatch(10 * MINUTE);
    watch.begin(0);
    watch.used(9.5 * MINUTE);
    expect(watch.state(10 * MINUTE)).toEqual({ name: 'present' });
    expect(watch.state(19 * MINUTE)).toEqual({ name: 'warned', endsAt: 19.5 * MINUTE });
  });

  it('takes no page that comes back by itself for somebody', () => {
    const watch = new AfkWatch(10 * MINUTE);
    watch.begin(0);
    watch.begin(9 * MINUTE);
    expect(watch.state(10 * MINUTE)).toEqual({ name: 'over' });
  });

  it('warns for half of a time that is short', () => {
    const watch = new AfkWatch(MINUTE);
    watch.begin(0);
    expect(watch.state(MINUTE / 2 - 1).name).toBe('present');
    expect(watch.state(MINUTE / 2).name).toBe('warned');
  });

  it('waits for the first viewer, and for ever where no time is given', () => {
    expect(new AfkWatch(MINUTE).state(100 * MINUTE)).toEqual({ name: 'present' });
    const never = new AfkWatch(0);
    never.begin(0);
    expect(never.state(1e12)).toEqual({ name: 'present' });
  });
});
