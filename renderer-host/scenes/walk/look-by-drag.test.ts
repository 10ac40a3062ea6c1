import { describe, expect, it } from 'vitest';
import { LookByDrag } from './look-by-drag.ts';

const WIDTH = 400;

/** A canvas whose pointers are told one by one. */
class Hand {
  readonly canvas = Object.assign(new EventTarget(), { clientWidth: WIDTH });
  readonly turned = { yaw: 0, pitch: 0 };
  readonly look = new LookByDrag(
    this.canvas as unknown as HTMLCanvasElement,
    (yaw, pitch) => {
      this.turned.yaw += yaw;
      this.turned.pitch += pitch;
    },
    new AbortController().signal,
  );

  fire(type: string, x: number, y: number, { pointerType = 'mouse', pointerId = 1, buttons = 1 } = {}): void {
    const event = Object.assign(new Event(type), { offsetX: x, offsetY: y, pointerType, pointerId, buttons });
    this.canvas.dispatchEvent(event);
  }

  drag(from: readonly [number, number], to: readonly [number, number], options = {}): void {
    this.fire('pointerdown', ...from, options);
    this.fire('pointermove', ...to, options);
  }
}

const FINGER = { pointerType: 'touch' };

describe('a pointer that drags', () => {
  it('takes the place along: to the right looks to the left', () => {
    const hand = new Hand();
    hand.drag([200, 100], [300, 100]);
    expect(hand.turned.yaw).toBeGreaterThan(0);
    expect(hand.turned.pitch).toBe(0);
    expect(hand.look.dragged).toBe(true);
  });

  it('turns nothing once it is up, or was let go of elsewhere', () => {
    const hand = new Hand();
    hand.fire('pointermove', 10, 10);
    hand.fire('pointerdown', 10, 10);
    hand.fire('pointerup', 10, 10);
    hand.fire('pointermove', 90, 10);
    hand.fire('pointerdown', 10, 10);
    hand.fire('pointermove', 90, 10, { buttons: 0 });
    hand.fire('pointermove', 190, 10);
    expect(hand.turned.yaw).toBe(0);
    expect(hand.look.dragged).toBe(false);
  });

  it('is a click where it hardly moves', () => {
    const hand = new Hand();
    hand.drag([200, 100], [202, 101]);
    expect(hand.look.dragged).toBe(false);
  });
});

describe('fingers', () => {
  it('walk in the left third, and look elsewhere, at the same time', () => {
    const hand = new Hand();
    hand.drag([50, 200], [50, 170], { ...FINGER, pointerId: 2 });
    expect(hand.look.stick).toEqual({ right: 0, ahead: 0.5 });
    expect(hand.turned).toEqual({ yaw: 0, pitch: 0 });
    hand.drag([300, 100], [330, 100], { ...FINGER, pointerId: 3 });
    expect(hand.turned.yaw).toBeGreaterThan(0);
    expect(hand.look.stick.ahead).toBe(0.5);
    hand.fire('pointermove', 350, -400, { ...FINGER, pointerId: 2 });
    expect(hand.look.stick).toEqual({ right: 1, ahead: 1 });
    hand.fire('pointerup', 350, -400, { ...FINGER, pointerId: 2 });
    expect(hand.look.stick).toEqual({ right: 0, ahead: 0 });
  });
});
