import { describe, expect, it } from 'vitest';
import { AnimationFrames } from './animation-frames.ts';

describe('AnimationFrames', () => {
  it('calls what was requested once, in order, with the time of the frame', () => {
    const frames = new AnimationFrames();
    const calls: string[] = [];
    frames.request((time) => calls.push(`first ${time}`));
    frames.request((time) => calls.push(`second ${time}`));
    frames.pump(16);
    frames.pump(32);
    expect(calls).toEqual(['first 16', 'second 16']);
  });

  it('keeps a request made in a callback for the next frame', () => {
    const frames = new AnimationFrames();
    const times: number[] = [];
    const loop = (time: number): void => {
      times.push(time);
      frames.request(loop);
    };
    frames.request(loop);
    for (const time of [1, 2, 3]) frames.pump(time);
    expect(times).toEqual([1, 2, 3]);
  });

  it('does not call what was cancelled', () => {
    const frames = new AnimationFrames();
    const calls: string[] = [];
    frames.cancel(frames.request(() => calls.push('cancelled')));
    frames.request(() => calls.push('kept'));
    frames.cancel(4_711);
    frames.pump(0);
    expect(calls).toEqual(['kept']);
  });

  it('lets a callback cancel a later one of the same frame', () => {
    const frames = new AnimationFrames();
    const calls: string[] = [];
    let later = 0;
    frames.request(() => frames.cancel(later));
    later = frames.request(() => calls.push('later'));
    frames.pump(0);
    expect(calls).toEqual([]);
  });

  it('gives every request an id of its own, and none is 0', () => {
    const frames = new AnimationFrames();
    const ids = [1, 2, 3].map(() => frames.request(() => {}));
    expect(new Set(ids).size).toBe(3);
    expect(ids).not.toContain(0);
  });
});
