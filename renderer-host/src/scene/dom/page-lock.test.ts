import type { LockRequest } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { HeadlessCanvas } from './canvas.ts';
import { InputDispatcher } from './input-dispatcher.ts';
import { ViewerHand } from './testing/viewer-inputs.ts';

const SIZE = { width: 400, height: 200 };

function setUp() {
  const canvas = new HeadlessCanvas({ ...SIZE, pixelRatio: 1 });
  const dispatcher = new InputDispatcher(canvas);
  const requests: (LockRequest & { readonly viewer: number })[] = [];
  const document = canvas.ownerDocument;
  document.lock.tell = (request, viewer) => requests.push({ ...request, viewer });
  const events: string[] = [];
  for (const type of ['pointerlockchange', 'pointerlockerror']) {
    document.addEventListener(type, () => events.push(`${type} ${document.pointerLockElement === canvas}`));
  }
  const handOf = (viewer: number): ViewerHand => new ViewerHand(SIZE, (input) => dispatcher.dispatch(viewer, input));
  return { canvas, document, dispatcher, requests, events, hand: handOf(1), handOf };
}

describe('a pointer lock', () => {
  it('begins when the viewer’s browser says so, and ends when it says so', async () => {
    const { canvas, document, requests, events, hand } = setUp();
    hand.press();
    const asked = canvas.requestPointerLock();
    expect(requests).toEqual([{ type: 'lock', wanted: true, unadjusted: false, viewer: 1 }]);
    expect(document.pointerLockElement).toBeNull();
    hand.lock(true);
    await asked;
    document.exitPointerLock();
    expect(requests.at(-1)).toMatchObject({ wanted: false, viewer: 1 });
    expect(document.pointerLockElement).toBe(canvas);
    hand.lock(false);
    expect(document.pointerLockElement).toBeNull();
    expect(events).toEqual(['pointerlockchange true', 'pointerlockchange false']);
  });

  it('that the browser refuses says why, and harms nobody who does not listen', async () => {
    const { canvas, events, hand } = setUp();
    hand.press();
    void canvas.requestPointerLock();
    const asked = canvas.requestPointerLock({ unadjustedMovement: true });
    hand.lock(false, 'a user gesture is required');
    await expect(asked).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('a user gesture is required') as string,
    });
    expect(events).toEqual(['pointerlockerror false']);
  });

  it.each(['before any button or key', 'after the focus went'])('is refused %s', async (when) => {
    const { canvas, requests, hand } = setUp();
    if (when.startsWith('after')) {
      hand.keyDown('KeyW');
      hand.focus(false);
    }
    await expect(canvas.requestPointerLock()).rejects.toThrow(/pressed a button or a key/u);
    expect(requests).toEqual([]);
  });

  it('is refused where no page shows the canvas, and where too many wait', async () => {
    const { canvas, document, hand } = setUp();
    hand.press();
    for (let count = 0; count < 64; count++) void canvas.requestPointerLock();
    await expect(canvas.requestPointerLock()).rejects.toThrow(/too many/u);
    hand.lock(true);
    document.lock.tell = undefined;
    await expect(canvas.requestPointerLock()).rejects.toThrow(/no page/u);
  });

  it('is asked of one viewer at a time, and the first may still have it', async () => {
    const { canvas, document, requests, handOf } = setUp();
    const [first, second] = [handOf(1), handOf(2)];
    first.press();
    const asked = canvas.requestPointerLock();
    second.press();
    await expect(canvas.requestPointerLock()).rejects.toThrow(/another viewer is asked/u);
    first.lock(true);
    await asked;
    document.exitPointerLock();
    expect(requests.map(({ viewer, wanted }) => [viewer, wanted])).toEqual([
      [1, true],
      [1, false],
    ]);
  });

  it('that a page begins by itself is one like any other, and the scene may end it', async () => {
    const { canvas, document, requests, hand } = setUp();
    hand.press();
    const asked = canvas.requestPointerLock();
    void canvas.requestPointerLock();
    hand.lock(false, 'no click');
    await expect(asked).rejects.toThrow(/no click/u);
    hand.lock(true);
    expect(document.pointerLockElement).toBe(canvas);
    document.exitPointerLock();
    expect(requests.at(-1)).toMatchObject({ wanted: false, viewer: 1 });
    hand.lock(false);
    expect(document.pointerLockElement).toBeNull();
  });

  it('ends with its viewer, and the others do not end it', () => {
    const { canvas, dispatcher, events, handOf } = setUp();
    const [first, second] = [handOf(1), handOf(2)];
    second.press();
    first.press();
    void canvas.requestPointerLock();
    first.lock(true);
    second.lock(false);
    dispatcher.release(2);
    expect(events).toEqual(['pointerlockchange true']);
    dispatcher.release(1);
    expect(events).toEqual(['pointerlockchange true', 'pointerlockchange false']);
  });

  it('counts movement from its beginning, also where a message with older movement was lost', () => {
    const { canvas, dispatcher } = setUp();
    let lost = false;
    const hand = new ViewerHand(SIZE, (input) => {
      if (!lost || input.type !== 'move') dispatcher.dispatch(1, input);
    });
    const moves: number[] = [];
    canvas.addEventListener('mousemove', (event) => moves.push((event as MouseEvent).movementX));
    hand.moveTo(10, 10);
    hand.press();
    lost = true;
    hand.moveTo(200, 10);
    lost = false;
    hand.lock(true);
    hand.moveBy(7.25, 0);
    hand.moveBy(-300, 0);
    expect(moves).toEqual([0, 7.25, -300]);
  });
});
