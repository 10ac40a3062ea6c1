import { POSITION_MAX } from '@remote-view/protocol';
import { describe, expect, it, vi } from 'vitest';
import { HeadlessCanvas } from './canvas.ts';
import type { HeadlessKeyboardEvent, HeadlessPointerEvent, HeadlessWheelEvent } from './events.ts';
import { InputDispatcher } from './input-dispatcher.ts';
import { ViewerHand } from './testing/viewer-inputs.ts';

const SIZE = { width: 400, height: 200 };

const TYPES = [
  ...['pointerdown', 'pointermove', 'pointerup', 'pointercancel', 'pointerenter', 'pointerleave', 'pointerover'],
  ...['pointerout', 'mousedown', 'mousemove', 'mouseup', 'mouseenter', 'mouseleave', 'mouseover', 'mouseout'],
  ...['click', 'dblclick', 'auxclick', 'contextmenu', 'wheel', 'keydown', 'keyup', 'focus', 'blur'],
];

function setUp(viewer = 1) {
  const canvas = new HeadlessCanvas({ ...SIZE, pixelRatio: 2 });
  const dispatcher = new InputDispatcher(canvas);
  const events: Event[] = [];
  for (const type of TYPES) canvas.addEventListener(type, (event) => events.push(event));
  const handOf = (number: number): ViewerHand => new ViewerHand(SIZE, (input) => dispatcher.dispatch(number, input));
  return {
    canvas,
    dispatcher,
    hand: handOf(viewer),
    handOf,
    /** Types of the events since the last call. */
    types: () => events.splice(0).map((event) => event.type),
    events: <E extends Event>(type: string) => events.filter((event) => event.type === type) as E[],
  };
}

describe('a pointer’s position', () => {
  it('is in CSS pixels of the canvas, whatever its resolution', () => {
    const { hand, events } = setUp();
    hand.moveTo(100, 50);
    const [move] = events<HeadlessPointerEvent>('pointermove');
    expect(move!.clientX).toBeCloseTo(100, 1);
    expect(move!.offsetY).toBeCloseTo(50, 1);
    expect(move).toMatchObject({ pageX: move!.clientX, screenX: move!.clientX, x: move!.clientX, isPrimary: true });
  });

  it('reaches the far edge exactly', () => {
    const { dispatcher, events } = setUp();
    const fields = { seq: 1, pointerId: 1, pointerType: 'pen', buttons: 0, modifiers: 0, pressure: 0 } as const;
    const edge = { x: POSITION_MAX, y: POSITION_MAX, totalX: 0, totalY: 0, coalesced: [] };
    dispatcher.dispatch(1, { type: 'move', ...fields, ...edge });
    expect(events('pointermove')[0]).toMatchObject({ clientX: SIZE.width, clientY: SIZE.height, pointerType: 'pen' });
  });

  it('comes with those passed since the last message, oldest first, itself last', () => {
    const { hand, events } = setUp();
    hand.moveTo(300, 100, [100, 20, 200, 60]);
    const [move] = events<HeadlessPointerEvent>('pointermove');
    const path = move!.getCoalescedEvents().map(({ clientX, clientY }) => [Math.round(clientX), Math.round(clientY)]);
    expect(path).toEqual([
      [100, 20],
      [200, 60],
      [300, 100],
    ]);
    expect(move!.getCoalescedEvents().at(-1)).toMatchObject({ type: 'pointermove', isPrimary: true });
    expect(move!.getPredictedEvents()).toEqual([]);
  });
});

describe('movement', () => {
  it('is the difference of the totals, so that a lost message loses none', () => {
    const { hand, events } = setUp();
    hand.moveTo(10, 10);
    hand.moveTo(15, 7);
    const [first, second] = events<HeadlessPointerEvent>('pointermove');
    expect([first!.movementX, first!.movementY]).toEqual([0, 0]);
    expect([second!.movementX, second!.movementY]).toEqual([5, -3]);
  });

  it('goes on across the point where the totals wrap', () => {
    const { dispatcher, events } = setUp();
    const rest = { pointerId: 1, pointerType: 'mouse', x: 0, y: 0, buttons: 0, modifiers: 0, pressure: 0 } as const;
    const move = (seq: number, totalX: number, totalY: number): void =>
      dispatcher.dispatch(1, { type: 'move', seq, ...rest, totalX, totalY, coalesced: [] });
    move(1, 2 ** 32 - 64, 64);
    move(2, 64, 2 ** 32 - 64);
    const moved = events<HeadlessPointerEvent>('pointermove')[1]!;
    expect([moved.movementX, moved.movementY]).toEqual([2, -2]);
  });
});

describe('buttons', () => {
  it('make pointer and mouse events in the order of a browser', () => {
    const { hand, types } = setUp();
    hand.moveTo(10, 10);
    hand.press();
    hand.release(0, 1);
    expect(types()).toEqual(['pointermove', 'mousemove', 'pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']);
  });

  it('make no click where the viewer saw none', () => {
    const { hand, types } = setUp();
    hand.press();
    hand.release(0, 0);
    expect(types()).not.toContain('click');
  });

  it('make a dblclick behind the second click', () => {
    const { hand, types } = setUp();
    for (const detail of [1, 2]) {
      hand.press(0, detail);
      hand.release(0, detail);
    }
    expect(types().filter((type) => type.endsWith('click'))).toEqual(['click', 'click', 'dblclick']);
  });

  it('make a contextmenu with the press of the right one, and an auxclick of all but the main one', () => {
    const { hand, types } = setUp();
    hand.press(2);
    hand.release(2, 1);
    hand.press(1);
    hand.release(1, 1);
    expect(types().filter((type) => !type.startsWith('pointer'))).toEqual([
      ...['mousedown', 'contextmenu', 'mouseup', 'auxclick'],
      ...['mousedown', 'mouseup', 'auxclick'],
    ]);
  });

  it('are moves of the pointer while another one is held', () => {
    const { hand, types } = setUp();
    hand.press(0);
    hand.press(2);
    hand.release(0);
    hand.release(2);
    expect(types().filter((type) => type.startsWith('pointer'))).toEqual([
      'pointerdown',
      'pointermove',
      'pointermove',
      'pointerup',
    ]);
  });

  it('make mouse events of a pen beside its own, unless the scene prevents them', () => {
    const { canvas, dispatcher, types } = setUp();
    const pen = new ViewerHand({ ...SIZE, pointerId: 9, pointerType: 'pen' }, (input) => dispatcher.dispatch(1, input));
    pen.press();
    pen.release();
    expect(types()).toEqual(['pointerdown', 'mousedown', 'pointerup', 'mouseup']);
    canvas.addEventListener('pointerdown', (event) => event.preventDefault(), { once: true });
    pen.press();
    pen.release();
    pen.press();
    expect(types()).toEqual(['pointerdown', 'pointerup', 'pointerdown', 'mousedown']);
  });

  it('make no mouse events of a finger that moves', () => {
    const { dispatcher, types } = setUp();
    const finger = new ViewerHand({ ...SIZE, pointerId: 7, pointerType: 'touch' }, (input) =>
      dispatcher.dispatch(1, input),
    );
    finger.press();
    finger.moveTo(5, 5);
    finger.release();
    expect(types()).toEqual(['pointerdown', 'pointermove', 'pointerup']);
  });

  it('press with pointerdown though a move that was sent later came first', () => {
    const { dispatcher, types } = setUp();
    const inputs: Parameters<InputDispatcher['dispatch']>[1][] = [];
    const hand = new ViewerHand(SIZE, (input) => inputs.push(input));
    hand.press();
    hand.moveTo(10, 10);
    dispatcher.dispatch(1, inputs[1]!);
    dispatcher.dispatch(1, inputs[0]!);
    expect(types().filter((type) => type.startsWith('pointer'))).toEqual(['pointermove', 'pointerdown']);
  });

  it('end with pointercancel, and hold nothing after it', () => {
    const { hand, canvas, types } = setUp();
    hand.press();
    canvas.setPointerCapture(1);
    hand.cancel();
    expect(types()).toEqual(['pointerdown', 'mousedown', 'pointercancel']);
    expect(canvas.hasPointerCapture(1)).toBe(false);
    hand.focus(false);
    expect(types()).toEqual(['blur']);
  });

  it('let go of the pointer’s capture when the last one is up', () => {
    const { hand, canvas } = setUp();
    hand.press();
    canvas.setPointerCapture(1);
    hand.release();
    expect(canvas.hasPointerCapture(1)).toBe(false);
  });
});

describe('a pointer that comes and goes', () => {
  it('makes the events of a browser, in its order', () => {
    const { hand, types } = setUp();
    hand.enter();
    expect(types()).toEqual(['pointerover', 'pointerenter', 'mouseover', 'mouseenter']);
    hand.leave();
    expect(types()).toEqual(['pointerout', 'pointerleave', 'mouseout', 'mouseleave']);
  });
});

describe('the wheel', () => {
  it('carries its deltas, position and modifiers', () => {
    const { hand, events } = setUp();
    hand.moveTo(40, 20);
    hand.modifiers = 2;
    hand.wheel(-120);
    const [wheel] = events<HeadlessWheelEvent>('wheel');
    expect(wheel).toMatchObject({ deltaY: -120, deltaX: 0, deltaMode: 0, ctrlKey: true, shiftKey: false });
    expect(wheel!.clientX).toBeCloseTo(40, 1);
  });
});

describe('keys', () => {
  it('carry what a KeyboardEvent has', () => {
    const { hand, events } = setUp();
    hand.modifiers = 1 | 8;
    hand.keyDown('KeyW', true);
    const [down] = events<HeadlessKeyboardEvent>('keydown');
    expect(down).toMatchObject({ code: 'KeyW', key: 'w', repeat: true, shiftKey: true, metaKey: true, altKey: false });
    const held = ['Shift', 'Meta', 'Control', 'Alt', 'CapsLock'].filter((name) => down!.getModifierState(name));
    expect(held).toEqual(['Shift', 'Meta']);
  });

  it('are let go, with the buttons, when the viewer loses the focus', () => {
    const { hand, canvas, types, events } = setUp();
    hand.focus(true);
    hand.keyDown('KeyW');
    hand.keyDown('ShiftLeft');
    hand.keyUp('ShiftLeft');
    hand.moveTo(30, 40);
    hand.press(2);
    types();
    hand.focus(false);
    const [up] = events<HeadlessPointerEvent>('pointerup');
    expect(up).toMatchObject({ button: 2, buttons: 0, pointerId: 1 });
    expect(up!.clientX).toBeCloseTo(30, 1);
    expect(events<HeadlessKeyboardEvent>('keyup').map((event) => event.code)).toEqual(['KeyW']);
    expect(types()).toEqual(['blur', 'keyup', 'pointerup', 'mouseup']);
    expect(canvas.focused).toBe(false);
  });

  it('are let go when the viewer goes away', () => {
    const { hand, dispatcher, types } = setUp();
    hand.keyDown('KeyW');
    types();
    dispatcher.release(1);
    expect(types()).toEqual(['keyup']);
    dispatcher.release(1);
    dispatcher.release(99);
    expect(types()).toEqual([]);
  });

  it('of one viewer are not let go with those of another', () => {
    const { handOf, dispatcher, events } = setUp();
    const [first, second] = [handOf(1), handOf(2)];
    first.keyDown('KeyW');
    second.keyDown('KeyS');
    first.focus(false);
    expect(events<HeadlessKeyboardEvent>('keyup').map((event) => event.code)).toEqual(['KeyW']);
    dispatcher.release(2);
    expect(events<HeadlessKeyboardEvent>('keyup').map((event) => event.code)).toEqual(['KeyW', 'KeyS']);
  });

  it('beyond what a hand can hold are not remembered', () => {
    const { hand, types } = setUp();
    for (let index = 0; index < 100; index++) hand.keyDown(`Key${index}`);
    types();
    hand.focus(false);
    expect(types().filter((type) => type === 'keyup')).toHaveLength(64);
  });
});

describe('listeners', () => {
  it('hear an event at the canvas, then the document, then the window, with the canvas as its target', () => {
    const { canvas, hand } = setUp();
    const heard: string[] = [];
    const { ownerDocument } = canvas;
    const places = { window: ownerDocument.defaultView, document: ownerDocument, canvas };
    for (const [name, place] of Object.entries(places)) {
      place.addEventListener('keydown', (event) => heard.push(`${name} ${event.target === canvas}`));
    }
    hand.keyDown('KeyA');
    expect(heard).toEqual(['canvas true', 'document true', 'window true']);
  });

  it.each(['stopPropagation', 'stopImmediatePropagation'] as const)('further up hear nothing after %s', (stop) => {
    const { canvas, hand } = setUp();
    let heard = false;
    canvas.addEventListener('keydown', (event) => event[stop]());
    canvas.ownerDocument.addEventListener('keydown', () => (heard = true));
    hand.keyDown('KeyA');
    expect(heard).toBe(false);
  });

  it('of the window hear its own focus and blur: the viewer’s element is the window of the scene', () => {
    const { canvas, hand } = setUp();
    const heard: string[] = [];
    const { defaultView, body } = canvas.ownerDocument;
    for (const type of ['focus', 'blur', 'focusin', 'focusout']) {
      defaultView.addEventListener(type, (event) => heard.push(`${type} ${event.target === defaultView}`));
      body.addEventListener(type, () => heard.push(`${type} of the body`));
    }
    hand.focus(true);
    hand.focus(false);
    const [into, out] = ['focusin', 'focusout'].map((type) => [`${type} of the body`, `${type} false`]);
    expect(heard).toEqual([...into!, 'focus true', ...out!, 'blur true']);
  });

  it('are called though another one threw, and the error goes to the console', () => {
    const { canvas, hand } = setUp();
    const written = vi.spyOn(console, 'error').mockReturnValue();
    const calls: string[] = [];
    const bug = new Error('a bug of the scene');
    canvas.addEventListener('keydown', () => {
      throw bug;
    });
    canvas.addEventListener('keydown', () => calls.push('canvas'));
    canvas.ownerDocument.addEventListener('keydown', () => calls.push('document'));
    hand.keyDown('KeyA');
    expect(calls).toEqual(['canvas', 'document']);
    expect(written.mock.calls).toEqual([["A listener of 'keydown' threw:", bug]]);
    written.mockRestore();
  });

  it('that throw with each event do not fill the log', () => {
    const { canvas, hand } = setUp();
    const written = vi.spyOn(console, 'error').mockReturnValue();
    canvas.addEventListener('keydown', () => {
      throw new Error('a bug of the scene');
    });
    for (let stroke = 0; stroke < 1_000; stroke++) hand.keyDown('KeyA');
    expect(written.mock.calls.length).toBeLessThan(100);
    written.mockRestore();
  });
});
