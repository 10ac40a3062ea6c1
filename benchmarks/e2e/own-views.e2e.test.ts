/** One scene, a view for each viewer: two browsers' pages look at the same cube from two sides. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

const WHITE = [255, 255, 255] as const;
const RED = [192, 32, 32] as const;
/** A turn of 90 degrees: OrbitControls takes the height for a whole one. */
const QUARTER = 90;

describe('a scene with a view for each viewer', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  let session: string;
  let first: EmbeddingPage;
  let second: EmbeddingPage;

  const open = async (size: { width: number; height: number }): Promise<EmbeddingPage> => {
    const view = await EmbeddingPage.open(chromium.browser, {
      src: stack.url,
      scene: 'own-views',
      attributes: session,
      ...size,
    });
    await view.waitForEvent('firstframe');
    return view;
  };

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([startStack({ scenes: ['benchmarks/e2e/scenes'] }), launchChromium()]);
    const response = await fetch(`${stack.url}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ scene: 'own-views' }),
    });
    const { id, token } = (await response.json()) as { id: string; token: string };
    session = `session="${id}" token="${token}"`;
    first = await open({ width: 640, height: 360 });
    second = await open({ width: 480, height: 360 });
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it('gives each page a picture of its own size', async () => {
    await shows(first, WHITE);
    await shows(second, WHITE);
    await first.until('its size', async () => ratioOf(await first.videoSize(), 640 / 360));
    await second.until('its size', async () => ratioOf(await second.videoSize(), 480 / 360));
  });

  it('turns the camera of who drags, and of nobody else', async () => {
    await drag(first, -QUARTER);
    await shows(first, RED);
    await shows(second, WHITE);
    expect(await first.page.evaluate(cursorOf)).not.toBe(await second.page.evaluate(cursorOf));
  });

  it('measures the latency of each viewer by its own inputs', async () => {
    const latency = async (view: EmbeddingPage) => (await view.stats())['latency'] as { count: number };
    const before = (await latency(second)).count;
    await first.until('samples', async () => (await latency(first)).count > 0);
    expect(before).toBe(0);
    await drag(second, QUARTER);
    await second.until('samples', async () => (await latency(second)).count > 0);
    await shows(first, RED);
  });

  it('resizes one picture and leaves the other', async () => {
    const before = await first.videoSize();
    await second.page.evaluate(() => {
      (document.querySelector('remote-view') as HTMLElement).style.width = '360px';
    });
    await second.until('its size', async () => ratioOf(await second.videoSize(), 1));
    expect(await first.videoSize()).toEqual(before);
    await shows(first, RED);
  });

  it('lets who finds no view look on, and gives it one when somebody leaves', async () => {
    const third = await open({ width: 640, height: 360 });
    // The newest view, which has another shape than this page: what is seen is the second viewer's.
    await third.until('the size of another view', async () => ratioOf(await third.videoSize(), 1));
    await second.close();
    await third.waitForEvent('message', ({ data }) => (data as { ended?: number }).ended === 2);
    await third.until('a view of its own', async () => ratioOf(await third.videoSize(), 640 / 360));
    await shows(third, WHITE);
    await drag(third, -QUARTER);
    await shows(third, RED);
    await shows(first, RED);
    // Nobody was cut off for any of it, and nothing began anew.
    expect((await first.events('statechange')).filter(({ state }) => state === 'reconnecting')).toEqual([]);
    expect((await third.events('scenestatus')).filter(({ state }) => state === 'restarting')).toEqual([]);
    expect([...first.problems, ...third.problems]).toEqual([]);
    await third.close();
  });

  it('has a view for everybody again, of the right size, when the scene was replaced', async () => {
    const other = await open({ width: 480, height: 360 });
    await other.send('fail');
    const { at } = await other.waitForEvent('scenestatus', ({ state }) => state === 'restarting');
    await other.waitForEvent('scenestatus', (event) => event.state === 'running' && event.at > at);
    // OrbitControls turn by shares of the canvas's height.
    await other.waitForEvent(
      'message',
      ({ data, at: when }) => when > at && (data as { width?: number }).width === 480,
    );
    await shows(first, WHITE);
    await shows(other, WHITE);
    await drag(other, -QUARTER);
    await shows(other, RED);
    await shows(first, WHITE);
    expect([await first.videoSize(), await other.videoSize()].map(({ width, height }) => width / height)).toEqual([
      expect.closeTo(640 / 360, 1),
      expect.closeTo(480 / 360, 1),
    ]);
    expect((await first.events('statechange')).filter(({ state }) => state === 'reconnecting')).toEqual([]);
  });
});

function ratioOf({ width, height }: { width: number; height: number }, expected: number): boolean {
  return height > 0 && Math.abs(width / height / expected - 1) < 0.02;
}

async function drag(view: EmbeddingPage, by: number): Promise<void> {
  await view.page.bringToFront();
  const { mouse } = view.page;
  await mouse.move(200, 180);
  await mouse.down();
  await mouse.move(200 + by, 180, { steps: 8 });
  await mouse.up();
}

/** Waits until the middle of the picture has this colour, as far as the codec keeps it. */
async function shows(view: EmbeddingPage, colour: readonly number[]): Promise<void> {
  await view.page.bringToFront();
  await view.until(`the colour ${colour.join(' ')}`, async () => {
    const seen = await view.colourAt(0.5, 0.5);
    return seen.every((value, channel) => Math.abs(value - colour[channel]!) < 25);
  });
}

function cursorOf(): string {
  const root = document.querySelector('remote-view')!.shadowRoot!;
  return [...root.querySelectorAll('*')].map((element) => getComputedStyle(element).cursor).join(' ');
}
