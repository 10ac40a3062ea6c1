/** A page that shows the rigs, plain or through `<remote-view>`, and the hand that the test moves in it. */
import type { CDPSession, MouseButton, Page } from 'puppeteer';
import type { EmbeddingPage } from '../../src/harness/embedding-page.ts';
import type { Command, Report } from './rigs.ts';

export interface Realm {
  readonly page: Page;
  obey(command: Command): Promise<Report>;
  /** A locked mouse moves, CSS pixels. Made by a script: headless Chromium takes every movement back at once. */
  turn(x: number, y: number): Promise<void>;
}

export function plainRealm(page: Page): Realm {
  return {
    page,
    obey: async (command) =>
      page.evaluate((value) => (globalThis as unknown as { obey(command: Command): Report }).obey(value), command),
    turn: async (movementX, movementY) =>
      page.evaluate((init) => void document.querySelector('canvas')!.dispatchEvent(new MouseEvent('mousemove', init)), {
        movementX,
        movementY,
        bubbles: true,
      }),
  };
}

export function remoteRealm(view: EmbeddingPage): Realm {
  let token = 0;
  return {
    page: view.page,
    obey: async (command) => {
      const mine = ++token;
      const answer = view.page.evaluate(
        async (value, wanted) =>
          new Promise<Report>((resolve) => {
            const element = document.querySelector('remote-view')!;
            const ending = new AbortController();
            const hear = (event: Event): void => {
              const { data } = event as unknown as { data: Report & { token: number } };
              if (data.token !== wanted) return;
              ending.abort();
              resolve(data);
            };
            element.addEventListener('message', hear, { signal: ending.signal });
            (element as unknown as { send(payload: unknown): void }).send({ ...value, token: wanted });
          }),
        command,
        mine,
      );
      return answer;
    },
    turn: async (movementX, movementY) =>
      view.page.evaluate(
        (init) => {
          const stage = document.querySelector('remote-view')!.shadowRoot!.querySelector('.stage')!;
          stage.dispatchEvent(new PointerEvent('pointermove', init));
        },
        { movementX, movementY, pointerId: 1, pointerType: 'mouse', button: -1, clientX: 320, clientY: 180 },
      ),
  };
}

type Place = readonly [x: number, y: number];
/** Positions cross the network as 16-bit fractions of the picture; a step is larger than this. */
const NEAR = 0.6;

export class Hand {
  readonly #realm: Realm;
  #devtools: CDPSession | undefined;
  #wheels = 0;

  constructor(realm: Realm) {
    this.#realm = realm;
  }

  async take(command: Command): Promise<Report> {
    const report = await this.#realm.obey(command);
    this.#wheels = report.wheels;
    return report;
  }

  /** Waits until the rig has seen what the hand did. */
  async until(what: string, seen: (report: Report) => boolean): Promise<Report> {
    const deadline = Date.now() + 5_000;
    for (;;) {
      const report = await this.#realm.obey({ type: 'report' });
      if (seen(report)) return report;
      if (Date.now() > deadline) throw new Error(`Waited for ${what}; the rig saw ${JSON.stringify(report)}`);
    }
  }

  async moveTo([x, y]: Place): Promise<void> {
    await this.#realm.page.mouse.move(x, y);
    await this.until(`the pointer at ${x}, ${y}`, ({ pointers }) => isAt(pointers['mouse'], x, y));
  }

  async press(button: MouseButton = 'left'): Promise<void> {
    await this.#realm.page.mouse.down({ button });
    await this.until('a button down', ({ pointers }) => (pointers['mouse']?.buttons ?? 0) !== 0);
  }

  async release(button: MouseButton = 'left'): Promise<void> {
    await this.#realm.page.mouse.up({ button });
    await this.until('the button up', ({ pointers }) => pointers['mouse']?.buttons === 0);
  }

  /** Along a line, with an update of the controls behind every step, as a page makes one with every frame. */
  async drag(from: Place, to: Place, button: MouseButton = 'left'): Promise<void> {
    await this.moveTo(from);
    await this.press(button);
    for (let step = 1; step <= STEPS; step++) {
      await this.moveTo(between(from, to, step));
      await this.#realm.obey({ type: 'update', seconds: 1 / 60 });
    }
    await this.release(button);
    await this.#realm.obey({ type: 'update', seconds: 1 / 60 });
  }

  async wheel(deltaY: number): Promise<void> {
    await this.#realm.page.mouse.wheel({ deltaY });
    const wanted = ++this.#wheels;
    await this.until('the wheel', ({ wheels }) => wheels === wanted);
    await this.#realm.obey({ type: 'update', seconds: 1 / 60 });
  }

  async hold(code: 'KeyW' | 'KeyD', seconds: number): Promise<void> {
    await this.#realm.page.keyboard.down(code);
    await this.until(`${code} down`, ({ keys }) => keys.includes(code));
    await this.#realm.obey({ type: 'update', seconds });
    await this.#realm.page.keyboard.up(code);
    await this.until(`${code} up`, ({ keys }) => !keys.includes(code));
  }

  /** A pen that is held at an angle, and presses harder as it goes. */
  async stroke(from: Place, to: Place): Promise<void> {
    this.#devtools ??= await this.#realm.page.createCDPSession();
    const send = async (type: 'mouseMoved' | 'mousePressed' | 'mouseReleased', [x, y]: Place, force: number) => {
      const held = { pointerType: 'pen', tiltX: 30, tiltY: -20, twist: 45, clickCount: 1 } as const;
      const buttons = force > 0 ? 1 : 0;
      const button = type === 'mouseMoved' && force === 0 ? 'none' : 'left';
      await this.#devtools?.send('Input.dispatchMouseEvent', { ...held, type, x, y, force, button, buttons });
      await this.until(
        'the pen',
        ({ pointers }) => isAt(pointers['pen'], x, y) && pointers['pen']?.buttons === buttons,
      );
    };
    await send('mouseMoved', from, 0);
    await send('mousePressed', from, 0.3);
    for (let step = 1; step <= STEPS; step++) await send('mouseMoved', between(from, to, step), 0.3 + step / 10);
    await send('mouseReleased', to, 0);
  }

  /** Two fingers along two lines, by what a touch screen sends. */
  async pinch(lines: readonly (readonly [from: Place, to: Place])[]): Promise<void> {
    this.#devtools ??= await this.#realm.page.createCDPSession();
    const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', places: readonly Place[]): Promise<void> => {
      const touchPoints = places.map(([x, y], id) => ({ x, y, id }));
      await this.#devtools?.send('Input.dispatchTouchEvent', { type, touchPoints });
      const down = places.length;
      await this.until(`${down} fingers`, ({ pointers }) => {
        const fingers = Object.entries(pointers).filter(([name]) => name.startsWith('touch'));
        const held = fingers.map(([, finger]) => finger).filter(({ buttons }) => buttons !== 0);
        return held.length === down && places.every(([x, y]) => held.some((finger) => isAt(finger, x, y)));
      });
    };
    await touch(
      'touchStart',
      lines.map(([from]) => from),
    );
    for (let step = 1; step <= STEPS; step++) {
      await touch(
        'touchMove',
        lines.map(([from, to]) => between(from, to, step)),
      );
      await this.#realm.obey({ type: 'update', seconds: 1 / 60 });
    }
    await touch('touchEnd', []);
    await this.#realm.obey({ type: 'update', seconds: 1 / 60 });
  }
}

const STEPS = 4;

function between(from: Place, to: Place, step: number): Place {
  const at = (index: 0 | 1): number => Math.round(from[index] + ((to[index] - from[index]) * step) / STEPS);
  return [at(0), at(1)];
}

function isAt(pointer: { readonly x: number; readonly y: number } | undefined, x: number, y: number): boolean {
  return pointer !== undefined && Math.abs(pointer.x - x) < NEAR && Math.abs(pointer.y - y) < NEAR;
}
