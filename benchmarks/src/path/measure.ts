/**
 * Runs the path suite: ours and the peer in turn, over an emulated link of its own each round, seen by the same browser.
 * Everything is started before the first round, and only the side that is measured has a page open.
 */
import type { VideoInfo } from '@remote-view/protocol';
import { launchChromium } from '../harness/chromium.ts';
import { servePage, type PageServer } from '../harness/page-server.ts';
import { startStack } from '../harness/stack.ts';
import { bestSettings, type PeerSettings } from '../peer/settings.ts';
import { describeMachine, renderedWith } from '../report/machine.ts';
import type { Progress } from '../report/progress.ts';
import { capacitySeries } from './analysis.ts';
import { impairmentsOf, scheduleText } from './case-text.ts';
import { bottleneckOf, QUEUE, USEFUL, type PathCase } from './cases.ts';
import { doubtsOf } from './doubts.ts';
import { judgeCase } from './goals.ts';
import type { PathOptions } from './options.ts';
import type { PeerSenderReport } from './page/peer-sender.ts';
import type { PathCaseResult, PathPair, PathResult } from './result.ts';
import { measureRound, OURS_PAGE, recordOurs, recordPeer, type OursBench, type PeerBench } from './rounds.ts';
import { lengthOf } from './schedule.ts';

const PICTURE = { width: 1280, height: 720, fps: 60 } as const;
const SCENES = 'benchmarks/src/path/scenes';
const SCENE = 'noise';

/** @throws Error where the stack, a browser, a page or the emulator fails */
export async function measurePath(options: PathOptions, progress: Progress): Promise<PathResult> {
  const at = new Date().toISOString();
  const machine = await describeMachine();
  progress.step('starting gateway, host and two browsers …');
  const settings: PeerSettings = {
    ...bestSettings(PICTURE.width, PICTURE.height, PICTURE.fps),
    maxBitrate: USEFUL,
  };
  const cases: PathCaseResult[] = [];
  const reports: PeerSenderReport[] = [];
  let video: VideoInfo | undefined;
  const chromium = await withBench(async (bench) => {
    for (const path of options.cases) {
      const pairs: PathPair[] = [];
      for (let number = 1; number <= options.pairs; number++) {
        const seed = options.seed + number;
        const shown = { ...PICTURE, length: lengthOf(path.phases) };
        const say = (side: string): void =>
          progress.step(`${path.name}, pair ${number} of ${options.pairs}, ${side}, ${shown.length / 1_000} s …`);
        say('ours');
        const ours = await measureRound(path, seed, (link) => recordOurs(bench, { ...shown, scene: SCENE }, link));
        video ??= ours.page.video;
        say('peer');
        const peer = await measureRound(path, seed, async (link) => {
          const { page, report } = await recordPeer(
            bench,
            { ...PICTURE, settings, length: lengthOf(path.phases) },
            link,
          );
          reports.push(report);
          return page;
        });
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

type Bench = OursBench & PeerBench;

/** Starts everything, and stops it whatever happens in between. */
async function withBench<T>(use: (bench: Bench) => Promise<T>): Promise<T> {
  const closing: (() => Promise<void>)[] = [];
  const serve = async (module: string): Promise<PageServer> => {
    const server = await servePage(module);
    closing.push(() => server.close());
    return server;
  };
  try {
    const pages = {
      ours: await serve(OURS_PAGE),
      sender: await serve('benchmarks/src/path/page/peer-sender.ts'),
      viewer: await serve('benchmarks/src/path/page/peer-viewer.ts'),
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

function caseResult(path: PathCase, seed: number, pairs: readonly PathPair[]): PathCaseResult {
  return {
    name: path.name,
    rtt: path.rtt,
    schedule: scheduleText(path),
    impairments: impairmentsOf(path),
    capacity: capacitySeries(path, bottleneckOf(path, seed)),
    pairs: [...pairs],
    goals: judgeCase(path, pairs),
    doubts: doubtsOf(pairs),
  };
}

function totalOf(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [reason, seconds] of all.flatMap((one) => Object.entries(one))) {
    total[reason] = (total[reason] ?? 0) + seconds;
  }
  return total;
}
