/** More viewers than slots: those who find none wait, see where they stand, and get their turn. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

interface Waiting {
  readonly queue: { readonly position: number; readonly etaSeconds: number | null } | null;
}

const flags = { gatewayFlags: ['--max-queue', '2'] };

describe('a host with one slot', { timeout: 90_000 }, () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  const open = (): Promise<EmbeddingPage> =>
    EmbeddingPage.open(chromium.browser, { src: stack.url, scene: 'colours', width: 320, height: 180 });
  const position = (view: EmbeddingPage): Promise<number | undefined> =>
    view.page.evaluate(() => (document.querySelector('remote-view') as unknown as Waiting).queue?.position);
  const text = (view: EmbeddingPage): Promise<string> =>
    view.page.evaluate(() => document.querySelector('remote-view')?.shadowRoot?.textContent ?? '');

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([
      startStack({ scenes: ['benchmarks/e2e/scenes'], capacity: 1, ...flags }),
      launchChromium(),
    ]);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it('lets further viewers wait in line, tells each its place, and serves them in turn', async () => {
    const first = await open();
    await first.waitForEvent('firstframe');
    const second = await open();
    await second.waitForEvent('queuechange');
    const third = await open();
    await third.waitForEvent('queuechange');
    expect([await position(second), await position(third)]).toEqual([1, 2]);
    expect([await second.state(), await third.state()]).toEqual(['connecting', 'connecting']);
    await third.until('its place in words', async () => (await text(third)).includes('Number 2 in line'));
    const fourth = await open();
    expect(await fourth.waitForEvent('error')).toMatchObject({ code: 'no-capacity' });
    await fourth.close();

    await first.close();
    await second.waitForEvent('firstframe');
    expect((await second.events('queuechange')).at(-1)).toMatchObject({ queue: null });
    await third.until('the next place', async () => (await position(third)) === 1);
    expect(await second.events('error')).toEqual([]);

    // A gateway that was restarted knows nothing of who waited: they come back by themselves, and wait again.
    const places = (await third.events('queuechange')).length;
    await stack.restartGateway();
    await third.waitForEvent('error', ({ retry }) => retry === true);
    await third.until('a place again', async () => (await third.events('queuechange')).length > places + 1);
    expect(await second.state()).toBe('live');
    await second.close();
    // Whoever leaves while the gateway is not reached is missed by the host, after the session's grace of 30 s.
    await third.waitForEvent('firstframe', undefined, 45_000);
    await third.close();
  });
});
