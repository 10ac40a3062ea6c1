/** A page that is near one region and far from another: where its session runs. */
import type { rest } from '@remote-view/protocol';
import type { HTTPRequest, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

describe('the region of a session', { timeout: 60_000 }, () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([
      startStack({
        scenes: ['benchmarks/e2e/scenes'],
        // The test answers for the near one.
        gatewayFlags: ['--region', 'near=http://127.0.0.1:9/', '--region', 'gone=http://127.0.0.1:1/'],
        hostFlags: ['--label', 'region=near'],
      }),
      launchChromium(),
    ]);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  /** A page with this `region`, and what it asked for. */
  async function open(region: string) {
    const asked: string[] = [];
    const wishes: rest.CreateSession[] = [];
    const prepare = async (page: Page): Promise<void> => {
      await page.setRequestInterception(true);
      const answer = async (request: HTTPRequest): Promise<void> => {
        const url = new URL(request.url());
        if (request.method() !== 'OPTIONS') asked.push(url.host === '127.0.0.1:9' ? 'near' : url.pathname);
        if (url.pathname === '/v1/sessions' && request.method() === 'POST') {
          wishes.push(JSON.parse((await request.fetchPostData()) ?? '') as rest.CreateSession);
        }
        await (url.host === '127.0.0.1:9' ? request.respond({ status: 200, body: '' }) : request.continue());
      };
      page.on('request', (request) => void answer(request));
    };
    const attributes = `region="${region}"`;
    const view = await EmbeddingPage.open(chromium.browser, { src: stack.url, scene: 'hands', attributes, prepare });
    await view.waitForEvent('firstframe');
    const count = (what: string): number => asked.filter((one) => one === what).length;
    return { view, wishes, count };
  }

  it('is the nearest that can be reached, which a tab measures once', async () => {
    const { view, wishes, count } = await open('auto');
    expect(wishes).toEqual([
      { scene: 'hands', placement: { rtt: [{ region: 'near', ms: expect.any(Number) as number }] } },
    ]);
    expect([count('/v1/regions'), count('near')]).toEqual([1, 2]);
    await view.page.reload();
    await view.waitForEvent('firstframe');
    expect(wishes[1]).toEqual(wishes[0]);
    expect([count('/v1/regions'), count('near')]).toEqual([1, 2]);
    expect(view.problems).toEqual([]);
    await view.close();
  });

  it('is the one that the page names, without a look at others', async () => {
    const { view, wishes, count } = await open('near');
    expect(wishes).toEqual([{ scene: 'hands', placement: { labels: ['region=near'] } }]);
    expect(count('/v1/regions')).toBe(0);
    await view.close();
  });

  it('is nobody’s business where the page says nothing', async () => {
    const { view, wishes, count } = await open('');
    expect(wishes).toEqual([{ scene: 'hands' }]);
    expect(count('/v1/regions')).toBe(0);
    await view.close();
  });
});
