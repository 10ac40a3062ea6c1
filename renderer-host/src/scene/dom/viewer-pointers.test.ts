import type { Contact, PointerType } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { HeadlessCanvas } from './canvas.ts';
import type { HeadlessTouchEvent } from './events.ts';
import { InputDispatcher } from './input-dispatcher.ts';
import { ViewerHand } from './testing/viewer-inputs.ts';

const SIZE = { width: 400, height: 200 };
const POINTER = ['pointerdown', 'pointermove', 'pointerup', 'pointercancel', 'gotpointercapture', 'lostpointercapture'];
const TOUCH = ['touchstart', 'touchmove', 'touchend', 'touchcancel'];
const MOUSE = ['mousemove', 'mousedown', 'mouseup', 'click', 'dblclick'];

function setUp(heardTypes: readonly string[]) {
  const canvas = new HeadlessCanvas({ ...SIZE, pixelRatio: 1 });
  const dispatcher = new InputDispatcher(canvas);
  const events: Event[] = [];
  for (const type of heardTypes) canvas.addEventListener(type, (event) => events.push(event));
  const hand = (pointerId: number, pointerType: PointerType): ViewerHand =>
    new ViewerHand({ ...SIZE, pointerId, pointerType }, (input) => dispatcher.dispatch(1, input));
  const types = (): string[] => events.splice(0).map(({ type }) => type);
  return {
    canvas,
    dispatcher,
    events,
    finger: (id: number) => hand(id, 'touch'),
    pen: () => hand(5, 'pen'),
    mouse: hand(1, 'mouse'),
    types,
  };
}

const tip: Contact = { width: 128, height: 64, tiltX: -40, tiltY: 12, twist: 359, tangentialPressure: -32_767 };

describe('a pen', () => {
  it('has its pressure, tilt and twist', () => {
    const { events, pen } = setUp(['pointerdown', 'pointermove']);
    const hand = pen();
    hand.contact = tip;
    hand.press();
    hand.moveTo(10, 20);
    const angles = { tiltX: -40, tiltY: 12, twist: 359, width: 2, height: 1, tangentialPressure: -1 };
    for (const event of events) {
      expect(event).toMatchObject({ pointerType: 'pen', isPrimary: true, ...angles });
      expect((event as PointerEvent).pressure).toBeCloseTo(0.5, 3);
    }
    expect(events).toHaveLength(2);
  });

  it('that is a mouse has none of it', () => {
    const { events, mouse } = setUp(['pointerdown']);
    mouse.press();
    expect(events[0]).toMatchObject({ tiltX: 0, tiltY: 0, twist: 0, width: 1, height: 1, tangentialPressure: 0 });
  });
});

describe('fingers', () => {
  it('are primary if they are the first, until all are gone', () => {
    const { events, finger } = setUp(['pointerdown']);
    const [first, second, third] = [finger(11), finger(12), finger(13)];
    for (const hand of [first, second]) {
      hand.enter();
      hand.press();
    }
    first.release();
    first.leave();
    third.enter();
    third.press();
    for (const hand of [second, third]) {
      hand.release();
      hand.leave();
    }
    first.enter();
    first.press();
    expect(events.map((event) => (event as PointerEvent).isPrimary)).toEqual([true, false, false, true]);
  });

  it('are captured by what they touch, and let go of', () => {
    const { canvas, finger, types } = setUp(POINTER);
    const hand = finger(11);
    hand.press();
    expect(canvas.hasPointerCapture(11)).toBe(true);
    hand.moveTo(5, 5);
    hand.release();
    expect(types()).toEqual(['pointerdown', 'gotpointercapture', 'pointermove', 'pointerup', 'lostpointercapture']);
    expect(canvas.hasPointerCapture(11)).toBe(false);
  });

  it('make touch events with all that are down', () => {
    const { events, finger } = setUp(TOUCH);
    const [first, second] = [finger(11), finger(12)];
    first.contact = tip;
    first.moveTo(10, 10);
    first.press();
    second.moveTo(50, 60);
    second.press();
    second.moveTo(60, 70);
    first.release();
    second.cancel();
    const told = (events as unknown as HeadlessTouchEvent[]).map(({ type, touches, changedTouches }) => [
      type,
      ...[touches, changedTouches].map((list) => list.map(({ identifier }) => identifier).join()),
    ]);
    expect(told).toEqual([
      ['touchstart', '11', '11'],
      ['touchstart', '11,12', '12'],
      ['touchmove', '11,12', '12'],
      ['touchend', '12', '11'],
      ['touchcancel', '', '12'],
    ]);
    const [start] = events as unknown as HeadlessTouchEvent[];
    expect(start!.touches.item(0)).toMatchObject({ radiusX: 1, radiusY: 0.5 });
    expect(start!.touches.item(1)).toBeNull();
    expect(start!.targetTouches[0]!.clientX).toBeCloseTo(10, 1);
  });

  it('that tap make mouse events and a click behind it', () => {
    const { finger, types } = setUp([...MOUSE, 'touchend']);
    const hand = finger(11);
    for (const detail of [1, 2]) {
      hand.press(0, detail);
      hand.moveTo(6, 6);
      hand.release(0, detail);
    }
    const tap = ['touchend', 'mousemove', 'mousedown', 'mouseup', 'click'];
    expect(types()).toEqual([...tap, ...tap, 'dblclick']);
  });

  it.each(['drags', 'gestures with a second one', 'has its touchend prevented'])('that %s does not click', (how) => {
    const { canvas, finger, types } = setUp(MOUSE);
    const [first, second] = [finger(11), finger(12)];
    first.press();
    if (how === 'drags') first.moveTo(40, 40);
    if (how.startsWith('gestures')) second.press();
    if (how.startsWith('has')) canvas.addEventListener('touchend', (event) => event.preventDefault());
    first.release(0, 1);
    second.release(0, 1);
    expect(types()).toEqual([]);
  });
});

describe('a move that moves nothing', () => {
  it('is no event, however often it is told', () => {
    const { mouse, types } = setUp(POINTER);
    mouse.enter();
    mouse.moveTo(10, 10);
    mouse.moveTo(10, 10, [10, 10]);
    mouse.press();
    mouse.moveTo(10, 10);
    mouse.release();
    mouse.moveTo(10, 10, [20, 10]);
    expect(types()).toEqual(['pointermove', 'pointerdown', 'pointerup', 'pointermove']);
  });

  it('is one for a pen that presses harder', () => {
    const { pen, types } = setUp(POINTER);
    const hand = pen();
    hand.press();
    hand.moveTo(0, 0);
    hand.pressure = 0.9;
    hand.moveTo(0, 0);
    expect(types()).toEqual(['pointerdown', 'pointermove']);
  });
});

describe('a pointer that is captured', () => {
  it('says so before its next event, and no more behind its release', () => {
    const { canvas, mouse, types } = setUp(POINTER);
    mouse.press();
    canvas.setPointerCapture(1);
    expect(canvas.hasPointerCapture(1)).toBe(true);
    mouse.moveTo(5, 5);
    mouse.release();
    expect(types()).toEqual(['pointerdown', 'gotpointercapture', 'pointermove', 'pointerup', 'lostpointercapture']);
  });

  it('can be released before', () => {
    const { canvas, mouse, types } = setUp(POINTER);
    mouse.press();
    canvas.setPointerCapture(1);
    mouse.moveTo(5, 5);
    canvas.releasePointerCapture(1);
    mouse.moveTo(6, 6);
    mouse.cancel();
    const [captured, lost] = ['gotpointercapture', 'lostpointercapture'];
    expect(types()).toEqual(['pointerdown', captured, 'pointermove', lost, 'pointermove', 'pointercancel']);
  });

  it('is let go of with its button when it leaves', () => {
    const { canvas, finger, mouse, types } = setUp([...POINTER, 'pointerleave', 'touchend', 'mouseup']);
    const hand = finger(11);
    hand.press();
    hand.leave();
    const released = ['pointerdown', 'gotpointercapture', 'pointerup', 'touchend', 'lostpointercapture'];
    expect(types()).toEqual([...released, 'pointerleave']);
    expect(canvas.hasPointerCapture(11)).toBe(false);
    mouse.press();
    mouse.leave();
    expect(types()).toEqual(['pointerdown', 'pointerup', 'mouseup', 'pointerleave']);
    // It hovers and leaves once more: nothing is held any more.
    mouse.enter();
    mouse.leave();
    expect(types()).toEqual(['pointerleave']);
  });

  it('is let go of also where a page says that it pressed no button', () => {
    const { canvas, dispatcher } = setUp([]);
    const liar = new ViewerHand({ ...SIZE, pointerId: 9, pointerType: 'touch' }, (input) =>
      dispatcher.dispatch(1, 'pointerId' in input ? { ...input, buttons: 0 } : input),
    );
    liar.press();
    expect(canvas.hasPointerCapture(9)).toBe(true);
    dispatcher.release(1);
    expect(canvas.hasPointerCapture(9)).toBe(false);
  });

  it('is one that is down and remembered, so there are never more than a viewer may have', () => {
    const { canvas, finger } = setUp([]);
    canvas.addEventListener('pointermove', (event) => canvas.setPointerCapture((event as PointerEvent).pointerId));
    const captured = (): number =>
      Array.from({ length: 300 }, (_, id) => canvas.hasPointerCapture(id)).filter(Boolean).length;
    for (let id = 100; id < 300; id++) {
      finger(id).press();
      finger(id).moveTo(id, 1);
    }
    expect(captured()).toBe(64);
    for (let id = 100; id < 300; id++) finger(id).leave();
    expect(captured()).toBe(0);
    const hover = finger(7);
    hover.enter();
    canvas.setPointerCapture(7);
    expect(captured()).toBe(0);
  });

  it('is followed beyond the picture', () => {
    const { events, mouse } = setUp(['pointermove']);
    mouse.press();
    mouse.moveTo(-100, 700);
    const [moved] = events as PointerEvent[];
    expect(moved!.clientX).toBeCloseTo(-100, 1);
    expect(moved!.clientY).toBeCloseTo(700, 1);
  });
});
