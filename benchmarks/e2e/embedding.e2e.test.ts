/** The element in other people's pages: the examples as they are, React that takes over a server's HTML, a media player. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import axe from 'axe-core';
import type { DiagnosisEntry, RemoteView } from '@remote-view/viewer';
import type { Page } from 'puppeteer';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { repositoryPath, startStack, type Stack } from '../src/harness/stack.ts';
import { serveApp, type AppServer } from './embedding/app-server.ts';
import { App } from './embedding/hydrated-app.ts';

/** ms; a session that nobody ended would keep its slot for longer. */
const PATIENCE = 15_000;

interface Manifest {
  readonly modules: readonly {
    readonly declarations: readonly {
      readonly customElement?: boolean;
      readonly attributes: readonly { readonly name: string }[];
    }[];
  }[];
}

let stack: Stack;
let chromium: LaunchedBrowser;
let page: Page;
let problems: string[];

beforeAll(async () => {
  const scenes = ['renderer-host/scenes', 'benchmarks/e2e/scenes'];
  [stack, chromium] = await Promise.all([startStack({ scenes, capacity: 1 }), launchChromium()]);
}, 90_000);
afterAll(async () => {
  await chromium.close();
  await stack.stop();
});

beforeEach(async () => {
  problems = [];
  page = await chromium.browser.newPage();
  page.on('pageerror', (error) => problems.push(String(error)));
});
afterEach(async () => {
  await page.close();
});

const text = async (selector: string, where = page): Promise<string> =>
  where.$eval(selector, (element) => element.textContent ?? '');

const viewHas = <T>(read: (view: RemoteView) => T): Promise<T> =>
  page.$eval('remote-view', read as unknown as (element: Element) => never);

describe('the example', () => {
  let server: ChildProcess;
  let urls: string[];

  beforeAll(async () => {
    server = spawn(
      process.execPath,
      [
        '--conditions=@remote-view/source',
        '--disable-warning=ExperimentalWarning',
        repositoryPath('examples/serve.ts'),
        ...['--port', '0', '--gateway', stack.url],
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    urls = [];
    for await (const line of createInterface({ input: server.stdout! })) if (urls.push(line) === 4) break;
  }, 60_000);
  afterAll(async () => {
    server.kill();
    await once(server, 'exit');
  });

  it.each(['plain-html', 'react', 'vue', 'svelte'])(
    '%s shows the scene, speaks to it, hears it, and ends its session when it takes the view away',
    async (name) => {
      await page.goto(urls.find((url) => url.endsWith(`/${name}/`))!);
      await expect.poll(() => text('#state'), { timeout: PATIENCE }).toBe('live');
      expect(await viewHas(({ videoWidth }) => videoWidth)).toBeGreaterThan(0);
      await page.click('#paint');
      await expect.poll(() => text('#answer'), { timeout: PATIENCE }).toContain('"color":"#b3262e"');
      await page.click('#close');
      await page.waitForFunction(() => document.querySelector('remote-view') === null);
      // The page is still open, and another gets the one session that the host has.
      const next = await chromium.browser.newPage();
      await next.goto(page.url());
      await expect.poll(() => text('#state', next), { timeout: PATIENCE }).toBe('live');
      await next.close();
      expect(problems).toEqual([]);
    },
  );
});

describe('React that takes over HTML from a server', () => {
  let app: AppServer;
  beforeAll(async () => {
    const html = renderToString(createElement(App, { src: stack.url }));
    expect(html).toContain('no-input="" max-bitrate="3000"');
    app = await serveApp({
      body: `<div id="app" data-src="${stack.url}">${html}</div>`,
      entry: 'hydrate.ts',
    });
  });
  afterAll(() => app.close());

  it('has the properties that the server wrote, and every later event', async () => {
    await page.goto(app.url);
    await expect.poll(() => text('#states'), { timeout: PATIENCE }).toMatch(/live$/u);
    expect(await viewHas(({ noInput, maxBitrate, scene }) => ({ noInput, maxBitrate, scene }))).toEqual({
      noInput: true,
      maxBitrate: 3_000,
      scene: 'colours',
    });
    expect(await page.title()).toBe('App');
    expect(problems).toEqual([]);
  });

  it('renders anew for each event, and is neither told more for it nor given the element again', async () => {
    await page.goto(app.url);
    const updates = async (): Promise<number> => Number(await text('#updates'));
    await expect.poll(updates, { timeout: PATIENCE }).toBeGreaterThan(0);
    const [before, since] = [await updates(), performance.now()];
    await expect.poll(updates, { timeout: PATIENCE }).toBeGreaterThan(before + 2);
    const seconds = (performance.now() - since) / 1_000;
    expect((await updates()) - before).toBeLessThan(seconds + 2);
    expect(await page.evaluate(() => document.body.dataset['elements'])).toBe(' remote-view');
  });
});

describe('a page with a strict policy', () => {
  let app: AppServer;
  beforeAll(async () => {
    const view = `<remote-view src="${stack.url}" scene="colours" stats controls></remote-view>`;
    app = await serveApp({
      body: `<script type="module" src="${stack.url}/remote-view.js"></script>${view}`,
      contentSecurityPolicy: `default-src 'none'; script-src 'self' ${stack.url}; connect-src ${stack.url} ${stack.url.replace('http', 'ws')}`,
    });
  });
  afterAll(() => app.close());

  it('needs to allow the gateway alone, for scripts and connections', async () => {
    await page.evaluateOnNewDocument(() => {
      const seen: string[] = [];
      Object.assign(globalThis, { violations: seen });
      addEventListener('securitypolicyviolation', (event) => {
        // What the browser itself asks for.
        if (!event.blockedURI.endsWith('/favicon.ico')) seen.push(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    await page.goto(app.url);
    await expect.poll(() => viewHas(({ state }) => state), { timeout: PATIENCE }).toBe('live');
    for (const part of ['stats', 'toolbar']) await page.waitForSelector(`remote-view >>> [part~=${part}]`);
    expect(await page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations)).toEqual([]);
    expect(problems).toEqual([]);
  });
});

describe('a view whose scene is taken away', () => {
  let app: AppServer;
  beforeAll(async () => {
    const view = `<remote-view src="${stack.url}" scene="colours"></remote-view>`;
    app = await serveApp({ body: `<script type="module" src="${stack.url}/remote-view.js"></script>${view}` });
  });
  afterAll(() => app.close());

  it.each(['null, as HTML does', 'undefined, as frameworks do'])(
    'is idle, with nothing to complain of: %s',
    async (how) => {
      await page.goto(app.url);
      await expect.poll(() => viewHas(({ state }) => state), { timeout: PATIENCE }).toBe('live');
      if (how.startsWith('null')) await viewHas((view) => view.removeAttribute('scene'));
      else await viewHas((view) => Object.assign(view, { scene: undefined, src: undefined }));
      await expect.poll(() => viewHas(({ state }) => state)).toBe('idle');
      expect(await viewHas(({ error }) => error)).toBe(null);
      expect(problems).toEqual([]);
    },
  );
});

describe('a view whose gateway is taken away', () => {
  let app: AppServer;
  beforeAll(async () => {
    const view = `<remote-view src="${stack.url}"></remote-view>`;
    app = await serveApp({ body: `<script type="module" src="${stack.url}/remote-view.js"></script>${view}` });
  });
  afterAll(() => app.close());

  it.each(['null, as HTML does', 'undefined, as frameworks do'])(
    'tries the one that its module came from: %s',
    async (how) => {
      await page.goto(app.url);
      await page.waitForFunction(() => customElements.get('remote-view') !== undefined);
      if (how.startsWith('null')) await viewHas((view) => view.removeAttribute('src'));
      else await viewHas((view) => Object.assign(view, { src: undefined }));
      const entries = await viewHas((view) => view.diagnose() as unknown as readonly DiagnosisEntry[]);
      const answered = entries.filter(({ check }) => ['gateway', 'websocket'].includes(check));
      expect(answered.map(({ ok }) => ok)).toEqual([true, true]);
    },
  );

  it('says that another is no address', async () => {
    await page.goto(app.url);
    await page.waitForFunction(() => customElements.get('remote-view') !== undefined);
    const code = await page.evaluate(async () => {
      const view = document.querySelector('remote-view') as unknown as RemoteView;
      view.src = 'https://[';
      return view.diagnose().then(
        () => 'diagnosed',
        (error: { code: string }) => error.code,
      );
    });
    expect(code).toBe('bad-configuration');
  });
});

describe('the playground', () => {
  it('has a control for each attribute, writes the code, and shows what the element says', async () => {
    const manifest = (await (await fetch(`${stack.url}/custom-elements.json`)).json()) as Manifest;
    const { attributes } = manifest.modules
      .flatMap(({ declarations }) => declarations)
      .find((one) => one.customElement)!;
    await page.goto(`${stack.url}/playground.html`);
    await expect.poll(() => viewHas(({ state }) => state), { timeout: PATIENCE }).toBe('live');
    const names = await page.$$eval('#attributes code', (all) => all.map(({ textContent }) => textContent));
    expect(names).toEqual(attributes.map(({ name }) => name));

    await page.click('#attributes [aria-describedby=about-stats]');
    expect(await viewHas(({ stats }) => stats)).toBe(true);
    await page.select('#attributes [aria-describedby=about-prefer]', 'sharp');
    expect(await text('#code')).toMatch(
      /^<script type="module"[^]*<remote-view[^]*prefer="sharp"[^]*<\/remote-view>$/u,
    );
    await page.click('#attributes [aria-describedby=about-stats]');
    expect(await text('#code')).not.toContain('stats');
    expect(await text('#log')).toContain('firstframe');
    expect(problems).toEqual([]);
  });

  it('has no fault that axe finds', async () => {
    await page.goto(`${stack.url}/playground.html`);
    await page.waitForSelector('#attributes code');
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run('body'));
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  });
});

describe('a player of media-chrome', () => {
  let app: AppServer;
  beforeAll(async () => {
    const player = `<media-controller gesturesdisabled nohotkeys autohide="-1">
      <remote-view slot="media" src="${stack.url}" scene="sound" style="width:640px"></remote-view>
      <media-control-bar>
        <media-mute-button></media-mute-button>
        <media-volume-range></media-volume-range>
        <media-fullscreen-button></media-fullscreen-button>
      </media-control-bar>
    </media-controller>`;
    app = await serveApp({ body: player, entry: 'media-player.ts' });
  });
  afterAll(() => app.close());

  it('mutes the view, shows its volume and makes it full screen', async () => {
    await page.goto(app.url);
    await page.waitForFunction(
      () => (document.querySelector('remote-view') as unknown as RemoteView).state === 'live',
      { timeout: PATIENCE },
    );
    const volume = (): Promise<string | null> =>
      page.$eval('media-mute-button', (button) => button.getAttribute('mediavolumelevel'));
    await expect.poll(volume).toBe('high');
    await page.click('media-mute-button');
    await expect.poll(() => viewHas(({ muted }) => muted)).toBe(true);
    await expect.poll(volume).toBe('off');
    await page.click('media-mute-button');
    await viewHas((view) => {
      view.volume = 0.2;
    });
    await expect.poll(volume).toBe('low');
    await page.click('media-fullscreen-button');
    await expect.poll(() => page.evaluate(() => document.fullscreenElement?.localName)).toBe('media-controller');
    expect(await viewHas(({ state }) => state)).toBe('live');
    expect(problems).toEqual([]);
  });
});
