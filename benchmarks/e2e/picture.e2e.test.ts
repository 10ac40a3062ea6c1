import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';
import { PATCHES } from './scenes/colours/patches.ts';

describe('the picture', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([startStack({ scenes: ['benchmarks/e2e/scenes'] }), launchChromium()]);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it('shows known colours in the decoded frame within 4 of 255', async () => {
    const view = await EmbeddingPage.open(chromium.browser, { src: stack.url, scene: 'colours' });
    await view.waitForEvent('firstframe');
    const errors = await view.until('a settled picture', async () => {
      const found: number[] = [];
      for (const [index, patch] of PATCHES.entries()) {
        const colour = await view.colourAt(((index % 4) + 0.5) / 4, index < 4 ? 0.25 : 0.75);
        const wanted = [1, 3, 5].map((at) => Number.parseInt(patch.slice(at, at + 2), 16));
        found.push(...wanted.map((value, channel) => Math.abs(value - colour[channel]!)));
      }
      const means = [0, 1, 2].map((channel) => {
        const ofChannel = found.filter((_, index) => index % 3 === channel);
        return ofChannel.reduce((sum, error) => sum + error, 0) / ofChannel.length;
      });
      return Math.max(...means) <= 4 && found;
    });
    // The mean of each channel proves matrix and range; the largest that no single colour is off (red and blue swapped, say).
    expect(Math.max(...errors)).toBeLessThanOrEqual(10);
    expect(view.problems).toEqual([]);
    await view.close();
  });

  it('follows the size of the element, in device pixels', async () => {
    const view = await EmbeddingPage.open(chromium.browser, {
      src: stack.url,
      scene: 'colours',
      width: 400,
      height: 300,
    });
    await view.waitForEvent('firstframe');
    await view.until('400x300', async () => {
      const { width, height } = await view.videoSize();
      return width === 400 && height === 300;
    });
    await view.page.evaluate(() => {
      const element = document.querySelector('remote-view') as HTMLElement;
      element.style.width = '320px';
      element.style.height = '240px';
    });
    await view.until('320x240', async () => {
      const { width, height } = await view.videoSize();
      return width === 320 && height === 240;
    });
    expect(await view.state()).toBe('live');
    await view.close();
  });

  it('runs for 15 s without a freeze', async () => {
    const view = await EmbeddingPage.open(chromium.browser, { src: stack.url, scene: 'colours' });
    await view.waitForEvent('firstframe');
    const before = await view.framesDecoded();
    await new Promise((resolve) => setTimeout(resolve, 15_000));
    const stats = await view.stats();
    const frames = (await view.framesDecoded()) - before;
    expect(stats).toMatchObject({ state: 'live', freezeCount: 0 });
    // 30 a second are aimed at; a busy machine makes fewer, a stalled stream none.
    expect(frames).toBeGreaterThan(15 * 15);
    await view.close();
  }, 60_000);
});
