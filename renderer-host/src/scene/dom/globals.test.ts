import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HeadlessCanvas } from './canvas.ts';
import { installDom } from './globals.ts';
import { InputDispatcher } from './input-dispatcher.ts';
import { ViewerHand } from './testing/viewer-inputs.ts';

const SIZE = { width: 400, height: 200 };

function setUp() {
  const canvas = new HeadlessCanvas({ ...SIZE, pixelRatio: 2 });
  const dispatcher = new InputDispatcher(canvas);
  const uninstall = installDom({ canvas, gamepads: dispatcher.gamepads });
  const hand = new ViewerHand(SIZE, (input) => dispatcher.dispatch(1, input));
  return { canvas, dispatcher, uninstall, hand };
}

describe('the global page', () => {
  let page: ReturnType<typeof setUp>;
  beforeEach(() => {
    page = setUp();
  });
  afterEach(() => page.uninstall());

  it('has the global object for its window, whatever an application calls it', () => {
    expect(window).toBe(globalThis);
    expect(document.defaultView).toBe(window);
    expect(document.querySelector('canvas')).toBe(page.canvas);
    expect([innerWidth, innerHeight, devicePixelRatio, window.scrollX]).toEqual([400, 200, 2, 0]);
    expect(window.performance).toBe(performance);
    expect(getComputedStyle(document.body)).toBe(document.body.style);
    expect(matchMedia('(hover: none)').matches).toBe(false);
  });

  it('hears events of the window by any of its names', () => {
    const heard: unknown[] = [];
    const hear = (event: Event): void => void heard.push([event.type, event.currentTarget === window]);
    addEventListener('keydown', hear);
    window.addEventListener('keydown', hear, true);
    Object.assign(window, { onkeyup: hear });
    page.hand.keyDown('KeyW');
    page.hand.keyUp('KeyW');
    expect(heard).toEqual([
      ['keydown', true],
      ['keydown', true],
      ['keyup', true],
    ]);
    removeEventListener('keydown', hear);
    Object.assign(window, { onkeyup: null });
    dispatchEvent(new Event('keydown'));
    expect(heard).toHaveLength(4);
  });

  it('has classes for instanceof and for making events', () => {
    let pressed: Event | undefined;
    page.canvas.addEventListener('pointerdown', (event) => (pressed = event));
    page.hand.press();
    expect(pressed).toBeInstanceOf(PointerEvent);
    expect(pressed).toBeInstanceOf(MouseEvent);
    expect(page.canvas).toBeInstanceOf(HTMLCanvasElement);
    expect(page.canvas).toBeInstanceOf(HTMLElement);
    const made = new PointerEvent('pointermove', { clientX: 3, pointerId: 7, shiftKey: true });
    expect([made.clientX, made.offsetX, made.pointerId, made.getModifierState('Shift')]).toEqual([3, 3, 7, true]);
    expect(new WheelEvent('wheel', { deltaY: 5 }).deltaY).toBe(5);
    expect(new KeyboardEvent('keydown', { code: 'KeyW' }).code).toBe('KeyW');
    expect(new DOMRect(1, 2, -3, 4)).toMatchObject({ left: -2, right: 1, top: 2, bottom: 6 });
  });

  it('shows the gamepads', () => {
    page.hand.gamepad({ id: 'Mine' });
    expect(navigator.getGamepads()[0]?.id).toBe('Mine');
  });

  it('tells of a new size as a browser does', async () => {
    const heard: unknown[] = [];
    const container = document.createElement('div');
    document.body.append(container);
    addEventListener('resize', () => heard.push([innerWidth, container.clientHeight, devicePixelRatio]));
    const observer = new ResizeObserver(([entry]) => {
      const { inlineSize, blockSize } = entry!.devicePixelContentBoxSize[0]!;
      heard.push([entry!.target === container, entry!.contentRect.width, inlineSize, blockSize]);
    });
    observer.observe(container);
    await Promise.resolve();
    page.canvas.setSize({ width: 100, height: 50, pixelRatio: 1.5 });
    page.canvas.setSize({ width: 100, height: 50, pixelRatio: 1.5 });
    expect(heard).toEqual([
      [true, 400, 800, 400],
      [100, 50, 1.5],
      [true, 100, 150, 75],
    ]);
    observer.unobserve(container);
    page.canvas.setSize({ width: 10, height: 50, pixelRatio: 1 });
    observer.disconnect();
    expect(heard).toHaveLength(4);
  });

  it('tells who watches the resolution that it changed', () => {
    const heard: boolean[] = [];
    const query = matchMedia('(resolution: 2dppx)');
    const hear = ({ matches }: MediaQueryListEvent): void => void heard.push(matches);
    query.addEventListener('change', hear);
    page.canvas.setSize({ width: 100, height: 50, pixelRatio: 2 });
    page.canvas.setSize({ width: 100, height: 50, pixelRatio: 1 });
    query.removeEventListener('change', hear);
    page.canvas.setSize({ width: 100, height: 50, pixelRatio: 2 });
    expect([heard, query.matches]).toEqual([[false], true]);
  });

  it('is no browser where a library asks for one', () => {
    expect(navigator.userAgent).toMatch(/^Node/u);
    for (const name of ['location', 'Image', 'Worker', 'localStorage', 'customElements']) {
      expect(Reflect.has(globalThis, name) && name !== 'localStorage', name).toBe(false);
    }
  });

  it('is gone when it is taken away', () => {
    page.uninstall();
    expect([typeof window, typeof document, typeof PointerEvent, typeof innerWidth]).toEqual(
      Array(4).fill('undefined'),
    );
    expect('getGamepads' in navigator).toBe(false);
    expect(page.canvas.ownerDocument.defaultView).toBe(page.canvas.ownerDocument.window);
  });
});

describe('elements', () => {
  const { ownerDocument: page } = new HeadlessCanvas({ ...SIZE, pixelRatio: 1 });

  it('are kept in the tree that a scene builds, and lead their events to the document', () => {
    const [outer, inner] = [page.createElement('div'), page.createElement('SPAN')];
    let heard = 0;
    page.addEventListener('click', () => heard++);
    inner.id = 'inner';
    outer.append(inner, 'text');
    inner.dispatchEvent(new Event('click', { bubbles: true }));
    expect([page.getElementById('inner'), outer.isConnected]).toEqual([null, false]);
    page.body.insertBefore(outer, page.body.firstChild);
    expect(page.querySelector('#inner')).toBe(inner);
    expect([page.body.firstChild, inner.isConnected, outer.contains(inner), page.contains(inner)]).toEqual([
      outer,
      true,
      true,
      true,
    ]);
    page.body.removeChild(outer);
    expect([page.querySelector('span'), outer.parentNode, heard]).toEqual([null, null, 1]);
  });

  it('keep their attributes, classes and styles', () => {
    const element = page.createElementNS('http://www.w3.org/1999/xhtml', 'div');
    element.setAttribute('role', 'img');
    element.classList.add('a');
    element.classList.toggle('b');
    element.classList.toggle('a', false);
    element.style.setProperty('touch-action', 'none');
    expect([element.getAttribute('role'), element.hasAttribute('title')]).toEqual(['img', false]);
    expect([element.classList.contains('a'), element.classList.contains('b')]).toEqual([false, true]);
    expect([element.style['touchAction'], element.style.getPropertyValue('touch-action')]).toEqual(['none', 'none']);
    element.style.removeProperty('touch-action');
    element.removeAttribute('role');
    expect([element.style.getPropertyValue('touch-action'), element.getAttribute('role')]).toEqual(['', null]);
  });

  it.each(['canvas', 'video', 'audio'])('that need pixels or sound say what to use instead: %s', (name) => {
    expect(() => page.createElement(name)).toThrow(`<${name}> does not exist here`);
  });
});
