/**
 * The element in a Firefox that is installed (`firefox-esr` of Debian), by real moves, keys and touches of WebDriver BiDi. What
 * differs from Chromium is in docs/embedding.md, "Browsers": its WebRTC has no H.264 here, so all of this goes over the
 * gateway's WebSocket. WebDriver BiDi has no input methods, and so there are no compositions here.
 */
import type { RemoteView } from '@remote-view/viewer';
import axe from 'axe-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LaunchedBrowser } from '../src/harness/chromium.ts';
import { isBlue, isRed } from '../src/harness/colours.ts';
import { dragQuarterTurn } from '../src/harness/orbit-drag.ts';
import { EmbeddingPage, type EmbedOptions } from '../src/harness/embedding-page.ts';
import { findFirefox, launchFirefox } from '../src/harness/firefox.ts';
import { keepSockets } from '../src/harness/kept-sockets.ts';
import { soundProblem } from '../src/harness/sound-engine.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

const firefox = findFirefox();
if (firefox === undefined) console.warn('Skipped: no Firefox here; install firefox-esr, or name one in FIREFOX.');

type Told = readonly (string | number | null)[];

describe.skipIf(firefox === undefined)('in Firefox', () => {
  let stack: Stack;
  let browser: LaunchedBrowser;
  let said: string[];
  const views: EmbeddingPage[] = [];

  const load = async (scene: string, attributes = '', more: Partial<EmbedOptions> = {}): Promise<EmbeddingPage> => {
    const view = await EmbeddingPage.open(browser.browser, {
      ...{ src: stack.url, scene, attributes },
      prepare: async (page) =>
        void page.on('console', (line) => {
          if (['error', 'warn'].includes(line.type())) said.push(line.text());
        }),
      ...more,
    });
    views.push(view);
    await view.page.bringToFront();
    return view;
  };
  const open = async (...of: Parameters<typeof load>): Promise<EmbeddingPage> => {
    const view = await load(...of);
    await view.waitForEvent('firstframe', () => true, 30_000);
    return view;
  };

  beforeAll(async () => {
    const scenes = ['benchmarks/e2e/scenes', 'renderer-host/scenes'];
    [stack, browser] = await Promise.all([startStack({ scenes }), launchFirefox(firefox!)]);
  }, 90_000);
  beforeEach(() => {
    said = [];
  });
  const closeViews = async (): Promise<void> => {
    const problems = views.flatMap((view) => view.problems);
    for (const view of views.splice(0)) {
      await disconnect(view);
      await view.close();
    }
    expect([...problems, ...said]).toEqual([]);
  };
  afterEach(closeViews);
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it('the picture comes over the WebSocket by itself, and its stats say so', async () => {
    const view = await open('keys');
    expect(await view.state()).toBe('live');
    await view.until('a blue picture', async () => isBlue(await view.colourAt(0.5, 0.5)));
    expect(await view.stats()).toMatchObject({ state: 'live', transport: 'websocket', codec: 'video/H264' });
    expect((await view.events('statechange')).map(({ state }) => state)).toEqual(['connecting', 'live']);
  });

  it('where the page asks for WebRTC alone, it says that this browser cannot play the stream', async () => {
    const view = await load('keys', 'transport="webrtc"');
    expect(await view.waitForEvent('error')).toMatchObject({ code: 'sdp-no-h264', retry: false });
    expect(await view.state()).toBe('failed');
  });

  it('a drag orbits the camera as it does in Chromium, and the wheel zooms', async () => {
    const view = await open('orbit');
    const camera = await dragQuarterTurn(view);
    expect(camera.data).toMatchObject({ polar: expect.closeTo(Math.PI / 2, 1) as number });
    await view.page.mouse.wheel({ deltaY: -300 });
    await view.waitForEvent('message', ({ data }) => (data as { distance: number }).distance < 2.9);
  });

  it('keys change the picture, and are let go of when the focus goes', async () => {
    const view = await open('keys');
    await view.page.mouse.click(100, 100);
    await view.page.keyboard.down('r');
    await view.until('red while the key is down', async () => isRed(await view.colourAt(0.5, 0.5)));
    await view.page.evaluate(() => (document.querySelector('remote-view') as HTMLElement).blur());
    await view.until('blue after the focus went', async () => isBlue(await view.colourAt(0.5, 0.5)));
    expect(await captured(view)).toBe(false);
  });

  it('fingers and the wheel come as they are, and a microphone is refused with a reason', async () => {
    const view = await open('devices');
    const { mouse, touchscreen } = view.page;
    await mouse.move(200, 100);
    await mouse.wheel({ deltaX: -3, deltaY: 40 });
    const first = await touchscreen.touchStart(200, 100);
    const second = await touchscreen.touchStart(300, 120);
    await second.move(320, 140);
    await second.end();
    await first.end();
    const told = await view.until('the fingers', async () => {
      const all = await toldBy(view);
      return all.filter(([type]) => type === 'pointerup').length === 2 && all;
    });
    expect(told.filter(([type]) => type === 'wheel')).toEqual([['wheel', -3, 40, '']]);
    expect(told.filter(([, pointer]) => pointer === 'touch').map((event) => event.slice(0, 4))).toEqual([
      ['pointerdown', 'touch', 200, 100],
      ['pointerdown', 'touch', 300, 120],
      ['pointermove', 'touch', 320, 140],
      ['pointerup', 'touch', 320, 140],
      ['pointerup', 'touch', 200, 100],
    ]);
    expect(await refusal(view, async (element) => element.startMicrophone())).toBe('microphone-unavailable');
  });

  it('a file that is dropped goes over the WebSocket, and what the scene makes of it comes back', async () => {
    const view = await open('model');
    const { page } = view;
    await view.until('what the scene takes', async () => (await property(view, 'acceptedFiles')) !== null);
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([new Uint8Array(300_000).fill(200)], 'noise.glb'));
      const element = document.querySelector('remote-view')!;
      element.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    });
    await page.waitForFunction(() =>
      document
        .querySelector('remote-view')!
        .shadowRoot!.querySelector('[part~=file-note]')
        ?.textContent?.includes('no glTF file'),
    );
    expect(await refusal(view, async (element) => element.sendFile(new File(['x'], 'x.txt')))).toBe('file-refused');
  });

  it('the picture is hit where it is clicked: fitted, dense, in a new size and turned in space', async () => {
    const view = await open('pattern', 'fit="cover" position="left"', { width: 160, height: 90 });
    const { page } = view;
    const at = async (x: number, y: number, expected: readonly [number, number]): Promise<void> =>
      void (await view.until(`the pointer at ${expected.join()}`, async () => {
        await page.mouse.move(x + 2, y);
        await page.mouse.move(x, y);
        const last = (await view.events('message')).at(-1)?.data as { x: number; y: number } | undefined;
        return last !== undefined && Math.hypot(last.x - expected[0], last.y - expected[1]) < 0.004;
      }));
    const fitted = async (width: number, height: number): Promise<void> => {
      await view.until(`${width}x${height}`, async () => {
        const size = await view.videoSize();
        return size.width === width && size.height === height;
      });
    };
    await fitted(160, 90);
    await at(40, 54, [0.25, 0.6]);
    await page.setViewport({ width: 500, height: 400, deviceScaleFactor: 2 });
    await fitted(320, 180);
    await at(40, 54, [0.25, 0.6]);
    await page.setViewport({ width: 500, height: 400, deviceScaleFactor: 1 });
    await page.evaluate(() => {
      document.querySelector('remote-view')!.style.width = '200px';
    });
    await fitted(200, 90);
    await at(50, 54, [0.25, 0.6]);
    const turned = await page.evaluate(() => {
      const css = 'perspective(500px) rotateY(40deg)';
      const element = document.querySelector('remote-view')!;
      Object.assign(element.style, { position: 'absolute', left: '100px', top: '80px' });
      Object.assign(element.style, { transformOrigin: '0 0', transform: css });
      const point = new DOMMatrix(css).transformPoint(new DOMPoint(50, 54));
      return { x: 100 + point.x / point.w, y: 80 + point.y / point.w };
    });
    await at(turned.x, turned.y, [0.25, 0.6]);
  });

  it('text, keys and the clipboard reach the scene, and chord and Escape give the keyboard back', async () => {
    const view = await open('text', 'clipboard="read write"');
    const { page } = view;
    const { keyboard } = page;
    const tell = async (wish: Record<string, unknown>): Promise<void> => {
      await view.send(wish);
      await heard(view, 'did', Object.keys(wish)[0]);
    };
    const withControl = async (key: 'KeyC' | 'KeyV'): Promise<void> => {
      await keyboard.down('Control');
      await keyboard.press(key);
      await keyboard.up('Control');
    };
    await page.mouse.click(100, 100);
    await tell({ write: 'from the scene' });
    await heard(view, 'written', 'done');
    await tell({ read: true });
    await heard(view, 'read', 'from the scene');
    await tell({ select: 'selected in the scene' });
    await withControl('KeyC');
    await view.until('the copied text', async () => {
      await withControl('KeyV');
      return (await saidBy(view, 'pasted')).includes('selected in the scene');
    });

    for (const key of ['Control', 'Alt', 'Shift'] as const) await keyboard.down(key);
    await keyboard.press('KeyZ');
    for (const key of ['Shift', 'Alt', 'Control'] as const) await keyboard.up(key);
    expect(await captured(view)).toBe(false);

    await page.mouse.click(100, 100);
    await tell({ request: '' });
    await view.until('the focus of the text field', () =>
      page.evaluate(() => document.querySelector('remote-view')!.shadowRoot!.activeElement?.localName === 'textarea'),
    );
    await keyboard.type('hé日x');
    for (const key of ['ArrowLeft', 'ArrowRight', 'Backspace', 'Enter'] as const) await keyboard.press(key);
    await heard(view, 'value', 'hé日\n');
    expect(await captured(view)).toBe(true);
    await keyboard.press('Escape');
    await keyboard.press('Escape');
    expect(await captured(view)).toBe(false);
  });

  it('toolbar, stats, screenshot, fullscreen, pointer lock and picture-in-picture work, and axe finds no fault', async () => {
    const view = await open('devices', 'controls stats');
    const { page } = view;
    for (const part of ['stats', 'toolbar']) await page.waitForSelector(`remote-view >>> [part~=${part}]`);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run('remote-view'),
    );
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    const shot = await page.evaluate(async () => {
      const view = document.querySelector('remote-view')!;
      const image = await createImageBitmap(await view.screenshot());
      return image.width === view.videoWidth && image.height === view.videoHeight;
    });
    expect(shot).toBe(true);

    await press(view, 'fullscreen');
    await view.until('fullscreen', () => page.evaluate(() => document.fullscreenElement?.localName === 'remote-view'));
    await view.until('the shape of the screen', async () => {
      const { width, height } = await view.videoSize();
      const shape = await page.evaluate(() => innerWidth / innerHeight);
      return Math.abs(width / height - shape) < 0.02;
    });
    await press(view, 'fullscreen');
    await view.until('no fullscreen', () => page.evaluate(() => document.fullscreenElement === null));

    await press(view, 'pointerLock');
    await view.until('the lock', () => page.evaluate(() => document.pointerLockElement?.localName === 'remote-view'));
    await page.evaluate(() => document.exitPointerLock());
    await view.until('no lock', () => page.evaluate(() => document.pointerLockElement === null));

    // Last of all: its window takes the focus. Firefox has it since 2026, and those before refuse with this code.
    const answer = await refusal(view, async (element) => void (await element.requestPictureInPicture()));
    expect(answer).toBe((await page.evaluate(() => document.pictureInPictureEnabled)) ? 'none' : UNAVAILABLE);
  });

  it.skipIf(soundProblem() !== undefined)(
    'sound comes over the WebSocket after the first press, and is muted',
    async () => {
      const view = await open('sound');
      const audible = (wanted: boolean): Promise<unknown> =>
        view.until(`audible: ${wanted}`, async () => (await property(view, 'audible')) === wanted);
      await view.page.mouse.click(100, 100);
      await audible(true);
      await view.page.evaluate(() => document.querySelector('remote-view')!.setAttribute('muted', ''));
      await audible(false);
    },
  );

  it('it is moved in the page, comes back when its socket is cut, and ends its session when it is told to', async () => {
    const view = await open('keys', '', { before: keepSockets });
    const { page } = view;
    await page.evaluate(() => {
      const section = document.createElement('section');
      document.body.append(section);
      section.append(document.querySelector('remote-view')!);
    });
    await page.evaluate(() => (globalThis as unknown as { sockets: WebSocket[] }).sockets.at(-1)!.close());
    await view.waitForEvent(
      'statechange',
      (event) => event['previous'] === 'reconnecting' && event['state'] === 'live',
    );
    expect((await view.events('statechange')).map(({ state }) => state)).toEqual([
      ...['connecting', 'live', 'reconnecting', 'live'],
    ]);
    const before = ended(stack);
    await disconnect(view);
    await view.until('the end of the session', async () => ended(stack) > before);
    expect(await view.state()).toBe('idle');
  });

  it.each([
    ['reloads', '', async ({ page }: EmbeddingPage) => void (await page.reload())],
    ['goes to another page', '', async ({ page }: EmbeddingPage) => void (await page.goto('about:blank'))],
    ['could not play its stream', 'transport="webrtc"', async (view: EmbeddingPage) => view.waitForEvent('error')],
  ])('the only slot of a host goes to who waits when a page %s', async (_what, attributes, leave) => {
    const busy = await startStack({ scenes: ['benchmarks/e2e/scenes'], capacity: 1 });
    try {
      const view = await load('keys', attributes, { src: busy.url });
      if (attributes === '') await view.waitForEvent('firstframe', () => true, 30_000);
      const next = await load('keys', '', { src: busy.url });
      if (attributes === '') await next.waitForEvent('queuechange');
      await leave(view);
      // The host would notice after 30 s, and the gateway after 60 s that nobody joins.
      await next.waitForEvent('firstframe');
      await closeViews();
      expect(busy.gateway.lines.filter((line) => line.includes('peer refused'))).toEqual([]);
    } finally {
      await busy.stop();
    }
  });

  it('two elements in a page have a session each, and end them when they are told to', async () => {
    const view = await open('keys');
    const { page } = view;
    await page.evaluate(() => {
      const second = document.querySelector('remote-view')!.cloneNode() as HTMLElement;
      second.id = 'second';
      document.body.append(second);
    });
    await view.until('the second picture', () =>
      page.evaluate(() => (document.querySelector('#second') as unknown as RemoteView).state === 'live'),
    );
    await page.evaluate(() => (document.querySelector('#second') as unknown as RemoteView).send({ colour: '#c02020' }));
    await view.waitForEvent('message', ({ data }) => 'heard' in (data as object));
    expect(isBlue(await view.colourAt(0.5, 0.5))).toBe(true);
    const before = ended(stack);
    await disconnect(view);
    await view.until('the end of both', async () => ended(stack) >= before + 2);
  });
});

const UNAVAILABLE = 'picture-in-picture-unavailable';

/** All of them in the page. */
async function disconnect(view: EmbeddingPage): Promise<void> {
  await view.page.evaluate(() => {
    for (const element of document.querySelectorAll('remote-view')) element.disconnect();
  });
}

async function captured(view: EmbeddingPage): Promise<boolean> {
  return view.page.evaluate(() => document.querySelector('remote-view')!.matches(':state(captured)'));
}

async function property(view: EmbeddingPage, name: keyof RemoteView): Promise<unknown> {
  return view.page.$eval('remote-view', (element, key) => element[key] as never, name);
}

/** What the code of the error is that a method rejects with; `none` where it does not. */
async function refusal(view: EmbeddingPage, method: (element: RemoteView) => Promise<void>): Promise<string> {
  return view.page.evaluate(
    `(${String(method)})(document.querySelector('remote-view')).then(() => 'none', ({ code }) => code)`,
  ) as Promise<string>;
}

/** Presses a control of the toolbar, which comes when the pointer moves. */
async function press({ page }: EmbeddingPage, name: string): Promise<void> {
  for (const x of [300, 310]) await page.mouse.move(x, 60);
  const control = await page.waitForSelector(`remote-view >>> [data-control=${name}]`);
  await control!.click();
}

/** What the scene `devices` was told of. */
async function toldBy(view: EmbeddingPage): Promise<readonly Told[]> {
  const messages = await view.events('message');
  return messages.flatMap(({ data }) => (data as { told: readonly Told[] }).told);
}

/** What the scene `text` has said with this name. */
async function saidBy(view: EmbeddingPage, name: string): Promise<readonly unknown[]> {
  const messages = await view.events('message');
  return messages.map(({ data }) => (data as Record<string, unknown>)[name]).filter((value) => value !== undefined);
}

async function heard(view: EmbeddingPage, name: string, value: unknown): Promise<void> {
  await view.until(`${name}: ${String(value)}`, async () => (await saidBy(view, name)).includes(value));
}

/** Sessions that the host has seen the end of. */
function ended({ host }: Stack): number {
  return host.lines.filter((line) => line.includes('the session ended')).length;
}
