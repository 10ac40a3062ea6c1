/** Where the picture lies in its element, pixel by pixel, and that every input hits what is under it. */
import type { Frame } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage, type EmbedOptions, type PageEvent } from '../src/harness/embedding-page.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

interface Fractions {
  readonly x: number;
  readonly y: number;
}

const DOT =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Where the scene was told that the pointer is. */
async function pointed(frame: Frame): Promise<Fractions | undefined> {
  const seen = await frame.evaluate(() => (globalThis as unknown as { seen: PageEvent[] }).seen);
  return seen.findLast(({ type }) => type === 'message')?.['data'] as Fractions | undefined;
}

async function expectPointed(view: EmbeddingPage, expected: Fractions, frame = view.page.mainFrame()): Promise<void> {
  let last: Fractions | undefined;
  const hit = async (): Promise<boolean> => {
    last = await pointed(frame);
    return last !== undefined && Math.hypot(last.x - expected.x, last.y - expected.y) < 0.004;
  };
  await view.until('the pointer', hit, 5_000).catch(() => expect(last).toEqual(expected));
}

/** Mean difference between what is on the screen and the decoded picture, laid on it pixel by pixel; of 255. */
async function differenceOnScreen(view: EmbeddingPage): Promise<number> {
  const clip = await view.page.evaluate(() => {
    const { x, y, width, height } = document.querySelector('remote-view')!.getBoundingClientRect();
    return { x, y, width, height };
  });
  const screenshot = await view.page.screenshot({ clip, encoding: 'base64' });
  return view.page.evaluate(async (shot) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${shot}`)).blob());
    const video = document.querySelector('remote-view')!.shadowRoot!.querySelector('video')!;
    // Without the odd pixel at the edge.
    const width = Math.min(image.width, video.videoWidth) - 2;
    const height = Math.min(image.height, video.videoHeight) - 2;
    const pixels = (source: CanvasImageSource): Uint8ClampedArray => {
      const context = new OffscreenCanvas(width, height).getContext('2d')!;
      context.drawImage(source, 0, 0);
      return context.getImageData(0, 0, width, height).data;
    };
    const [seen, decoded] = [pixels(image), pixels(video)];
    return seen.reduce((sum, value, index) => sum + Math.abs(value - decoded[index]!), 0) / seen.length;
  }, screenshot);
}

describe('the picture in its element', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  const open = async (options: Partial<EmbedOptions> = {}, browser = chromium.browser): Promise<EmbeddingPage> => {
    const view = await EmbeddingPage.open(browser, {
      src: stack.url,
      scene: 'pattern',
      width: 320,
      height: 180,
      ...options,
    });
    await view.page.bringToFront();
    await view.waitForEvent('firstframe');
    return view;
  };
  /** Of a session that several pages join, as attributes of the element. */
  const session = async (): Promise<string> => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ scene: 'pattern' });
    const response = await fetch(`${stack.url}/v1/sessions`, { method: 'POST', headers, body });
    const { id, token } = (await response.json()) as { id: string; token: string };
    return `session="${id}" token="${token}"`;
  };
  /** The picture has the size that its element wants. */
  const fitted = async (view: EmbeddingPage, width: number, height: number): Promise<void> => {
    await view.until(`${width}x${height}`, async () => {
      const size = await view.videoSize();
      return size.width === width && size.height === height;
    });
  };

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([
      startStack({ scenes: ['benchmarks/e2e/scenes'], capacity: 8 }),
      launchChromium(),
    ]);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it.each([
    ['at 1 device pixel for a CSS pixel', 1, 320, 180],
    ['at 2', 2, 240, 134],
    ['at 3', 3, 160, 90],
    ['at 1.5', 1.5, 240, 134],
    ['in odd sizes', 1, 321, 181],
    ['at 1.5 in a fractional size', 1.5, 220.4, 120.7],
  ])('has one of its pixels on one of the screen: %s', async (_how, devicePixelRatio, width, height) => {
    // An emulated ratio says nothing of real screens: a browser of its own.
    const other = await launchChromium({ args: [`--force-device-scale-factor=${devicePixelRatio}`] });
    const view = await open({ width, height, devicePixelRatio: 0 }, other.browser);
    expect(await view.page.evaluate(() => devicePixelRatio)).toBe(devicePixelRatio);
    const even = (side: number): number => 2 * Math.ceil(Math.round(side * devicePixelRatio) / 2);
    await fitted(view, even(width), even(height));
    await view.send({ still: true });
    // Half a pixel beside it would be grey where black and white are.
    await view.until('a sharp picture', async () => (await differenceOnScreen(view)) < 8);
    await view.page.evaluate(() => (document.querySelector('remote-view')!.style.scale = '0.99'));
    expect(await differenceOnScreen(view), 'one that is not 1:1 would be noticed').toBeGreaterThan(30);
    await view.close();
    await other.close();
  });

  it('has the pixels of a screen that developer tools emulate', async () => {
    const view = await open({ devicePixelRatio: 1.5 });
    await fitted(view, 480, 270);
    await view.page.evaluate(() => (document.querySelector('remote-view')!.style.zoom = '0.75'));
    await fitted(view, 360, 204);
    await view.close();
  });

  it('has one of its pixels on one of the screen under CSS zoom, also where that undoes the ratio of the screen', async () => {
    const other = await launchChromium({ args: ['--force-device-scale-factor=2'] });
    const view = await open({ width: 320, height: 180, devicePixelRatio: 0 }, other.browser);
    for (const [zoom, width, height] of [
      [0.5, 320, 180],
      [0.75, 480, 270],
    ] as const) {
      await view.page.evaluate((value) => (document.querySelector('remote-view')!.style.zoom = String(value)), zoom);
      await fitted(view, width, height);
      await view.send({ still: true });
      await view.until('a sharp picture', async () => (await differenceOnScreen(view)) < 8);
      await view.send({ still: false });
    }
    await view.close();
    await other.close();
  });

  it('is asked for in a new size once, after its element was dragged to it', async () => {
    const view = await open({
      before: () => {
        const resizes: number[] = [];
        (globalThis as unknown as { resizes: number[] }).resizes = resizes;
        const { send } = RTCDataChannel.prototype;
        RTCDataChannel.prototype.send = function (data: unknown) {
          const bytes = data as Uint8Array;
          // [7, width, height, ratio]
          if (this.label === 'events' && bytes[0] === 0x94 && bytes[1] === 7) resizes.push(performance.now());
          send.call(this, bytes as never);
        };
      },
    });
    const count = async (): Promise<number> =>
      view.page.evaluate(() => (globalThis as unknown as { resizes: number[] }).resizes.length);
    expect(await count()).toBe(1);
    await view.page.evaluate(async () => {
      const view = document.querySelector('remote-view')!;
      for (let step = 1; step <= 20; step++) {
        view.style.width = `${320 - 4 * step}px`;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    });
    await fitted(view, 240, 180);
    expect(await count()).toBe(2);
    await view.close();
  });

  it('is hit where it is clicked, however it is fitted', async () => {
    const attributes = await session();
    const view = await open({ attributes: `${attributes} position="left bottom"` });
    // The picture takes the shape of the newest viewer: in the first one's element it is another.
    const other = await open({ width: 200, height: 200, attributes });
    await fitted(view, 200, 200);
    await view.page.bringToFront();
    // As the browser itself lays out a picture of this size.
    const shown = {
      contain: [180, 180],
      cover: [320, 320],
      fill: [320, 180],
      none: [200, 200],
      'scale-down': [180, 180],
      nonsense: [180, 180],
    };
    for (const [fit, [width, height]] of Object.entries(shown) as [string, [number, number]][]) {
      await view.page.evaluate((word) => document.querySelector('remote-view')!.setAttribute('fit', word), fit);
      await view.page.mouse.move(1, 1);
      await view.page.mouse.move(60, 90);
      await expectPointed(view, { x: 60 / width, y: (90 - (180 - height)) / height });
      const { objectFit, objectPosition } = await view.page.evaluate(() => {
        const video = document.querySelector('remote-view')!.shadowRoot!.querySelector('video')!;
        return { ...getComputedStyle(video) };
      });
      expect([objectFit, objectPosition]).toEqual([fit === 'nonsense' ? 'contain' : fit, '0% 100%']);
    }
    await other.close();
    await view.close();
  });

  it('shows its own pixels with fit="none" on any screen', async () => {
    const attributes = await session();
    const dense = await launchChromium({ args: ['--force-device-scale-factor=2'] });
    const view = await open(
      { width: 160, height: 160, devicePixelRatio: 0, attributes: `${attributes} fit="none" position="left top"` },
      dense.browser,
    );
    const other = await open({ width: 240, height: 200, attributes });
    await fitted(view, 240, 200);
    await view.send({ still: true });
    await view.page.bringToFront();
    await view.page.mouse.move(1, 1);
    await view.page.mouse.move(60, 50);
    await expectPointed(view, { x: 120 / 240, y: 100 / 200 });
    await view.until('its pixels', async () => (await differenceOnScreen(view)) < 8);
    await other.close();
    await view.close();
    await dense.close();
  });

  it('is hit where it is clicked, whatever CSS makes of what it lies in', async () => {
    const view = await open();
    await view.page.setViewport({ width: 700, height: 600 });
    await view.page.evaluate(() => {
      const frame = document.createElement('div');
      frame.style.cssText = 'position:absolute; left:200px; top:160px; transform-origin:0 0';
      document.body.append(frame);
      frame.append(document.querySelector('remote-view')!);
    });
    const transforms = [
      'rotate(30deg) scale(0.8)',
      'rotate(180deg) scale(0.6)',
      'scaleX(-0.6)',
      'skewX(20deg) scale(0.7, 1.2)',
      'perspective(500px) rotateY(40deg)',
    ];
    for (const [index, transform] of transforms.entries()) {
      const fractions = { x: 0.2 + index / 20, y: 0.6 };
      const at = await view.page.evaluate(
        (css, { x, y }) => {
          document.querySelector('remote-view')!.parentElement!.style.transform = css;
          const moved = new DOMMatrix(css).transformPoint(new DOMPoint(x * 320, y * 180));
          return { x: 200 + moved.x / moved.w, y: 160 + moved.y / moved.w };
        },
        transform,
        fractions,
      );
      await view.page.mouse.move(at.x + 3, at.y);
      await view.page.mouse.move(at.x, at.y);
      await expectPointed(view, fractions);
    }
    await view.close();
  });

  it('is hit where it is clicked in a page that is scrolled and zoomed, and in fullscreen', async () => {
    const view = await open();
    await view.page.setViewport({ width: 700, height: 600 });
    await view.page.evaluate(() => {
      document.body.style.cssText = 'margin:0; zoom:1.25; padding:300px 40px 2000px';
      scrollTo(0, 250);
    });
    const box = await view.page.evaluate(() => {
      const { x, y, width, height } = document.querySelector('remote-view')!.getBoundingClientRect();
      return { x, y, width, height };
    });
    expect([box.width, box.height]).toEqual([400, 225]);
    await view.page.mouse.move(box.x + 10, box.y + 10);
    await view.page.mouse.move(box.x + 0.3 * 400, box.y + 0.7 * 225);
    await expectPointed(view, { x: 0.3, y: 0.7 });
    await fitted(view, 400, 226);
    await view.page.evaluate(async () => document.querySelector('remote-view')!.requestFullscreen());
    const { width, height } = await view.page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
    await view.until('another size', async () => (await view.videoSize()).width !== 400);
    await view.page.mouse.move(10, 10);
    await view.page.mouse.move(0.6 * width, 0.2 * height);
    await expectPointed(view, { x: 0.6, y: 0.2 });
    await view.close();
  });

  it('is hit where it is clicked in an iframe', async () => {
    const view = await open();
    await view.page.setViewport({ width: 800, height: 600 });
    await view.page.evaluate(() => {
      const frame = document.createElement('iframe');
      frame.style.cssText = 'position:absolute; left:60px; top:200px; border:7px solid; width:400px; height:300px';
      frame.src = location.href;
      document.body.append(frame);
    });
    const inner = await view.until('the frame', async () => view.page.frames()[1]);
    await view.until('its picture', async () =>
      inner.evaluate(() =>
        (globalThis as unknown as { seen?: PageEvent[] }).seen?.some(({ type }) => type === 'firstframe'),
      ),
    );
    await view.page.mouse.move(70, 210);
    await view.page.mouse.move(67 + 0.4 * 320, 207 + 0.3 * 180);
    await expectPointed(view, { x: 0.4, y: 0.3 }, inner);
    await view.close();
  });

  it('has the cursor of the scene at once, drawn by the browser, without a part that is fetched for it', async () => {
    const view = await open();
    const cursor = async (): Promise<string> =>
      view.page.evaluate(() => {
        const stage = document.querySelector('remote-view')!.shadowRoot!.querySelector('.stage')!;
        return getComputedStyle(stage).cursor;
      });
    const set = async (style: string, shown: string): Promise<void> => {
      await view.send({ cursor: style });
      await view.until(style, async () => (await cursor()) === shown);
    };
    await view.page.mouse.move(100, 100);
    await set('grab', 'grab');
    await set('none', 'none');
    await set(`url(${DOT}) 3 4, move`, `url("${DOT}") 3 4, move`);
    await set(`image-set(url(${DOT}) 2x) 3 4, move`, `image-set(url("${DOT}") 2dppx) 3 4, move`);
    await set('url(https://example.test/cursor.png), help', 'help');
    await set('crosshair', 'crosshair');
    const parts = await view.page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    expect(parts.filter((name) => name.includes('semantics'))).toEqual([]);
    // Nobody acts here: the page's own cursor.
    await view.page.evaluate(() => document.querySelector('remote-view')!.setAttribute('no-input', ''));
    await view.until('no cursor', async () => (await cursor()) === 'auto');
    await view.close();
  });
});
