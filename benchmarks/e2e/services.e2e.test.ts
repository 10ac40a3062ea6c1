/** What a scene has beside its renderer: state and log of the pages, storage and snapshots, frames on demand. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { keepConnections } from '../src/harness/kept-connections.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

/** The page's copy of the scene's state. */
const stateOf = (view: EmbeddingPage): Promise<Record<string, unknown>> =>
  view.page.evaluate(
    () => (document.querySelector('remote-view') as unknown as { sceneState: Record<string, unknown> }).sceneState,
  );

const shows = (view: EmbeddingPage, values: Record<string, unknown>) =>
  view.until(JSON.stringify(values), async () => {
    const state = await stateOf(view);
    return Object.entries(values).every(([key, value]) => state[key] === value);
  });

/** Video packets that came so far. */
async function packets(view: EmbeddingPage): Promise<number> {
  return view.page.evaluate(async () => {
    const made = (globalThis as unknown as { made: RTCPeerConnection[] }).made;
    const report = await made.at(-1)!.getStats();
    const entries = [...report.values()] as { type: string; kind?: string; packetsReceived?: number }[];
    return entries.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video')?.packetsReceived ?? 0;
  });
}

/** A scene that draws has given a snapshot by then, ms. */
const SNAPSHOT_BY = 7_000;

describe('a scene’s services', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([startStack({ scenes: ['benchmarks/e2e/scenes'] }), launchChromium()]);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it('reach every page of the session, and what the scene keeps survives its failure', async () => {
    const response = await fetch(`${stack.url}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ scene: 'services' }),
    });
    const { id, token } = (await response.json()) as { id: string; token: string };
    const open = async (): Promise<EmbeddingPage> =>
      EmbeddingPage.open(chromium.browser, {
        src: stack.url,
        scene: 'services',
        attributes: `session="${id}" token="${token}"`,
      });
    const first = await open();
    const startedAt = Date.now();
    const lines: string[] = [];
    first.page.on('console', (line) => lines.push(`${line.type()} ${line.text()}`));
    await shows(first, { count: 0, kept: null, players: 1 });

    // Both pages have it, whichever changed it.
    const second = await open();
    await shows(second, { count: 0, players: 2 });
    await second.send('count');
    await Promise.all([shows(first, { count: 1, kept: 1 }), shows(second, { count: 1, kept: 1 })]);
    await first.until('the line', async () => lines.includes('warn [scene] counted to 1'));

    // Keys, by what is down in a frame.
    await second.page.bringToFront();
    await second.waitForEvent('firstframe');
    await second.page.mouse.click(300, 200);
    await second.page.keyboard.down('KeyK');
    await shows(first, { pressed: true });
    await second.page.keyboard.up('KeyK');
    await shows(first, { pressed: undefined });

    // A scene gives its first snapshot when it has run for a while; what it kept in its storage is there at once.
    await first.until('a snapshot', async () => Date.now() - startedAt > SNAPSHOT_BY);
    await first.send('count');
    await shows(first, { count: 2, kept: 2 });
    await first.send('break');
    const { at } = await first.waitForEvent('scenestatus', ({ state }) => state === 'restarting');
    await first.waitForEvent('scenestatus', (event) => event.state === 'running' && event.at > at);

    // Who comes late has all of it. The others may see the old scene's state for a moment after the new one runs.
    const third = await open();
    await shows(third, { kept: 2, players: 3 });
    const { count } = await stateOf(third);
    expect([1, 2]).toContain(count);
    await Promise.all([first, second].map((view) => shows(view, { count, kept: 2, players: 3 })));
    expect([first, second, third].flatMap(({ problems }) => problems)).toEqual([]);
    for (const view of [first, second, third]) await view.close();
  });

  it('make frames where they are asked for, and otherwise send nothing', async () => {
    const view = await EmbeddingPage.open(chromium.browser, {
      src: stack.url,
      scene: 'on-demand',
      before: keepConnections,
    });
    await view.waitForEvent('firstframe');
    const frames = async (): Promise<number> => Number((await stateOf(view))['frames']);
    const silent = async (): Promise<number> =>
      view.until('silence', async () => {
        const before = await packets(view);
        await new Promise((resolve) => setTimeout(resolve, 3_000));
        return (await packets(view)) === before && before;
      });
    const [sent, made] = [await silent(), await frames()];

    // A frame for the message and one for the wish; what they cost may be worth another size, and nothing more.
    await view.send('later');
    await view.until('frames', async () => (await frames()) >= made + 2);
    await silent();
    expect(await frames()).toBeLessThan(made + 6);
    expect(await packets(view)).toBeGreaterThan(sent);
    expect(view.problems).toEqual([]);
    await view.close();
  });
});
