/**
 * A viewer whose page was reloaded, whose path was cut or whose network was gone comes back into the same session; one that
 * does not come back leaves its slot to the next.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { CuttablePath } from '../src/harness/cuttable-path.ts';
import { EmbeddingPage, type EmbedOptions } from '../src/harness/embedding-page.ts';
import { endedSession } from '../src/harness/made-session.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

/** ICE notices a dead path after 15 s or more. */
const ICE_NOTICES = 15_000;

describe('a session that was live', { timeout: 60_000 }, () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  const paths: CuttablePath[] = [];
  const open = async (attributes: string, path?: CuttablePath): Promise<EmbeddingPage> => {
    const page = { src: stack.url, scene: 'fragile', width: 320, height: 180, attributes };
    const prepare = path === undefined ? {} : { prepare: (puppet: EmbeddingPage['page']) => path.lead(puppet) };
    const view = await EmbeddingPage.open(chromium.browser, { ...page, ...prepare });
    await view.waitForEvent('firstframe');
    return view;
  };
  /** Another transport would be a way out. */
  const openOver = async (path: CuttablePath): Promise<EmbeddingPage> => {
    paths.push(path);
    return open('transport="webrtc"', path);
  };
  const sessionsStarted = (): number => stack.host.lines.filter((line) => line.includes('a session starts')).length;
  const showsMore = async (view: EmbeddingPage): Promise<void> => {
    const frames = await view.framesDecoded();
    await view.until('more frames', async () => (await view.framesDecoded()) !== frames);
  };

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([startStack({ scenes: ['benchmarks/e2e/scenes'] }), launchChromium()]);
  }, 60_000);
  afterEach(() => {
    for (const path of paths.splice(0)) path.close();
  });
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it.each([
    ['is there again after a reload where the page wants that', 'resume', 0],
    ['is ended by a reload where it does not, and another one begins', '', 1],
  ])('%s', async (_what, attributes, others) => {
    const view = await open(attributes);
    const before = sessionsStarted();
    await view.page.reload();
    await view.waitForEvent('firstframe');
    await showsMore(view);
    expect(sessionsStarted() - before).toBe(others);
    expect(await view.events('error')).toEqual([]);
    await view.close();
  });

  it('is made anew after a reload that finds it gone', async () => {
    const view = await open('resume');
    const { id, token } = await endedSession(stack.url);
    await view.page.evaluate(
      (session) => {
        addEventListener('pagehide', () => {
          const key = Object.keys(sessionStorage).find((name) => name.startsWith('remote-view'))!;
          sessionStorage.setItem(key, JSON.stringify(session));
        });
      },
      [id, token],
    );
    await view.page.reload();
    await view.waitForEvent('firstframe');
    expect(await view.events('error')).toMatchObject([{ code: 'unknown-session', retry: true }]);
    await view.close();
  });

  it('notices a path that is cut long before ICE does, and goes on as soon as there is one again', async () => {
    const path = new CuttablePath();
    const view = await openOver(path);
    const before = sessionsStarted();
    await showsMore(view);
    const cutAt = await view.page.evaluate(() => performance.now());
    path.cut = true;
    const lost = await view.waitForEvent('statechange', ({ state }) => state === 'reconnecting');
    expect(lost.at - cutAt).toBeLessThan(ICE_NOTICES / 3);
    expect((await view.events('error')).at(-1)).toMatchObject({ code: 'peer-failed', retry: true });
    path.cut = false;
    await view.waitForEvent('statechange', ({ state, at }) => state === 'live' && at > lost.at, 30_000);
    await showsMore(view);
    expect(sessionsStarted()).toBe(before);
    await view.close();
  });

  it('begins another connection as soon as the browser has a network again', async () => {
    const path = new CuttablePath();
    const view = await openOver(path);
    const before = sessionsStarted();
    const made = (): Promise<number | undefined> => view.page.evaluate(() => globalThis.connectionsMade);
    path.cut = true;
    await view.page.setOfflineMode(true);
    await view.waitForEvent('statechange', ({ state }) => state === 'reconnecting');
    await view.until('an attempt', async () => (await made()) === 2);
    path.cut = false;
    await view.page.setOfflineMode(false);
    await view.until('another attempt', async () => (await made()) === 3, 3_000);
    await view.waitForEvent('statechange', ({ state, previous }) => state === 'live' && previous === 'reconnecting');
    await showsMore(view);
    expect(sessionsStarted()).toBe(before);
    await view.close();
  });
});

describe('the only slot of a host', { timeout: 60_000 }, () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  const views: EmbeddingPage[] = [];
  const load = async (more: Partial<EmbedOptions> = {}): Promise<EmbeddingPage> => {
    const page = { src: stack.url, scene: 'colours', width: 320, height: 180, ...more };
    const view = await EmbeddingPage.open(chromium.browser, page);
    views.push(view);
    return view;
  };
  const waiting = async (): Promise<EmbeddingPage> => {
    const view = await load();
    await view.waitForEvent('queuechange');
    return view;
  };

  beforeAll(async () => {
    const scenes = ['benchmarks/e2e/scenes'];
    [stack, chromium] = await Promise.all([startStack({ scenes, capacity: 1 }), launchChromium()]);
  }, 60_000);
  afterEach(async () => {
    for (const view of views.splice(0)) await view.close();
  });
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  // The host would notice after 30 s by itself, the gateway after 60 s: later than any wait here.
  it.each([
    ['reloads', async ({ page }: EmbeddingPage) => void (await page.reload())],
    ['goes to another page', async ({ page }: EmbeddingPage) => void (await page.goto('about:blank'))],
    ['is closed', async (view: EmbeddingPage) => views.splice(views.indexOf(view), 1)[0]!.close()],
  ])('goes to who waits when the page that has it %s', async (_what, leave) => {
    const view = await load();
    await view.waitForEvent('firstframe');
    const next = await waiting();
    await leave(view);
    await next.waitForEvent('firstframe');
    expect(await next.events('error')).toEqual([]);
  });

  it('goes to who comes next when a page gives up before it has heard of its session', async () => {
    const ends = (): number => stack.host.lines.filter((line) => line.includes('the session ended')).length;
    const before = ends();
    const view = await load({
      before: () => {
        const { fetch } = globalThis;
        globalThis.fetch = async (...request) => {
          if (request[1]?.method === 'POST') setTimeout(() => document.querySelector('remote-view')!.disconnect());
          return fetch(...request);
        };
      },
    });
    await view.until('the end of its session', async () => ends() > before);
    expect(await view.state()).toBe('idle');
    const next = await load();
    await next.waitForEvent('firstframe');
  });

  // The last: such a session outlives its page.
  it('stays with a page that is reloaded and resumes', async () => {
    const view = await load({ attributes: 'resume' });
    await view.waitForEvent('firstframe');
    const next = await waiting();
    await view.page.reload();
    await view.waitForEvent('firstframe');
    expect(await next.state()).toBe('connecting');
  });
});
