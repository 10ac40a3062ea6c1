/**
 * Runs the peer suite: ours and the peer in turn, with the same inputs, seen by the same browser. Everything is started
 * before the first round and only the one that is measured has a page open, so both find the machine alike.
 */
import { RemoteViewError, type Millis } from '@remote-view/protocol';
import { loadavg } from 'node:os';
import type { Browser, Page } from 'puppeteer';
import { launchChromium } from '../harness/chromium.ts';
import { servePage, type PageServer } from '../harness/page-server.ts';
import { launchRenderingChromium } from '../harness/rendering-chromium.ts';
import { sceneAtRate } from '../harness/scene-at-rate.ts';
import { startStack, type Stack } from '../harness/stack.ts';
import { arrivals, MEAN_GAP } from '../latency/arrivals.ts';
import type { Recording } from '../latency/recording.ts';
import { describeMachine, renderedWith } from '../report/machine.ts';
import type { Progress } from '../report/progress.ts';
import { seededRandom } from '../stats/random.ts';
import { analyseRound } from './analysis.ts';
import type { PeerOptions } from './options.ts';
import type { SenderReport } from './page/sender.ts';
import { doubtsAbout, ratiosOf, spreadOfRatios } from './ratios.ts';
import type { Pair, PeerResult } from './result.ts';
import { bestSettings, PEER_DESCRIPTION } from './settings.ts';

const SCENE = 'barcode';
/** Beyond what the inputs take; a page that says nothing for so long is broken. */
const PATIENCE: Millis = 60_000;

/** @throws Error where the stack, a browser or a page fails */
export async function measurePeer(options: PeerOptions, progress: Progress): Promise<PeerResult> {
  const { width, height, fps, inputs, seed, warmUp } = options;
  const at = new Date().toISOString();
  const machine = await describeMachine();
  progress.step('starting gateway, host and two browsers …');
  const random = seededRandom(seed);
  const pairs: Pair[] = [];
  const reports: SenderReport[] = [];
  let video: Recording['video'];
  const chromium = await withBench(options, async (bench) => {
    for (let number = 1; number <= options.pairs; number++) {
      const { times, warmUpCount } = arrivals(random, inputs, warmUp);
      const reportAs = (name: string) => (made: number) => {
        const text = made <= warmUpCount ? 'warming up' : `${made - warmUpCount} of ${inputs} inputs`;
        progress.update(`pair ${number} of ${options.pairs}, ${name}, ${text} …`, performance.now());
      };
      const loadBeforeOurs = load();
      const recording = await recordOurs(bench, options, times, reportAs('ours'));
      video ??= recording.video;
      const ours = analyseRound(recording, warmUpCount + 1, loadBeforeOurs);
      const loadBeforePeer = load();
      const peers = await recordPeer(bench, options, times, reportAs('peer'));
      const peer = analyseRound(peers.recording, warmUpCount + 1, loadBeforePeer);
      reports.push(peers.report);
      pairs.push({ ours, peer, ratio: ratiosOf(ours, peer) });
    }
    return bench.viewers.version();
  });
  progress.end();
  return {
    format: 'remote-view-peer',
    version: 1,
    at,
    machine: {
      ...machine,
      chromium,
      ...renderedWith(video),
    },
    peer: {
      description: PEER_DESCRIPTION,
      adapter: reports[0]?.adapter ?? 'unknown',
      codec: reports[0]?.codec ?? 'unknown',
      qualityLimitations: reports.map(({ qualityLimitation }) => qualityLimitation),
      settings: bestSettings(width, height, fps),
    },
    settings: { scene: SCENE, width, height, fps, inputs, seed, meanGap: MEAN_GAP, warmUp },
    doubts: doubtsAbout(pairs),
    ratio: spreadOfRatios(pairs),
    pairs,
  };
}

interface Bench {
  readonly stack: Stack;
  /** Shows the pictures of both. */
  readonly viewers: Browser;
  /** Draws the peer's. */
  readonly senders: Browser;
  readonly pages: Readonly<Record<'ours' | 'sender' | 'viewer', PageServer>>;
}

/** Starts everything, and stops it whatever happens in between. */
async function withBench<T>({ fps }: PeerOptions, use: (bench: Bench) => Promise<T>): Promise<T> {
  const closing: (() => Promise<void>)[] = [];
  const serve = async (module: string): Promise<PageServer> => {
    const server = await servePage(`benchmarks/src/${module}`);
    closing.push(() => server.close());
    return server;
  };
  try {
    const folder = await sceneAtRate(SCENE, fps);
    closing.push(() => folder.remove());
    const ours = await serve('latency/page/main.ts');
    const sender = await serve('peer/page/sender.ts');
    const viewer = await serve('peer/page/viewer.ts');
    const stack = await startStack({ scenes: [folder.path] });
    closing.push(() => stack.stop());
    const viewers = await launchChromium();
    closing.push(() => viewers.close());
    const senders = await launchRenderingChromium('webgl');
    closing.push(() => senders.close());
    // Chromium offers its addresses, loopback among them, only to pages that may use a camera.
    await senders.browser.defaultBrowserContext().setPermission(new URL(sender.url).origin, {
      permission: { name: 'camera' },
      state: 'granted',
    });
    return await use({
      stack,
      viewers: viewers.browser,
      senders: senders.browser,
      pages: { ours, sender, viewer },
    });
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

async function recordOurs(
  { stack, viewers, pages }: Bench,
  { width, height }: PeerOptions,
  times: readonly Millis[],
  report: (inputs: number) => void,
): Promise<Recording> {
  return withPage(viewers, pages.ours, width, height, async (page) => {
    await page.waitForFunction(() => globalThis.latencyPage !== undefined);
    const plan = { gateway: stack.url, scene: SCENE, width, height, times };
    const progress = (): Promise<number> => page.evaluate(() => globalThis.latencyPage.progress());
    const recording = page.evaluate((plan) => globalThis.latencyPage.record(plan), plan);
    return watched(recording, times, progress, report);
  });
}

async function recordPeer(
  { viewers, senders, pages }: Bench,
  { width, height, fps }: PeerOptions,
  times: readonly Millis[],
  report: (inputs: number) => void,
): Promise<{ recording: Recording; report: SenderReport }> {
  const settings = bestSettings(width, height, fps);
  return withPage(senders, pages.sender, width, height, async (sender) =>
    withPage(viewers, pages.viewer, width, height, async (viewer) => {
      await sender.waitForFunction(() => globalThis.senderPage !== undefined);
      await viewer.waitForFunction(() => globalThis.viewerPage !== undefined);
      const plan = { width, height, fps, settings };
      const offer = await sender.evaluate((plan) => globalThis.senderPage.offer(plan), plan);
      const answering = { offer, width, height, settings };
      const answer = await viewer.evaluate((plan) => globalThis.viewerPage.answer(plan), answering);
      await sender.evaluate((answer) => globalThis.senderPage.accept(answer), answer);
      const progress = (): Promise<number> => viewer.evaluate(() => globalThis.viewerPage.progress());
      const recording = viewer.evaluate((times) => globalThis.viewerPage.record(times), times);
      return {
        recording: await watched(recording, times, progress, report),
        report: await sender.evaluate(() => globalThis.senderPage.report()),
      };
    }),
  );
}

async function withPage<T>(
  browser: Browser,
  { url }: PageServer,
  width: number,
  height: number,
  use: (page: Page) => Promise<T>,
): Promise<T> {
  const page = await browser.newPage();
  try {
    await page.setViewport({ width, height });
    await page.goto(url);
    return await use(page);
  } finally {
    await page.close();
  }
}

/** Asks how far it is while it runs, and gives up on a page that does not finish. */
async function watched<T>(
  result: Promise<T>,
  times: readonly Millis[],
  progress: () => Promise<number>,
  report: (inputs: number) => void,
): Promise<T> {
  const poll = setInterval(() => void progress().then(report, () => undefined), 1_000);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const problem = new RemoteViewError('connect-timeout', 'the page does not finish');
    timer = setTimeout(() => reject(problem), (times.at(-1) ?? 0) + PATIENCE);
  });
  return Promise.race([result, late]).finally(() => {
    clearInterval(poll);
    clearTimeout(timer);
  });
}

function load(): number {
  return loadavg()[0] ?? 0;
}
