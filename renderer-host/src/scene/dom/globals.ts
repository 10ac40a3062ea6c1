/**
 * Makes the headless page global, for the controls of three.js and libraries that use `window` and `document` by name.
 *
 * `window` is the global object, as in a browser: what a scene finds on one it finds on the other, and what Node has
 * (`fetch`, `performance`, timers) stays as it is. Events of the window come to `addEventListener` without a name in front,
 * too. Classes are there for `instanceof` and for making events.
 *
 * It is no browser, and says so where libraries look: `navigator.userAgent` and `process.versions` are Node's, and there
 * is no `location`, `localStorage`, `XMLHttpRequest`, `customElements` or `MutationObserver`. A library that asks for one of
 * them before it uses it takes its way for Node; one that does not ask fails with its name, which is better than a shim that
 * draws nothing. What loaders of files use (`fetch`, `Image`, `Worker`) is in `assets/realm.ts`.
 */
import { define, defineGlobals } from '../define-global.ts';
import type { HeadlessCanvas } from './canvas.ts';
import { HeadlessCanvas as CanvasClass } from './canvas.ts';
import { elementKinds } from './document.ts';
import { HeadlessElement, HeadlessRect } from './element.ts';
import {
  HeadlessFocusEvent,
  HeadlessGamepadEvent,
  HeadlessKeyboardEvent,
  HeadlessMouseEvent,
  HeadlessPointerEvent,
  HeadlessTouchEvent,
  HeadlessUIEvent,
  HeadlessWheelEvent,
} from './events.ts';
import type { Gamepads } from './gamepads.ts';
import { HeadlessMediaQueryList } from './media-query.ts';
import { HeadlessResizeObserver } from './resize-observer.ts';
import { HeadlessDeviceMotionEvent, HeadlessDeviceOrientationEvent } from './sensor-events.ts';
import {
  HeadlessClipboardEvent,
  HeadlessCompositionEvent,
  HeadlessDataTransfer,
  HeadlessInputEvent,
} from './text-events.ts';
import { HeadlessTextField } from './text-field.ts';

/** The page that the global object shows. */
export interface GlobalPage {
  readonly canvas: HeadlessCanvas;
  readonly gamepads: Gamepads;
}

const CLASSES = {
  UIEvent: HeadlessUIEvent,
  MouseEvent: HeadlessMouseEvent,
  PointerEvent: HeadlessPointerEvent,
  WheelEvent: HeadlessWheelEvent,
  KeyboardEvent: HeadlessKeyboardEvent,
  FocusEvent: HeadlessFocusEvent,
  TouchEvent: HeadlessTouchEvent,
  GamepadEvent: HeadlessGamepadEvent,
  DeviceOrientationEvent: HeadlessDeviceOrientationEvent,
  DeviceMotionEvent: HeadlessDeviceMotionEvent,
  CompositionEvent: HeadlessCompositionEvent,
  InputEvent: HeadlessInputEvent,
  ClipboardEvent: HeadlessClipboardEvent,
  DataTransfer: HeadlessDataTransfer,
  DOMRect: HeadlessRect,
  Element: HeadlessElement,
  HTMLElement: HeadlessElement,
  HTMLCanvasElement: CanvasClass,
  HTMLInputElement: HeadlessTextField,
  HTMLTextAreaElement: HeadlessTextField,
  ResizeObserver: HeadlessResizeObserver,
} as const;

/** @returns what takes it all away again */
export function installDom({ canvas, gamepads }: GlobalPage): () => void {
  const document = canvas.ownerDocument;
  const { window } = document;
  for (const name of ['input', 'textarea']) elementKinds.set(name, (owner) => new HeadlessTextField(owner, name));
  const values: Record<string, unknown> = {
    ...CLASSES,
    window: globalThis,
    document,
    screen: document.screen,
    addEventListener: window.addEventListener.bind(window),
    removeEventListener: window.removeEventListener.bind(window),
    dispatchEvent: window.dispatchEvent.bind(window),
    getComputedStyle: (element: HeadlessElement) => element.style,
    matchMedia: (media: string) => new HeadlessMediaQueryList(document, media),
  };
  const getters: Record<string, () => unknown> = {
    innerWidth: () => window.innerWidth,
    innerHeight: () => window.innerHeight,
    devicePixelRatio: () => window.devicePixelRatio,
    pageXOffset: () => window.pageXOffset,
    pageYOffset: () => window.pageYOffset,
    scrollX: () => window.scrollX,
    scrollY: () => window.scrollY,
  };
  const restore = [
    defineGlobals(values),
    ...Object.entries(getters).map(([name, get]) => define(globalThis, name, { get })),
    define(globalThis.navigator, 'getGamepads', { value: () => gamepads.snapshot(), writable: true }),
    define(globalThis.navigator, 'languages', { get: () => document.preferences.common.languages }),
    define(globalThis.navigator, 'language', { get: () => document.preferences.common.languages[0] ?? 'en' }),
    define(globalThis.navigator, 'maxTouchPoints', { get: () => 10 }),
  ];
  window.facade = globalThis;
  return () => {
    window.facade = window;
    for (const put of restore) put();
  };
}
