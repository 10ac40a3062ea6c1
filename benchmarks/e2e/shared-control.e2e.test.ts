/** Two viewers in a session that one at a time may act in; and a session that ends when nobody acts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { CuttablePath } from '../src/harness/cuttable-path.ts';
import { EmbeddingPage, type EmbedOptions } from '../src/harness/embedding-page.ts';
import { keepSockets, type KeptSockets } from '../src/harness/kept-sockets.ts';
import { makeSession, type MadeSession } from '../src/harness/made-session.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

interface View {
  readonly control: string;
  readonly controlRequests: number;
  readonly error: { readonly code: string } | null;
  requestControl(options?: { readonly signal?: AbortSignal }): Promise<void>;
  releaseControl(): void;
}

const isRed = ([red, , blue]: readonly number[]): boolean => red! > 120 && blue! < 90;

describe('a shared session', { timeout: 60_000 }, () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  const join = async ({ attributes }: MadeSession, more: Partial<EmbedOptions> = {}): Promise<EmbeddingPage> => {
    const page = { src: stack.url, scene: '', width: 320, height: 180, attributes, ...more };
    const view = await EmbeddingPage.open(chromium.browser, page);
    await view.waitForEvent('firstframe');
    return view;
  };
  const control = (view: EmbeddingPage): Promise<string> =>
    view.page.evaluate(() => (document.querySelector('remote-view') as unknown as View).control);
  const becomes = (view: EmbeddingPage, state: string): Promise<unknown> =>
    view.until(`control '${state}'`, async () => (await control(view)) === state);
  const viewersThatLeft = (): number => stack.host.lines.filter((line) => line.includes('a viewer left')).length;
  const release = (view: EmbeddingPage): Promise<void> =>
    view.page.evaluate(() => (document.querySelector('remote-view') as unknown as View).releaseControl());

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([startStack({ scenes: ['benchmarks/e2e/scenes'] }), launchChromium()]);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it('takes input from who has control alone, and hands over with nothing held', async () => {
    const session = await makeSession(stack.url, { scene: 'keys', control: 'exclusive' });
    const first = await join(session);
    await becomes(first, 'granted');
    const second = await join(session);
    await becomes(second, 'none');

    // What the element does not hold back the host does: a page may send what it likes.
    await second.send({ colour: '#20c020' });
    await first.page.bringToFront();
    await first.page.mouse.click(150, 90);
    await first.page.keyboard.down('KeyR');
    await second.until('a red picture', async () => isRed(await second.colourAt(0.5, 0.5)));

    const asked = second.page.evaluate(() =>
      (document.querySelector('remote-view') as unknown as View).requestControl().then(() => 'granted'),
    );
    await becomes(second, 'requested');
    await first.waitForEvent('controlchange', ({ requests }) => requests === 1);
    await release(first);
    expect(await asked).toBe('granted');
    await becomes(first, 'none');
    await first.until('a blue picture', async () => !isRed(await first.colourAt(0.5, 0.5)));
    expect((await first.colourAt(0.5, 0.5))[1]).toBeLessThan(120);

    await second.page.bringToFront();
    await second.page.mouse.click(150, 90);
    await second.page.keyboard.down('KeyR');
    await first.until('a red picture again', async () => isRed(await first.colourAt(0.5, 0.5)));
    await second.close();
    // Who is left alone has it, and holds nothing since it gave it up, whatever its keyboard says: a page tells twice a second.
    await becomes(first, 'granted');
    await first.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_200)));
    expect(isRed(await first.colourAt(0.5, 0.5))).toBe(false);
    await first.close();
  });

  it('leaves control to a viewer whose network changes, and with it its sockets', async () => {
    const session = await makeSession(stack.url, { scene: 'keys', control: 'exclusive' });
    const path = new CuttablePath();
    const first = await join(
      { ...session, attributes: `${session.attributes} transport="webrtc"` },
      { before: keepSockets, prepare: (page) => path.lead(page) },
    );
    await becomes(first, 'granted');
    const second = await join(session);
    await becomes(second, 'none');
    const left = viewersThatLeft();

    await first.page.bringToFront();
    path.cut = true;
    await first.page.evaluate(() =>
      (globalThis as unknown as KeptSockets).signalingSockets.forEach((socket) => socket.close()),
    );
    const lost = await first.waitForEvent('statechange', ({ state }) => state === 'reconnecting');
    path.cut = false;
    await first.waitForEvent('statechange', ({ state, at }) => state === 'live' && at > lost.at, 30_000);
    await first.until('an old connection that is gone', () => Promise.resolve(viewersThatLeft() > left));
    expect(await control(first)).toBe('granted');
    expect((await second.events('controlchange')).map((event) => event['control'])).not.toContain('granted');
    await first.close();
    path.close();
    await second.close();
  });

  it('refuses a request that is withdrawn, and one without a connection', async () => {
    const session = await makeSession(stack.url, { scene: 'keys', control: 'exclusive' });
    const first = await join(session);
    const second = await join(session);
    await becomes(second, 'none');
    const outcome = await second.page.evaluate(async () => {
      const view = document.querySelector('remote-view') as unknown as View & HTMLElement;
      const abort = new AbortController();
      const asked = view.requestControl({ signal: abort.signal });
      abort.abort();
      const codes = [await asked.catch((error: { code: string }) => error.code)];
      const again = view.requestControl();
      view.remove();
      codes.push(await again.catch((error: { code: string }) => error.code));
      return codes;
    });
    expect(outcome).toEqual(['control-refused', 'control-refused']);
    expect(await control(first)).toBe('granted');
    await first.close();
    await second.close();
  });

  it('asks whether somebody is there, goes on when there is, and ends when there is not', async () => {
    const view = await join(await makeSession(stack.url, { scene: 'keys', afkAfterSeconds: 6 }));
    expect(await control(view)).toBe('shared');
    const warning = await view.waitForEvent('afkwarning');
    expect(warning['endsInSeconds']).toBeGreaterThan(0);
    expect(warning['endsInSeconds']).toBeLessThanOrEqual(3);
    await view.until('a button', () =>
      view.page.evaluate(() => {
        const button = document.querySelector('remote-view')?.shadowRoot?.querySelector<HTMLElement>('.afk button');
        button?.click();
        return button !== null && button !== undefined;
      }),
    );
    await view.waitForEvent('afkwarning', ({ endsInSeconds }) => endsInSeconds === null);
    const error = await view.waitForEvent('error');
    expect(error).toMatchObject({ code: 'session-afk', retry: false });
    expect((await view.events('afkwarning')).length).toBeGreaterThanOrEqual(3);
    expect(await view.state()).toBe('failed');
    expect(view.problems).toEqual([]);
    await view.close();
  });
});
