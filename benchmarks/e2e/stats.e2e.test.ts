/** Numbers that are true: beside what the host says of each frame, at rest, over a reconnection, and for whom they are made. */
import { decodeFrameMetadata, type FrameMetadata } from '@remote-view/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemoteViewStats } from '@remote-view/viewer';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage, type EmbedOptions } from '../src/harness/embedding-page.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

/** What {@link listen} leaves in the page. */
interface Heard {
  /** Messages of the `frames` channel: when they came, and what they are. */
  readonly descriptions: (readonly [at: number, bytes: readonly number[]])[];
  readonly made: RTCPeerConnection[];
  /** Of the first element, by `statsupdate`. */
  readonly updates: { readonly at: number; readonly stats: RemoteViewStats }[];
}

/** Runs in the page before anything else. */
function listen(): void {
  const heard: Heard = { descriptions: [], made: [], updates: [] };
  Object.assign(globalThis, { heard });
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      heard.made.push(this);
    }

    override createDataChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel {
      const channel = super.createDataChannel(label, options);
      const keep = ({ data }: MessageEvent): void => {
        heard.descriptions.push([performance.now(), [...new Uint8Array(data as ArrayBuffer)]]);
      };
      if (label === 'frames') channel.addEventListener('message', keep);
      return channel;
    }
  };
}

async function listenToUpdates(view: EmbeddingPage): Promise<void> {
  await view.page.evaluate(() => {
    const { heard } = globalThis as unknown as { heard: Heard };
    document.querySelector('remote-view')!.addEventListener('statsupdate', (event) => {
      const { stats } = event as unknown as { stats: RemoteViewStats };
      heard.updates.push({ at: performance.now(), stats });
    });
  });
}

async function heardBy(view: EmbeddingPage): Promise<Omit<Heard, 'made'>> {
  return view.page.evaluate(() => {
    const { descriptions, updates } = (globalThis as unknown as { heard: Heard }).heard;
    return { descriptions, updates };
  });
}

async function updatesOf(view: EmbeddingPage, count: number): Promise<Heard['updates']> {
  return view.until(`${count} updates`, async () => {
    const { updates } = await heardBy(view);
    return updates.length >= count && updates;
  });
}

async function exported(view: EmbeddingPage, format: 'json' | 'csv'): Promise<string> {
  return view.page.evaluate(async (name) => {
    const element = document.querySelector('remote-view') as unknown as { exportStats(format: string): Promise<Blob> };
    return (await element.exportStats(name)).text();
  }, format);
}

/** Parts of the stats that the page has fetched. */
async function statsParts(view: EmbeddingPage): Promise<number> {
  return view.page.evaluate(
    () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/stats-')).length,
  );
}

/** What is in the overlay, or of one of its parts. */
async function overlay(view: EmbeddingPage, selector: string): Promise<string | null> {
  return view.page.evaluate(
    (part) => document.querySelector('remote-view')!.shadowRoot!.querySelector<HTMLElement>(part)?.innerText ?? null,
    selector,
  );
}

describe('the stats', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  const open = async (scene: string, options: Partial<EmbedOptions> = {}): Promise<EmbeddingPage> => {
    const view = await EmbeddingPage.open(chromium.browser, { src: stack.url, scene, before: listen, ...options });
    await view.page.bringToFront();
    await view.waitForEvent('firstframe');
    return view;
  };

  beforeAll(async () => {
    const scenes = ['benchmarks/scenes', 'benchmarks/e2e/scenes'];
    [stack, chromium] = await Promise.all([startStack({ scenes }), launchChromium()]);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it('say what the host says of its frames: rate, bits and size', async () => {
    const view = await open('cube');
    await listenToUpdates(view);
    await updatesOf(view, 8);
    const { updates, descriptions } = await heardBy(view);
    const [first, last] = [updates[2]!, updates[7]!];
    const seconds = (last.at - first.at) / 1_000;
    const frames: FrameMetadata[] = descriptions
      .filter(([at]) => at > first.at && at <= last.at)
      .map(([, bytes]) => decodeFrameMetadata(Uint8Array.from(bytes)));
    const within = updates.slice(3, 8).map(({ stats }) => stats);
    const mean = (numbers: readonly (number | null)[]): number =>
      numbers.reduce<number>((sum, number) => sum + (number ?? Number.NaN), 0) / numbers.length;
    const added = (total: 'shown' | 'skipped'): number => last.stats.frames[total] - first.stats.frames[total];
    // One may be on its way at either end.
    expect(Math.abs(added('shown') + added('skipped') - frames.length)).toBeLessThan(2 + frames.length / 10);
    const shownFps = mean(within.map((stats) => stats.frames.shownFps));
    expect(shownFps / (added('shown') / seconds)).toBeGreaterThan(0.75);
    expect(shownFps / (added('shown') / seconds)).toBeLessThan(1.25);
    const bits = (frames.reduce((sum, { bytes }) => sum + bytes, 0) * 8) / seconds;
    expect(mean(within.map(({ bitrate }) => bitrate)) / bits).toBeGreaterThan(0.9);
    expect(mean(within.map(({ bitrate }) => bitrate)) / bits).toBeLessThan(1.1);
    const { width, height } = await view.videoSize();
    expect(last.stats).toMatchObject({ state: 'live', width, height, codec: 'video/H264', transport: 'webrtc' });
    expect(last.stats).toMatchObject({ transportProtocol: 'udp', lossRatio: 0, software: true });
    expect(['host', 'prflx']).toContain(last.stats.candidateType);
    expect(last.stats.frames.recent).toHaveLength(Math.min(240, last.stats.frames.shown - 1));
    expect(view.problems).toEqual([]);
    await view.close();
  });

  it('know a scene that rests, and take it for no fault', async () => {
    const view = await open('on-demand', { attributes: 'stats', height: 480 });
    await listenToUpdates(view);
    await view.until('rest', async () => (await heardBy(view)).updates.at(-1)?.stats.frames.resting === true);
    const before = (await heardBy(view)).updates.length;
    await updatesOf(view, before + 2);
    expect(await overlay(view, '.graph .value')).toBe('at rest');
    await view.send('later');
    const { stats } = (await updatesOf(view, before + 4)).at(-1)!;
    expect(stats.frames).toMatchObject({ skipped: 0, frozenMs: 0 });
    await view.close();
  });

  it('cost nobody anything who does not ask for them', async () => {
    const view = await open('cube');
    await view.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_500)));
    expect(await statsParts(view)).toBe(0);
    expect(await view.stats()).toMatchObject({ state: 'live', transport: 'webrtc' });
    expect(await statsParts(view), 'numbers need no overlay').toBe(1);
    expect((await exported(view, 'csv')).trimEnd().split('\r\n')).toHaveLength(2);
    await view.close();
  });

  it('go on over a reconnection, with a gap where there was no picture', async () => {
    const view = await open('cube');
    await listenToUpdates(view);
    const [before] = (await updatesOf(view, 3)).slice(-1);
    await view.page.evaluate(() => {
      const { heard } = globalThis as unknown as { heard: Heard };
      heard.made.at(-1)!.close();
      // `close()` of one's own side is no event: what the browser says when the path is gone.
      heard.made.at(-1)!.dispatchEvent(new Event('connectionstatechange'));
    });
    await view.waitForEvent('statechange', ({ state }) => state === 'reconnecting');
    await view.waitForEvent('statechange', ({ state, previous }) => state === 'live' && previous === 'reconnecting');
    await updatesOf(view, (await heardBy(view)).updates.length + 2);
    const samples = JSON.parse(await exported(view, 'json')) as RemoteViewStats[];
    expect(samples.every(({ state }) => state === 'live')).toBe(true);
    expect(samples[0]!.timestamp).toBeLessThan(before!.stats.timestamp);
    const totals = samples.map(({ framesDecoded }) => framesDecoded ?? 0);
    expect(
      totals.some((total, index) => total < (totals[index - 1] ?? 0)),
      'totals begin anew',
    ).toBe(true);
    await view.close();
  });

  it('do not take the time for frozen in which the page was hidden', async () => {
    const view = await open('cube');
    const devtools = await view.page.createCDPSession();
    const before = ((await view.stats()) as unknown as RemoteViewStats).frames;
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    await view.page.bringToFront();
    const after = ((await view.stats()) as unknown as RemoteViewStats).frames;
    expect(after.frozenMs - before.frozenMs).toBeLessThan(1_000);
    await view.close();
  });

  it('are each element’s own', async () => {
    const view = await open('cube');
    await view.page.evaluate((src) => {
      const html = `<remote-view src="${src}" scene="on-demand" style="display:block;width:320px;height:180px"></remote-view>`;
      document.body.insertAdjacentHTML('beforeend', html);
    }, stack.url);
    const both = await view.until('two that are live', async () => {
      const stats = await view.page.evaluate(async () => {
        const elements = [...document.querySelectorAll('remote-view')] as unknown as {
          getStats(): Promise<RemoteViewStats>;
        }[];
        return Promise.all(elements.map((element) => element.getStats()));
      });
      return stats.length === 2 && stats[1]!.frames.resting && stats;
    });
    expect(both[0]!.frames.shown).toBeGreaterThan(both[1]!.frames.shown);
    expect(both[0]!.frames.resting).toBe(false);
    await view.close();
  });

  it('can be shown, folded and saved by keys, and let the pointer through to the scene', async () => {
    const view = await open('cube', { attributes: 'stats', height: 600 });
    await view.until('the overlay', async () => (await overlay(view, '.stats .cells')) !== null);
    const { keyboard, mouse } = view.page;
    const focused = async (): Promise<string> =>
      view.page.evaluate(() => {
        const active = document.querySelector('remote-view')!.shadowRoot!.activeElement;
        return active?.getAttribute('aria-label') ?? '';
      });
    const order: string[] = [];
    for (let press = 0; press < 5; press++) {
      await keyboard.press('Tab');
      order.push(await focused());
    }
    expect(order.slice(1)).toEqual([
      'Show fewer statistics',
      'Copy',
      'Save the last ten minutes as JSON',
      'Save the last ten minutes as CSV',
    ]);
    const under = await view.page.evaluate(() => {
      const root = document.querySelector('remote-view')!.shadowRoot!;
      const { x, y } = root.querySelector('.stats')!.getBoundingClientRect();
      return root.elementFromPoint(x + 30, y + 60)?.className;
    });
    expect(under).toContain('stage');
    await view.page.evaluate(() =>
      document.querySelector('remote-view')!.shadowRoot!.querySelector<HTMLElement>('.toggle')!.focus(),
    );
    await keyboard.press('Enter');
    await view.until('less', async () => (await overlay(view, '.stats .cells')) === null);
    await view.until('a rate', async () => /ms.*fps.*bit\/s/su.test((await overlay(view, '.brief')) ?? ''));
    await mouse.move(200, 300);
    await view.until('a latency', async () => /^\d/u.test((await overlay(view, '.brief')) ?? ''));
    expect(view.problems).toEqual([]);
    await view.close();
  });
});
