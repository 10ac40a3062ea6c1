/**
 * Fingers, pens, trackpads, gamepads and sensors in a real browser, and the events that a scene gets of them, one by one.
 * The files in `traces/` say what browsers report of such devices.
 */
import { readFile } from 'node:fs/promises';
import type { CDPSession, HTTPRequest, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

type Told = readonly (string | number | null)[];

interface Finger {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly radiusX?: number;
  readonly radiusY?: number;
  readonly force?: number;
}

interface TouchTrace {
  readonly name: string;
  readonly mode: string;
  readonly steps: readonly (readonly [type: 'touchStart' | 'touchMove' | 'touchEnd', fingers: readonly Finger[]])[];
  readonly expected: readonly Told[];
}

interface PenTrace {
  readonly name: string;
  readonly steps: readonly {
    readonly type: 'mouseMoved' | 'mousePressed' | 'mouseReleased';
    readonly x: number;
    readonly y: number;
  }[];
  readonly expected: readonly Told[];
}

interface WheelTrace {
  readonly name: string;
  readonly steps: readonly { readonly deltaX: number; readonly deltaY: number; readonly modifiers?: number }[];
  readonly expected: readonly Told[];
}

interface GamepadTrace {
  readonly name: string;
  readonly id: string;
  readonly steps: readonly { readonly axes: number[]; readonly buttons: Readonly<Record<string, number>> }[];
  readonly expected: readonly string[];
}

async function readTraces<T>(name: string): Promise<readonly T[]> {
  const text = await readFile(new URL(`traces/${name}.json`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { traces: readonly T[] }).traces;
}

const touches = await readTraces<TouchTrace>('touch');
const pens = await readTraces<PenTrace>('pen');
const wheels = await readTraces<WheelTrace>('wheel');
const gamepads = await readTraces<GamepadTrace>('gamepads');

/** A page on a touch screen that shows the scene of events. */
class DevicePage {
  readonly view: EmbeddingPage;
  readonly cdp: CDPSession;
  #seen = 0;

  constructor(view: EmbeddingPage, cdp: CDPSession) {
    this.view = view;
    this.cdp = cdp;
  }

  /** What the scene was told of since the last call, once `count` fits. */
  async told(fits: (events: readonly Told[]) => boolean): Promise<readonly Told[]> {
    const all = async (): Promise<readonly Told[]> => {
      const messages = await this.view.events('message');
      return messages.flatMap(({ data }) => (data as { told: readonly Told[] }).told).slice(this.#seen);
    };
    const events = await this.view.until('the events', async () => {
      const now = await all();
      return fits(now) && now;
    });
    this.#seen += events.length;
    return events;
  }

  async wish(wish: object): Promise<void> {
    await this.view.send(wish);
  }

  async set(property: string, value: unknown): Promise<void> {
    await this.view.page.evaluate(
      async (name, to) => {
        const view = document.querySelector('remote-view') as unknown as Record<string, unknown>;
        view[name] = to;
        await view['updateComplete'];
      },
      property,
      value,
    );
  }

  async touch([type, fingers]: TouchTrace['steps'][number]): Promise<void> {
    await this.cdp.send('Input.dispatchTouchEvent', { type, touchPoints: fingers.map((finger) => ({ ...finger })) });
    // As far apart as a screen's refreshes: browsers join what comes sooner.
    await new Promise((resolve) => setTimeout(resolve, 40));
  }

  /** Middle of what matches in the element. */
  async place(selector: string): Promise<{ x: number; y: number }> {
    return this.view.until(`a ${selector}`, () =>
      this.view.page.evaluate((wanted) => {
        const found = document.querySelector('remote-view')?.shadowRoot?.querySelector(wanted);
        if (found === null || found === undefined) return undefined;
        const { left, top, width, height } = found.getBoundingClientRect();
        return { x: left + width / 2, y: top + height / 2 };
      }, selector),
    );
  }
}

describe('devices', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  const open = async (
    attributes = '',
    before?: () => void,
    prepare?: (page: Page) => Promise<void>,
  ): Promise<DevicePage> => {
    const hooks = { ...(before !== undefined && { before }), ...(prepare !== undefined && { prepare }) };
    const options = { src: stack.url, scene: 'devices', attributes, ...hooks };
    const view = await EmbeddingPage.open(chromium.browser, options);
    await view.page.setViewport({ width: 680, height: 400, hasTouch: true });
    await view.page.bringToFront();
    await view.waitForEvent('firstframe');
    return new DevicePage(view, await view.page.createCDPSession());
  };

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([startStack({ scenes: ['benchmarks/e2e/scenes'] }), launchChromium()]);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  describe('fingers', () => {
    let device: DevicePage;
    beforeAll(async () => {
      device = await open('touch-mode="direct"');
    });

    it.each(touches)('$name', async ({ mode, steps, expected }) => {
      await device.set('touchMode', 'direct');
      await device.set('touchMode', mode);
      if (mode === 'trackpad') await device.place('.touch-cursor');
      for (const step of steps) await device.touch(step);
      const events = await device.told((told) => told.length >= expected.length);
      expect(events.map((event, index) => event.slice(0, expected[index]?.length))).toEqual(expected);
    });

    it('pull the sticks and press the buttons of the scene, as a gamepad and as keys', async () => {
      await device.set('touchMode', 'auto');
      await device.wish({
        mode: 'gamepad',
        layout: [
          { kind: 'stick', label: 'Move', zone: 'left', stick: 'left' },
          { kind: 'button', label: 'Jump', zone: 'right', button: 0 },
          { kind: 'button', label: 'Map', zone: 'top-right', key: 'KeyM' },
        ],
      });
      const stick = await device.place('.touch-stick');
      await device.touch(['touchStart', [{ id: 0, ...stick }]]);
      await device.touch(['touchMove', [{ id: 0, x: stick.x + 200, y: stick.y }]]);
      const [connected, pulled] = await device.told((told) => told.some(([, at]) => String(at).startsWith('1,0,0,0 ')));
      expect(connected).toEqual(['gamepadconnected', 'Remote View', 'standard']);
      expect(pulled?.[0]).toBe('pad');
      await device.touch(['touchEnd', []]);
      await device.told((told) => told.some(([, at]) => at === `0,0,0,0 ${'0'.repeat(17)}`));
      const jump = await device.place('.right .touch-button');
      await device.touch(['touchStart', [{ id: 0, ...jump }]]);
      expect(await device.told((told) => told.length > 0)).toEqual([['pad', `0,0,0,0 1${'0'.repeat(16)}`]]);
      await device.touch(['touchEnd', []]);
      await device.told((told) => told.length > 0);
      await device.touch(['touchStart', [{ id: 0, ...(await device.place('.top-right .touch-button')) }]]);
      await device.touch(['touchEnd', []]);
      expect(await device.told((told) => told.length > 1)).toEqual([
        ['keydown', 'KeyM', 'm', ''],
        ['keyup', 'KeyM', 'm', ''],
      ]);
    });

    it('beside the controls are still the scene’s own, and the controls can be turned round', async () => {
      await device.touch(['touchStart', [{ id: 0, x: 320, y: 60 }]]);
      await device.touch(['touchEnd', []]);
      expect((await device.told((told) => told.length > 2)).map(([type]) => type)).toEqual([
        'pointerdown',
        'pointerup',
        'click',
      ]);
      const before = await device.place('.touch-stick');
      await device.set('leftHanded', true);
      const after = await device.place('.touch-stick');
      expect(before.x).toBeLessThan(320);
      expect(after.x).toBeGreaterThan(320);
      await device.told((told) => told.some(([type]) => type === 'gamepaddisconnected'));
    });

    it('let go of a stick when the page switches input off, and its gamepad is gone', async () => {
      const stick = await device.place('.touch-stick');
      await device.touch(['touchStart', [{ id: 0, ...stick }]]);
      await device.touch(['touchMove', [{ id: 0, x: stick.x + 200, y: stick.y }]]);
      await device.told((told) => told.some(([, at]) => String(at).startsWith('1,0,0,0 ')));
      await device.set('noInput', true);
      const last = await device.told((told) => told.some(([type]) => type === 'gamepaddisconnected'));
      expect(last.at(-1)).toEqual(['pad', '']);
      await device.touch(['touchEnd', []]);
      await device.set('noInput', false);
    });

    it('scroll the page where the view takes no input, and there alone', async () => {
      const swipe = async (): Promise<number> => {
        await device.touch(['touchStart', [{ id: 0, x: 320, y: 300 }]]);
        for (const y of [280, 240, 200, 160]) await device.touch(['touchMove', [{ id: 0, x: 320, y }]]);
        await device.touch(['touchEnd', []]);
        return device.view.page.evaluate(() => scrollY);
      };
      await device.view.page.evaluate(() => void (document.body.style.height = '3000px'));
      await device.set('touchMode', 'direct');
      expect(await swipe()).toBe(0);
      await device.set('noInput', true);
      await device.view.until('the page to scroll', async () => (await swipe()) > 0);
      await device.view.close();
    });
  });

  describe('pens and wheels', () => {
    let device: DevicePage;
    beforeAll(async () => {
      device = await open();
    });
    afterAll(() => device.view.close());

    it.each(pens)('$name', async ({ steps, expected }) => {
      // Away and in again: the page's first word of this pen.
      await device.cdp.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x: 660, y: 390 });
      await device.told(() => true);
      for (const step of steps) {
        await device.cdp.send('Input.dispatchMouseEvent', { pointerType: 'pen', ...step });
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
      const events = await device.told((told) => told.some(([type]) => type === 'click'));
      const wanted = expected[0]?.[0] === 'pointermove' ? events : events.slice(events.findIndex(isPress));
      expect(wanted.map((event) => event.slice(0, 7))).toEqual(expected);
    });

    it.each(wheels)('$name', async ({ steps, expected }) => {
      for (const step of steps) {
        await device.cdp.send('Input.dispatchMouseEvent', { type: 'mouseWheel', x: 320, y: 180, ...step });
      }
      const isWheel = ([type]: Told): boolean => type === 'wheel';
      const events = await device.told((told) => told.filter(isWheel).length >= expected.length);
      expect(events.filter(isWheel)).toEqual(expected);
    });
  });

  describe('gamepads', () => {
    let device: DevicePage;
    beforeAll(async () => {
      device = await open('', () => {
        const pad = {
          id: '',
          index: 0,
          connected: true,
          mapping: 'standard',
          timestamp: 0,
          axes: [0, 0, 0, 0],
          buttons: Array.from({ length: 17 }, () => ({ pressed: false, touched: false, value: 0 })),
          vibrationActuator: {
            effects: ['dual-rumble'],
            playEffect: async (effect: string, params: object) => {
              Object.assign(globalThis, { played: [effect, params] });
              return 'complete';
            },
          },
        };
        Object.assign(globalThis, { pad });
        navigator.getGamepads = () => [pad] as unknown as Gamepad[];
      });
      await device.view.page.mouse.click(320, 180);
      await device.told((told) => told.some(([type]) => type === 'pad'));
    });
    afterAll(() => device.view.close());

    it.each(gamepads)('$name', async ({ id, steps, expected }) => {
      for (const [index, step] of steps.entries()) {
        await device.view.page.evaluate(
          (name, { axes, buttons }) => {
            const { pad } = globalThis as unknown as { pad: { id: string; axes: number[]; buttons: object[] } };
            const values = pad.buttons.map((_button, place) => buttons[place] ?? 0);
            const states = values.map((value) => ({ pressed: value >= 0.1, touched: value > 0, value }));
            Object.assign(pad, { id: name, axes, buttons: states });
          },
          id,
          step,
        );
        expect(await device.told((told) => told.length > 0)).toEqual([['pad', expected[index]]]);
      }
    });

    it('rumble as the scene wishes, and refuse what they cannot', async () => {
      await device.wish({ rumble: { effect: 'dual-rumble', params: { duration: 100, strongMagnitude: 1 } } });
      expect(await device.told((told) => told.length > 0)).toEqual([['rumbled', 'complete']]);
      const played = await device.view.page.evaluate(() => (globalThis as unknown as { played: unknown }).played);
      expect(played).toEqual(['dual-rumble', expect.objectContaining({ duration: 100, strongMagnitude: 1 })]);
      await device.wish({ rumble: { effect: 'trigger-rumble', params: { duration: 100 } } });
      expect(await device.told((told) => told.length > 0)).toEqual([['rumbled', 'NotSupportedError']]);
    });
  });

  it('sticks that a scene no longer wishes for are not laid when they come late', async () => {
    const held: HTTPRequest[] = [];
    const device = await open('', undefined, async (page) => {
      await page.setRequestInterception(true);
      page.on('request', (request) => {
        if (request.url().includes('/touch-')) held.push(request);
        else void request.continue();
      });
    });
    await device.view.page.evaluate(() => {
      const root = document.querySelector('remote-view')!.shadowRoot!;
      const laid: string[] = [];
      Object.assign(globalThis, { laid });
      const look = (): void => {
        for (const found of root.querySelectorAll('.touch-stick, .touch-cursor')) laid.push(found.classList[0]!);
      };
      new MutationObserver(look).observe(root, { childList: true, subtree: true });
    });
    await device.wish({ mode: 'gamepad' });
    await device.view.until('the part to be asked for', async () => held.length > 0);
    await device.wish({ mode: 'direct' });
    await device.set('touchMode', 'trackpad');
    for (const request of held) await request.continue();
    await device.place('.touch-cursor');
    expect(await device.view.page.evaluate(() => (globalThis as unknown as { laid: string[] }).laid)).not.toContain(
      'touch-stick',
    );
    await device.view.close();
  });

  it('the sensors are heard on request, in degrees of the device', async () => {
    const device = await open();
    const turn = async (alpha: number): Promise<void> =>
      device.view.page.evaluate((to) => {
        dispatchEvent(new DeviceOrientationEvent('deviceorientation', { alpha: to, beta: 45, gamma: -30.5 }));
        const accelerationIncludingGravity = { x: 0, y: 0, z: 9.81 };
        dispatchEvent(new DeviceMotionEvent('devicemotion', { accelerationIncludingGravity, interval: 16 }));
      }, alpha);
    const request = async (): Promise<string> =>
      device.view.page.evaluate(async () => {
        const view = document.querySelector('remote-view') as unknown as { requestDeviceOrientation(): Promise<void> };
        return view.requestDeviceOrientation().then(
          () => 'granted',
          (refused: { code: string }) => refused.code,
        );
      });
    await turn(10);
    expect(await request()).toBe('sensors-denied');
    const origin = new URL(device.view.page.url()).origin;
    await device.cdp.send('Browser.grantPermissions', { permissions: ['sensors'], origin });
    expect(await request()).toBe('granted');
    await turn(90);
    const events = await device.told((told) => told.some(([type]) => type === 'motion'));
    expect(events).toEqual([
      ['orientation', 90, 45, -30.5],
      ['motion', 9.81],
    ]);
    // Another session has not asked.
    await device.view.page.evaluate(() => {
      const view = document.querySelector('remote-view') as unknown as { disconnect(): void; connect(): void };
      view.disconnect();
      view.connect();
    });
    await device.view.until('another session', async () => (await device.view.events('firstframe')).length === 2);
    await turn(10);
    expect(await request()).toBe('granted');
    await turn(20);
    const [first] = await device.told((told) => told.some(([, alpha]) => alpha === 20));
    expect(first).toEqual(['orientation', 20, 45, -30.5]);
    await device.view.close();
  });

  it('what a page holds is let go while the page hangs, and held again behind it', async () => {
    const device = await open();
    const { page } = device.view;
    await page.mouse.click(320, 180);
    await page.keyboard.down('w');
    await device.told((told) => told.some(([type]) => type === 'keydown'));
    await page.evaluate(() => {
      const until = performance.now() + 3_000;
      while (performance.now() < until);
    });
    const events = await device.told((told) => told.length >= 2);
    expect(events).toEqual([
      ['keyup', 'KeyW', 'w', ''],
      ['keydown', 'KeyW', 'w', ''],
    ]);
    await page.keyboard.up('w');
    expect(await device.told((told) => told.length > 0)).toEqual([['keyup', 'KeyW', 'w', '']]);
    await device.view.close();
  });
});

function isPress([type]: Told): boolean {
  return type === 'pointerdown';
}
