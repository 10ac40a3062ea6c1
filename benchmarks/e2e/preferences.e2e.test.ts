/** What a viewer's browser prefers reaches the scene, and the scene's captions the page: through the real stack. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { noRawUpdates } from '../src/harness/no-raw-updates.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';
import { buildViewerBundle } from '../src/harness/viewer-bundle.ts';

describe('between a page and its scene', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  let view: EmbeddingPage;

  beforeAll(async () => {
    await buildViewerBundle();
    [stack, chromium] = await Promise.all([startStack({ scenes: ['benchmarks/e2e/scenes'] }), launchChromium()]);
    view = await EmbeddingPage.open(chromium.browser, {
      src: stack.url,
      scene: 'preferences',
      attributes: 'controls',
      before: noRawUpdates,
    });
    await view.waitForEvent('firstframe');
  }, 60_000);
  afterAll(async () => {
    await view?.close();
    await chromium?.close();
    await stack?.stop();
  });

  const shares = (key: string, value: unknown): Promise<unknown> =>
    view.until(`${key} to be ${String(value)}`, async () => {
      const state = await view.page.evaluate(
        () => (document.querySelector('remote-view') as unknown as { sceneState: Record<string, unknown> }).sceneState,
      );
      return state[key] === value;
    });

  it('motion, colours and languages are as the user has them', async () => {
    await view.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    await shares('still', true);
    await shares('player', true);
    await view.page.evaluate(() => (document.documentElement.style.colorScheme = 'dark'));
    await view.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'no-preference' }]);
    await shares('still', false);
    await shares('dark', true);
    await shares('languages', await view.page.evaluate(() => navigator.languages.join(' ')));
  });

  it('captions are shown', async () => {
    await view.send('The bridge lowers.');
    await view.until('the caption', () =>
      view.page.evaluate(
        () =>
          document.querySelector('remote-view')!.shadowRoot!.querySelector('.caption')?.textContent ===
          'The bridge lowers.',
      ),
    );
  });

  it('a pointer lock from the toolbar is the scene’s own', async () => {
    await view.page.mouse.move(200, 100);
    await view.page.mouse.move(210, 100);
    const button = await view.page.waitForSelector('remote-view >>> [data-control=pointerLock]');
    await button!.click();
    await shares('locked', true);
    await view.page.evaluate(() => document.exitPointerLock());
    await shares('locked', false);
    expect(view.problems).toEqual([]);
  });
});
