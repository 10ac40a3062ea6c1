import { describe, expect, it } from 'vitest';
import { isSettled, Refinement } from './refinement.ts';

const PIXELS = 1280 * 720;

function outcome(frame: number, bytes: number) {
  return { frame, bytes, encodeMs: 3, keyFrame: false, quantiser: 12, unlimited: true };
}

/** Repeats until it wants no more. */
function repeats(refinement: Refinement): number {
  let count = 0;
  while (refinement.repeat()) count++;
  return count;
}

describe('the refinement of a still picture', () => {
  it('wants nothing before there is a picture', () => {
    expect(new Refinement().repeat()).toBe(false);
  });

  it('repeats a picture, and has an end', () => {
    const refinement = new Refinement();
    refinement.begin();
    expect(repeats(refinement)).toBeGreaterThan(60);
    expect(refinement.repeat()).toBe(false);
  });

  it('ends once there is next to nothing left to say about the newest picture', () => {
    const refinement = new Refinement();
    refinement.begin();
    refinement.handedOver(1);
    refinement.encoded(outcome(1, 20_000), PIXELS);
    expect(refinement.repeat()).toBe(true);
    refinement.handedOver(2);
    refinement.encoded(outcome(2, 300), PIXELS);
    expect(refinement.repeat()).toBe(false);
  });

  it('goes on where a frame was left out, which says nothing about the picture', () => {
    const refinement = new Refinement();
    refinement.begin();
    refinement.handedOver(1);
    refinement.encoded(outcome(1, 0), PIXELS);
    expect(refinement.repeat()).toBe(true);
  });

  it('is not ended by what was encoded before the picture changed or was asked for again', () => {
    const refinement = new Refinement();
    refinement.begin();
    refinement.handedOver(1);
    refinement.begin();
    refinement.encoded(outcome(1, 300), PIXELS);
    expect(refinement.repeat()).toBe(true);
    refinement.handedOver(3);
    refinement.encoded(outcome(2, 300), PIXELS);
    expect(refinement.repeat()).toBe(true);
  });
});

describe('a frame', () => {
  const settled = (bytes: number, quantiser: number | undefined): boolean =>
    isSettled({ ...outcome(1, bytes), quantiser }, PIXELS);

  it('settles a picture where it holds a byte for every 800 pixels or less, and is there at all', () => {
    expect([0, 500, 1_151, 1_153].map((bytes) => settled(bytes, 10))).toEqual([false, true, true, false]);
  });

  it('does not settle a picture that is coarse: it is the bits that are missing', () => {
    expect([10, 18, 19, 51].map((quantiser) => settled(100, quantiser))).toEqual([true, true, false, false]);
    expect(settled(0, undefined)).toBe(false);
  });
});
