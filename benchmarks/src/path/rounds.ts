/** One round over an emulated link: a page that shows what comes over it, and what both of them saw. */
import { RemoteViewError, type Millis } from '@remote-view/protocol';
import { loadavg } from 'node:os';
import type { Browser, Page } from 'puppeteer';
import type { PageServer } from '../harness/page-server.ts';
import type { Stack } from '../harness/stack.ts';
import type { PeerSettings } from '../peer/settings.ts';
import { analyseRound } from './analysis.ts';
import { bottleneckOf, type PathCase } from './cases.ts';
import { Emulator } from './emulator/emulator.ts';
import type { PageRecording } from './page-recording.ts';
import type { PeerSenderReport } from './page/peer-sender.ts';
import type { PathRound } from './result.ts';

/** The page of our viewer, relative to the repository. */
export const OURS_PAGE = 'benchmarks/src/path/page/ours.ts';
/** What is under way when the schedule ends still belongs to it. */
const TAIL: Millis = 500;
/** Beyond the schedule; a page that says nothing for so long is broken. */
const PATIENCE: Millis = 60_000;
/** Between rounds, for the last one to be gone. */
const PAUSE: Millis = 1_000;

export interface OursBench {
  readonly stack: Stack;
  /** Shows the pictures, the peer's as well. */
  readonly viewers: Browser;
  readonly pages: { readonly ours: PageServer };
}

export interface PeerBench {
  readonly viewers: Browser;
  /** Draws and encodes. */
  readonly senders: Browser;
  readonly pages: { readonly sender: PageServer; readonly viewer: PageServer };
}

interface Shown {
  readonly width: number;
  readonly height: number;
  /** Of the schedule. */
  readonly length: Millis;
}

interface ShownByOurs extends Shown {
  readonly scene: string;
  /** Between the first frame and the schedule, where the start is not what is looked at: it has key frames of its own. */
  readonly settle?: Millis;
}

/** @param record returns once the schedule is over and the page has told what it saw */
export async function measureRound(
  path: PathCase,
  seed: number,
  record: (emulator: Emulator) => Promise<PageRecording>,
): Promise<{ readonly round: PathRound; readonly page: PageRecording }> {
  await pause(PAUSE);
  const loadBefore = Math.round((loadavg()[0] ?? 0) * 100) / 100;
  const emulator = new Emulator(path, seed);
  try {
    const page = await record(emulator);
    const link = await emulator.finish();
    return { round: analyseRound(path, bottleneckOf(path, seed), link, page, loadBefore), page };
  } finally {
    await emulator.close();
  }
}

export async function recordOurs(
  { stack, viewers, pages }: OursBench,
  { scene, width, height, length, settle = 0 }: ShownByOurs,
  emulator: Emulator,
): Promise<PageRecording> {
  return withPage(viewers, pages.ours, { width, height }, async (page) => {
    await page.exposeFunction('openRelay', (port: number) => emulator.relay(port));
    await page.waitForFunction(() => globalThis.oursPage !== undefined);
    const plan = { gateway: stack.url, scene, width, height };
    await page.evaluate((plan) => globalThis.oursPage.connect(plan), plan);
    await pause(settle);
    emulator.begin();
    return patiently(
      length,
      page.evaluate((span) => globalThis.oursPage.record(span), length + TAIL),
    );
  });
}

export async function recordPeer(
  { viewers, senders, pages }: PeerBench,
  { width, height, fps, settings, length }: Shown & { readonly fps: number; readonly settings: PeerSettings },
  emulator: Emulator,
): Promise<{ readonly page: PageRecording; readonly report: PeerSenderReport }> {
  return withPage(senders, pages.sender, { width, height }, async (sender) =>
    withPage(viewers, pages.viewer, { width, height }, async (viewer) => {
      await viewer.exposeFunction('openRelay', (port: number) => emulator.relay(port));
      await viewer.waitForFunction(() => globalThis.peerViewerPage !== undefined);
      await sender.waitForFunction(() => globalThis.peerSenderPage !== undefined);
      const offer = await viewer.evaluate((plan) => globalThis.peerViewerPage.offer(plan), { width, height, settings });
      const answering = { offer, width, height, fps, settings };
      const answer = await sender.evaluate((plan) => globalThis.peerSenderPage.answer(plan), answering);
      const accepted = viewer.evaluate((answer) => globalThis.peerViewerPage.accept(answer), answer);
      await patiently(0, accepted);
      emulator.begin();
      const recording = viewer.evaluate((span) => globalThis.peerViewerPage.record(span), length + TAIL);
      const page = await patiently(length, recording);
      return { page, report: await sender.evaluate(() => globalThis.peerSenderPage.report()) };
    }),
  );
}

async function withPage<T>(
  browser: Browser,
  { url }: PageServer,
  viewport: { readonly width: number; readonly height: number },
  use: (page: Page) => Promise<T>,
): Promise<T> {
  const page = await browser.newPage();
  try {
    await page.setViewport(viewport);
    await page.goto(url);
    return await use(page);
  } finally {
    await page.close();
  }
}

async function patiently<T>(length: Millis, result: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const problem = new RemoteViewError('connect-timeout', 'the page does not finish');
    timer = setTimeout(() => reject(problem), length + PATIENCE);
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}

function pause(length: Millis): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, length));
}
