/**
 * Runs the path suite: ours and the peer in turn, over an emulated link of its own each round, seen by the same browser.
 * Everything is started before the first round, and only the side that is measured has a page open.
 */
import { RemoteViewError, type Millis, type VideoInfo } from '@remote-view/protocol';
import { loadavg } from 'node:os';
import type { Browser, Page } from 'puppeteer';
import { launchChromium } from '../harness/chromium.ts';
import { servePage, type PageServer } from '../harness/page-server.ts';
import { startStack, type Stack } from '../harness/stack.ts';
import { bestSettings, type PeerSettings } from '../peer/settings.ts';
import { describeMachine, renderedWith } from '../report/machine.ts';
import type { Progress } from '../report/progress.ts';
import { analyseRound, capacitySeries } from './analysis.ts';
import { impairmentsOf, scheduleText } from './case-text.ts';
import { bottleneckOf, QUEUE, type PathCase } from './cases.ts';
import { Emulator } from './emulator/emulator.ts';
import type { PathOptions } from './options.ts';
import type { PageRecording } from './page-recording.ts';
import type { PeerSenderReport } from './page/peer-sender.ts';
import type { PathCaseResult, PathPair, PathResult, PathRound } from './result.ts';
import { lengthOf } from './schedule.ts';

const PICTURE = { width: 1280, height: 720, fps: 60 } as const;
/** As much as our host ever sends. */
const MAX_BITRATE = 30e6;
const SCENES = 'benchmarks/src/path/scenes';
const SCENE = 'noise';
/** What is under way when the schedule ends still belongs to it. */
const TAIL: Millis = 500;
/** Beyond the schedule; a page that says nothing for so long is broken. */
const PATIENCE: Millis = 60_000;
/** Between rounds, for the last one to be gone. */
const PAUSE: Millis = 1_000;

/** @throws Error where the stack, a browser, a page or the emulator fails */
export async function measurePath(options: PathOptions, progress: Progress): Promise<PathResult> {
  const at = new Date().toISOString();
  const machine = await describeMachine();
  progress.step('starting gateway, host and two browsers …');
  const settings: PeerSettings = {
    ...bestSettings(PICTURE.width, PICTURE.height, PICTURE.fps),
    maxBitrate: MAX_BITRATE,
  };
  const cases: PathCaseResult[] = [];
  const reports: PeerSenderReport[] = [];
  let video: VideoInfo | undefined;
  const chromium = await withBench(async (bench) => {
    for (const path of options.cases) {
      const pairs: PathPair[] = [];
      for (let number = 1; number <= options.pairs; number++) {
        const seed = options.seed + number;
        const say = (side: string): void =>
          progress.step(
            `${path.name}, pair ${number} of ${options.pairs}, ${side}, ${lengthOf(path.phases) / 1_000} s …`,
          );
        say('ours');
        const ours = await measureRound(path, seed, (emulator) => recordOurs(bench, path, emulator));
        video ??= ours.page.video;
        say('peer');
        const peer = await measureRound(path, seed, (emulator) => recordPeer(bench, path, settings, emulator, reports));
        pairs.push({ ours: ours.round, peer: peer.round });
      }
      cases.push(caseResult(path, options.seed + 1, pairs));
    }
    return bench.viewers.version();
  });
  progress.end();
  const { maxBitrate, contentHint, degradationPreference } = settings;
  return {
    format: 'remote-view-path',
    version: 1,
    at,
    machine: { ...machine, chromium, ...renderedWith(video) },
    peer: {
      ...{ codec: reports[0]?.codec ?? 'unknown', maxBitrate, contentHint, degradationPreference },
      limitedBy: totalOf(reports.map(({ limitedBy }) => limitedBy)),
    },
    settings: { ...PICTURE, queue: QUEUE, seed: options.seed, stretch: options.stretch },
    cases,
  };
}

interface Bench {
  readonly stack: Stack;
  /** Shows the pictures of both. */
  readonly viewers: Browser;
  /** Draws and encodes the peer's. */
  readonly senders: Browser;
  readonly pages: Readonly<Record<'ours' | 'sender' | 'viewer', PageServer>>;
}

/** Starts everything, and stops it whatever happens in between. */
async function withBench<T>(use: (bench: Bench) => Promise<T>): Promise<T> {
  const closing: (() => Promise<void>)[] = [];
  const serve = async (module: string): Promise<PageServer> => {
    const server = await servePage(`benchmarks/src/path/page/${module}`);
    closing.push(() => server.close());
    return server;
  };
  try {
    const pages = {
      ours: await serve('ours.ts'),
      sender: await serve('peer-sender.ts'),
      viewer: await serve('peer-viewer.ts'),
    };
    const stack = await startStack({ scenes: [SCENES] });
    closing.push(() => stack.stop());
    const viewers = await launchChromium();
    closing.push(() => viewers.close());
    const senders = await launchChromium();
    closing.push(() => senders.close());
    // Chromium says its addresses, loopback among them, only to pages that may use a camera.
    await senders.browser.defaultBrowserContext().setPermission(new URL(pages.sender.url).origin, {
      permission: { name: 'camera' },
      state: 'granted',
    });
    return await use({ stack, viewers: viewers.browser, senders: senders.browser, pages });
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

/** @param record returns once the schedule is over and the page has told what it saw */
async function measureRound(
  path: PathCase,
  seed: number,
  record: (emulator: Emulator) => Promise<PageRecording>,
): Promise<{ readonly round: PathRound; readonly page: PageRecording }> {
  await new Promise((resolve) => setTimeout(resolve, PAUSE));
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

async function recordOurs(
  { stack, viewers, pages }: Bench,
  path: PathCase,
  emulator: Emulator,
): Promise<PageRecording> {
  return withPage(viewers, pages.ours, async (page) => {
    await page.exposeFunction('openRelay', (port: number) => emulator.relay(port));
    await page.waitForFunction(() => globalThis.oursPage !== undefined);
    const plan = { gateway: stack.url, scene: SCENE, width: PICTURE.width, height: PICTURE.height };
    await page.evaluate((plan) => globalThis.oursPage.connect(plan), plan);
    emulator.begin();
    const length = lengthOf(path.phases) + TAIL;
    return patiently(
      length,
      page.evaluate((length) => globalThis.oursPage.record(length), length),
    );
  });
}

async function recordPeer(
  { viewers, senders, pages }: Bench,
  path: PathCase,
  settings: PeerSettings,
  emulator: Emulator,
  reports: PeerSenderReport[],
): Promise<PageRecording> {
  const { width, height, fps } = PICTURE;
  return withPage(senders, pages.sender, async (sender) =>
    withPage(viewers, pages.viewer, async (viewer) => {
      await viewer.exposeFunction('openRelay', (port: number) => emulator.relay(port));
      await viewer.waitForFunction(() => globalThis.peerViewerPage !== undefined);
      await sender.waitForFunction(() => globalThis.peerSenderPage !== undefined);
      const offer = await viewer.evaluate((plan) => globalThis.peerViewerPage.offer(plan), { width, height, settings });
      const answering = { offer, width, height, fps, settings };
      const answer = await sender.evaluate((plan) => globalThis.peerSenderPage.answer(plan), answering);
      const accepted = viewer.evaluate((answer) => globalThis.peerViewerPage.accept(answer), answer);
      await patiently(0, accepted);
      emulator.begin();
      const length = lengthOf(path.phases) + TAIL;
      const recording = viewer.evaluate((length) => globalThis.peerViewerPage.record(length), length);
      const recorded = await patiently(length, recording);
      reports.push(await sender.evaluate(() => globalThis.peerSenderPage.report()));
      return recorded;
    }),
  );
}

async function withPage<T>(browser: Browser, { url }: PageServer, use: (page: Page) => Promise<T>): Promise<T> {
  const page = await browser.newPage();
  try {
    await page.setViewport({ width: PICTURE.width, height: PICTURE.height });
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

function caseResult(path: PathCase, seed: number, pairs: readonly PathPair[]): PathCaseResult {
  return {
    name: path.name,
    rtt: path.rtt,
    schedule: scheduleText(path),
    impairments: impairmentsOf(path),
    capacity: capacitySeries(path, bottleneckOf(path, seed)),
    pairs: [...pairs],
  };
}

function totalOf(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [reason, seconds] of all.flatMap((one) => Object.entries(one))) {
    total[reason] = (total[reason] ?? 0) + seconds;
  }
  return total;
}
