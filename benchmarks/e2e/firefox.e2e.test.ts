/**
 * The element in a Firefox that is installed (`firefox-esr` of Debian). What differs from Chromium is in
 * docs/embedding.md, "Browsers": its WebRTC has no H.264 here, so the picture comes over the gateway's WebSocket.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { findFirefox, launchFirefox } from '../src/harness/firefox.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

const firefox = findFirefox();
if (firefox === undefined) console.warn('Skipped: no Firefox here; install firefox-esr, or name one in FIREFOX.');

const isRed = ([red, , blue]: readonly number[]): boolean => red! > 150 && blue! < 80;
const isBlue = ([red, , blue]: readonly number[]): boolean => red! < 80 && blue! > 150;

describe.skipIf(firefox === undefined)('in Firefox', () => {
  let stack: Stack;
  let browser: LaunchedBrowser;
  const open = async (scene: string, attributes = ''): Promise<EmbeddingPage> => {
    const view = await EmbeddingPage.open(browser.browser, { src: stack.url, scene, attributes });
    await view.page.bringToFront();
    await view.waitForEvent('firstframe', () => true, 30_000);
    return view;
  };

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack({ scenes: ['benchmarks/e2e/scenes'] }), launchFirefox(firefox!)]);
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it('the picture comes over the WebSocket by itself, and its stats say so', async () => {
    const view = await open('keys');
    expect(await view.state()).toBe('live');
    await view.until('a blue picture', async () => isBlue(await view.colourAt(0.5, 0.5)));
    expect(await view.stats()).toMatchObject({ state: 'live', transport: 'websocket', width: 640, height: 360 });
    expect(view.problems).toEqual([]);
    await view.close();
  });

  it('keys change the picture, and are let go of when the focus goes', async () => {
    const view = await open('keys');
    await view.page.mouse.click(100, 100);
    await view.page.keyboard.down('r');
    await view.until('red while the key is down', async () => isRed(await view.colourAt(0.5, 0.5)));
    await view.page.evaluate(() => (document.querySelector('remote-view') as HTMLElement).blur());
    await view.until('blue after the focus went', async () => isBlue(await view.colourAt(0.5, 0.5)));
    await view.close();
  });

  it('a drag orbits the camera as it does in Chromium', async () => {
    const view = await open('orbit');
    const { mouse } = view.page;
    await mouse.move(320, 180);
    await mouse.down();
    await mouse.move(230, 180, { steps: 10 });
    await mouse.up();
    const camera = await view.waitForEvent('message', ({ data }) => {
      const { azimuth } = data as { azimuth: number };
      return Math.abs(azimuth - Math.PI / 2) < 0.05;
    });
    expect(camera.data).toMatchObject({ polar: expect.closeTo(Math.PI / 2, 1) as number });
    await view.close();
  });

  it('where the page asks for WebRTC alone, it says that this browser cannot play the stream', async () => {
    const view = await EmbeddingPage.open(browser.browser, {
      src: stack.url,
      scene: 'keys',
      attributes: 'transport="webrtc"',
    });
    const error = await view.waitForEvent('error');
    expect(error).toMatchObject({ code: 'sdp-no-h264', retry: false });
    expect(await view.state()).toBe('failed');
    await view.close();
  });
});
