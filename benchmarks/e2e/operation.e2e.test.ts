import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { startStack, type Stack, type StackOptions } from '../src/harness/stack.ts';

describe('operation', () => {
  let chromium: LaunchedBrowser;
  let stack: Stack | undefined;
  const start = async (options: Partial<StackOptions> = {}): Promise<Stack> => {
    stack = await startStack({ scenes: ['benchmarks/e2e/scenes'], ...options });
    return stack;
  };
  const open = (src: string, scene: string): Promise<EmbeddingPage> =>
    EmbeddingPage.open(chromium.browser, { src, scene });

  beforeAll(async () => {
    chromium = await launchChromium();
  }, 60_000);
  afterEach(async () => {
    await stack?.stop();
    stack = undefined;
  });
  afterAll(() => chromium.close());

  it('refuses a session when the host is full and nobody may wait, and grants it when a viewer has left', async () => {
    const { url } = await start({ capacity: 1, gatewayFlags: ['--max-queue', '0'] });
    const one = await open(url, 'keys');
    await one.waitForEvent('firstframe');
    const two = await open(url, 'keys');
    expect(await two.waitForEvent('error')).toMatchObject({ code: 'no-capacity', retry: true });
    expect(await one.state()).toBe('live');
    await one.page.evaluate(() =>
      (document.querySelector('remote-view') as unknown as { disconnect(): void }).disconnect(),
    );
    await two.until('a second session', async () => {
      if ((await two.state()) === 'live') return true;
      await two.page.evaluate(() =>
        (document.querySelector('remote-view') as unknown as { connect(): void }).connect(),
      );
      await new Promise((resolve) => setTimeout(resolve, 250));
      return (await two.state()) === 'live';
    });
    await one.close();
    await two.close();
  });

  it('tells the viewers when their host is gone', async () => {
    const { url, host } = await start();
    const view = await open(url, 'keys');
    await view.waitForEvent('firstframe');
    host.kill('SIGKILL');
    await view.waitForEvent('statechange', ({ state }) => state === 'reconnecting');
    const error = await view.waitForEvent('error', ({ code }) => code === 'host-lost', 40_000);
    expect(error).toMatchObject({ code: 'host-lost' });
    await view.close();
  }, 90_000);

  it('gives a scene up that fails again and again, and leaves its viewers the reason', async () => {
    const { url } = await start();
    const view = await open(url, 'fragile');
    await view.waitForEvent('firstframe');
    for (let failure = 1; failure <= 3; failure++) {
      await view.until(`process ${failure}`, async () => (await view.events('message')).length >= failure);
      await view.send({ break: 'throw' });
      await view.until(`failure ${failure}`, async () => {
        const failures = (await view.events('scenestatus')).filter(({ state }) => state === 'restarting');
        return failures.length >= failure;
      });
    }
    await view.until('a fourth process', async () => (await view.events('message')).length >= 4);
    await view.send({ break: 'throw' });
    const status = await view.waitForEvent('scenestatus', ({ state }) => state === 'failed');
    expect(status).toMatchObject({ code: 'scene-gave-up', text: expect.stringContaining('a bug') as string });
    expect(await view.waitForEvent('error')).toMatchObject({ code: 'scene-gave-up', retry: false });
    expect(await view.state()).toBe('failed');
    await view.close();
  }, 90_000);

  it('says that there is no GPU adapter where only a GPU will do', async () => {
    const { url } = await start({ hostFlags: ['--adapter', 'gpu'], ready: false });
    const view = await open(url, 'keys');
    expect(await view.waitForEvent('error')).toMatchObject({ code: 'no-gpu-adapter' });
    await view.close();
  });

  it('shows a gallery of the scenes, each of which plays', async () => {
    const { url } = await start({ scenes: ['renderer-host/scenes'] });
    const page = await chromium.browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(url);
    await page.waitForFunction(
      () => document.body.textContent.includes('Configurator') || document.querySelectorAll('a').length >= 3,
    );
    const links = await page.$$eval('a[href*="scene"]', (found) => found.map((link) => link.href));
    expect(links.length).toBeGreaterThanOrEqual(3);
    for (const link of new Set(links)) {
      await page.goto(link);
      await page.waitForFunction(
        () => (document.querySelector('remote-view') as unknown as { state: string } | null)?.state === 'live',
        { timeout: 20_000 },
      );
    }
    expect(problems).toEqual([]);
    await page.close();
  }, 120_000);
});
