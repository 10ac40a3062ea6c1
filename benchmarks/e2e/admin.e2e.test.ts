/** The admin page of a gateway that asks for keys, in a real browser: what operators see, and what comes of what they do. */
import axe from 'axe-core';
import type { rest } from '@remote-view/protocol';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';
import { buildAdminPage } from '../src/harness/viewer-bundle.ts';

const KEYS = { api: 'api-key-of-this-test', admin: 'admin-key-of-this-test', host: 'host-key-of-this-test' };
const VIEW = 'remote-view';
/** ms; the page asks every two seconds. */
const SOON = { timeout: 10_000 };

let stack: Stack;
let chromium: LaunchedBrowser;
let page: Page;
let session: rest.CreatedSession;
const problems: string[] = [];
const addresses: string[] = [];

beforeAll(async () => {
  await buildAdminPage();
  const scenes = ['benchmarks/e2e/scenes'];
  [stack, chromium] = await Promise.all([startStack({ scenes, capacity: 2, keys: KEYS }), launchChromium()]);
  page = await chromium.browser.newPage();
  await page.setViewport({ width: 1_280, height: 900 });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => addresses.push(request.url()));
  await page.evaluateOnNewDocument(() => {
    const moved: number[] = [];
    Object.assign(globalThis, { moved });
    addEventListener('securitypolicyviolation', (event) => reportError(event.violatedDirective));
    // What moves by itself; a click may move things.
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) moved.push(entry.value);
      }
    });
    observer.observe({ type: 'layout-shift' });
  });
  session = await create();
}, 90_000);
afterAll(async () => {
  await chromium?.close();
  await stack?.stop();
});

async function ask(method: string, path: string, body?: object): Promise<Response> {
  const authorization = `Bearer ${KEYS.admin}`;
  if (body === undefined) return fetch(stack.url + path, { method, headers: { authorization } });
  const headers = { authorization, 'content-type': 'application/json' };
  return fetch(stack.url + path, { method, headers, body: JSON.stringify(body) });
}

async function create(): Promise<rest.CreatedSession> {
  const body = { scene: 'orbit', labels: ['order=4711'] };
  return (await (await ask('POST', '/v1/sessions', body)).json()) as rest.CreatedSession;
}

const text = async (selector: string): Promise<string> =>
  page.$$eval(selector, (found) =>
    found.map((element) => element.textContent.replaceAll(/\s+/gu, ' ').trim()).join(' '),
  );

const press = async (name: string): Promise<void> => page.locator(`::-p-aria([name="${name}"][role="button"])`).click();

async function enter(key: string): Promise<void> {
  await page.locator('input[name=key]').fill(key);
  await press('Sign in');
}

async function violations(): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as { readonly axe: typeof axe };
    return checker.run();
  });
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ failureSummary }) => failureSummary).join('; ')}`,
  );
}

describe('whoever opens it', () => {
  it('is asked for a key, and not let in with a wrong one', async () => {
    await page.goto(`${stack.url}/admin`);
    await enter('wrong-key-of-some-length');
    await expect.poll(async () => text('[role=alert]'), SOON).toBe('This key is not one of this gateway.');
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    expect(await page.$('table')).toBeNull();
    expect(await violations()).toEqual([]);
  });

  it('gets in with the right one, also after a reload, and it is in no address', async () => {
    await enter(KEYS.admin);
    await expect.poll(async () => text('.freshness'), SOON).toBe('Live');
    await page.reload();
    await expect.poll(async () => text('.who'), SOON).toBe('admin-key');
    expect(page.url()).toBe(`${stack.url}/admin/`);
    expect(addresses.filter((address) => address.includes(KEYS.admin))).toEqual([]);
  });
});

describe('an operator', () => {
  it('sees the host and its session, with a picture of it', async () => {
    await expect.poll(async () => text('.hosts tbody tr'), { timeout: 10_000 }).toMatch(/ready.*1 of 2/);
    const row = `tr[data-session="${session.id}"]`;
    await expect.poll(async () => text(row), SOON).toMatch(/orbit.*order=4711.*default/);
    await page.waitForSelector(`${row} .picture img`, { timeout: 20_000 });
    const spread = await page.$eval(`${row} .picture img`, async (image) => {
      await image.decode();
      const canvas = document.createElement('canvas');
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const brightness = Array.from(
        { length: data.length / 4 },
        (_, index) => data[index * 4]! + data[index * 4 + 1]! + data[index * 4 + 2]!,
      );
      return Math.max(...brightness) - Math.min(...brightness);
    });
    // Something is drawn there, and not one colour alone.
    expect(spread).toBeGreaterThan(50);
  });

  it('finds sessions by what is shown of them', async () => {
    await page.locator('input[name=text]').fill('nothing like it');
    await expect.poll(async () => text('.empty'), SOON).toContain('No session fits.');
    await page.locator('input[name=text]').fill('ORBIT');
    await expect.poll(async () => text('.filters output'), SOON).toBe('1 session');
    await press('Reset');
    await page.select('select[name=state]', 'ended');
    await expect.poll(async () => text('.empty'), SOON).toContain('No session fits.');
    await press('Reset');
    await expect.poll(async () => text('.filters output'), SOON).toBe('1 session');
  });

  it('can use all of it with assistive technology, in light and dark', async () => {
    for (const value of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
      await page.$eval('.hosts details', (scenes) => (scenes.open = !scenes.open));
      expect(await violations()).toEqual([]);
    }
  });

  it.each([360, 800, 1_280, 3_840])(
    'scrolls in one direction alone, and hits what they aim at, in a window of %i',
    async (width) => {
      await page.setViewport({ width, height: 900 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      const small = await page.$$eval('button, select, input, summary', (targets) =>
        targets.map((target) => target.getBoundingClientRect().height).filter((height) => height > 0 && height < 24),
      );
      expect(small).toEqual([]);
      expect(await violations()).toEqual([]);
      await page.setViewport({ width: 1_280, height: 900 });
    },
  );

  it('sees everything where it was while figures change', async () => {
    await page.evaluate(() => (globalThis as unknown as { moved: number[] }).moved.splice(0));
    const age = await text('.sessions tbody td[data-name=Age]');
    await expect.poll(async () => text('.sessions tbody td[data-name=Age]'), { timeout: 8_000 }).not.toBe(age);
    await page.waitForResponse((response) => response.url().endsWith('/v1/admin/overview'));
    expect(await page.evaluate(() => (globalThis as unknown as { moved: number[] }).moved)).toEqual([]);
  });

  it('cordons a host once asked: a new session waits until it takes sessions again', async () => {
    const name = await text('.hosts tbody th b');
    await press(`Cordon ${name}`);
    await page.waitForSelector('dialog.question[open]');
    expect(await text('dialog.question')).toContain('No new session starts on it until you uncordon it');
    expect(await violations()).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await text('.hosts .state')).toBe('ready');

    await press(`Cordon ${name}`);
    await press('Cordon');
    await expect.poll(async () => text('.hosts .state'), SOON).toBe('cordoned');
    const waiting = await create();
    expect(waiting.state).toBe('queued');
    await expect.poll(async () => text(`tr[data-session="${waiting.id}"] .state`), SOON).toBe('queued');
    await press(`Uncordon ${name}`);
    await press('Uncordon');
    await expect.poll(async () => text(`tr[data-session="${waiting.id}"] .state`), { timeout: 15_000 }).toBe('ready');
    await ask('DELETE', `/v1/sessions/${waiting.id}`);
  });

  it('watches a session without a say in it', async () => {
    await press(`Watch orbit, ${session.id}`);
    await page.waitForSelector('dialog.watch[open]', { timeout: 10_000 });
    const live = async (): Promise<string> => page.$eval(VIEW, (view) => view.state);
    await expect.poll(live, { timeout: 20_000 }).toBe('live');
    const { token } = await page.$eval(VIEW, (view) => ({ token: view.token }));
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as object;
    expect(claims).toMatchObject({ role: 'spectator', rights: [], sid: session.id });
    expect(addresses.filter((address) => address.includes(token))).toEqual([]);
    await press('Close');
    expect(await page.$(VIEW)).toBeNull();
  });

  it('ends a session, and its viewers are told', async () => {
    const viewer = await chromium.browser.newPage();
    await viewer.goto(`${stack.url}/`);
    await viewer.addScriptTag({ type: 'module', url: `${stack.url}/remote-view.js` });
    const { id, token } = session;
    await viewer.evaluate(
      (fields) => {
        document.body.append(Object.assign(document.createElement('remote-view'), fields));
      },
      { session: id, token },
    );
    const stateOf = async (): Promise<string> => viewer.$eval(VIEW, (view) => view.state);
    await expect.poll(stateOf, { timeout: 20_000 }).toBe('live');
    await expect.poll(async () => text(`tr[data-session="${session.id}"] td[data-name=Viewers]`), SOON).toBe('1');

    await press(`End orbit, ${session.id}`);
    await page.waitForSelector('dialog.question[open]');
    expect(await text('dialog.question')).toContain('1 viewer will be told');
    await press('End');
    await expect.poll(stateOf, SOON).toBe('ended');
    await expect.poll(async () => text('.empty'), SOON).toContain('No session is running.');
    await viewer.close();
  });

  it('is told when what is shown is old, and sees how it is as soon as the gateway is back', async () => {
    stack.gateway.kill('SIGKILL');
    await expect.poll(async () => text('.freshness'), { timeout: 15_000 }).toMatch(/^Last seen/);
    expect(await text('.toast')).toContain('The gateway cannot be reached.');
    expect(await text('.hosts tbody tr')).toContain('ready');
    await stack.restartGateway();
    // It may have asked again by itself.
    await page.$$eval('.toast button', ([again]) => again?.click());
    await expect.poll(async () => text('.freshness'), { timeout: 40_000 }).toBe('Live');
  });

  it('leaves nothing behind when they sign out', async () => {
    await press('Sign out');
    await page.waitForSelector('input[name=key]');
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    expect(problems).toEqual([]);
  });
});
