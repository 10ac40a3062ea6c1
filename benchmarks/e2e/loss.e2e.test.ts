/**
 * A real viewer, the whole stack, and a path that loses packets: no picture stands, and nothing but the first begins anew. The
 * picture is small and needs no rasteriser, so that a machine with other work has time for it.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { servePage, type PageServer } from '../src/harness/page-server.ts';
import { sceneAtRate, type SceneFolder } from '../src/harness/scene-at-rate.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';
import type { PathCase } from '../src/path/cases.ts';
import type { PathRound } from '../src/path/result.ts';
import { measureRound, OURS_PAGE, recordOurs } from '../src/path/rounds.ts';
import { lengthOf, parseSchedule } from '../src/path/schedule.ts';

const SCENE = 'synthetic';
const RTT = 20;
/** Late by so many ms, the emulator or this process, the machine has made another path of the one that was asked for. */
const STALLED = RTT;
const ATTEMPTS = 3;
const LENGTH = '4s 10M';
/** The picture of the first moments has the host's first size; the viewer's comes with a key frame. */
const SETTLE = 1_000;

describe(`over a path with a round trip of ${RTT} ms`, () => {
  let scenes: SceneFolder;
  let stack: Stack;
  let chromium: LaunchedBrowser;
  let page: PageServer;

  beforeAll(async () => {
    [scenes, page, chromium] = await Promise.all([sceneAtRate(SCENE, 30), servePage(OURS_PAGE), launchChromium()]);
    stack = await startStack({ scenes: [scenes.path] });
  });
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
    await page.close();
    await scenes.remove();
  });

  /** A round in which something stood is repeated where the machine did. */
  async function measure(path: PathCase): Promise<PathRound> {
    const shown = { scene: SCENE, width: 320, height: 180, length: lengthOf(path.phases), settle: SETTLE };
    const bench = { stack, viewers: chromium.browser, pages: { ours: page } };
    for (let attempt = 1; ; attempt++) {
      const delays = monitorEventLoopDelay({ resolution: 5 });
      delays.enable();
      const { round } = await measureRound(path, attempt, (link) => recordOurs(bench, shown, link));
      delays.disable();
      const stalled = Math.max(round.lateness.max, delays.max / 1e6) > STALLED;
      const holds = round.frozen.freezes === 0 && round.keyFrames === 0;
      if (holds || !stalled || attempt === ATTEMPTS) return round;
    }
  }

  it.each([1, 5])('that loses %d percent, repairs keep the picture moving', async (percent) => {
    const loss = { type: 'random', share: percent / 100 } as const;
    const round = await measure({ name: `loss-${percent}`, rtt: RTT, phases: parseSchedule(LENGTH), loss });
    const { frozen, gaps, lateness, keyFrames, retransmitted, phases, sizes, framesPerSecond } = round;
    const lost = phases[0]!.lost;
    const seen = JSON.stringify({ lost, retransmitted, gaps, lateness, sizes });
    expect(lost, seen).toBeGreaterThan(0);
    expect(retransmitted, seen).toBeGreaterThan(0);
    expect(frozen.freezes, seen).toBe(0);
    expect(keyFrames, seen).toBe(0);
    expect(framesPerSecond, seen).toBeGreaterThan(15);
  });
});
