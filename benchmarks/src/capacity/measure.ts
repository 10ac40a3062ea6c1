/**
 * Adds sessions one by one until the machine holds no more, then viewers to one session. Gateway, host and the light
 * viewers are processes of their own, and CPU is read of each: the viewers' is no part of what a session costs, but they
 * share the machine, so the number of sessions that held is a little lower than on a machine of their own.
 */
import type { Millis } from '@remote-view/protocol';
import { loadavg } from 'node:os';
import { sceneAtRate } from '../harness/scene-at-rate.ts';
import { startStack, type Stack } from '../harness/stack.ts';
import { cellName } from '../latency/matrix-report.ts';
import { describeMachine, renderedWith, type MachineOfRun } from '../report/machine.ts';
import type { Progress } from '../report/progress.ts';
import { distribution } from '../stats/distribution.ts';
import { costOfViewer } from './figures.ts';
import { judge, type Verdict } from './judge.ts';
import type { CapacityCase, CapacityOptions } from './options.ts';
import type { Role } from './proc-stat.ts';
import type { Credentials } from './receiver-messages.ts';
import { Receivers } from './receivers.ts';
import type { CapacityCaseResult, CapacityResult, Step } from './result.ts';
import { takeUsage, usageBetween } from './usage.ts';

/** A session's own processes. The agent is one for all of them, and takes no CPU while nothing changes. */
const OWN: readonly Role[] = ['scene', 'stream'];

/** @throws Error where not even one session runs */
export async function measureCapacity(options: CapacityOptions, progress: Progress): Promise<CapacityResult> {
  const at = new Date().toISOString();
  const machine = await describeMachine();
  const cases: CapacityCaseResult[] = [];
  let machineOfRun: MachineOfRun | undefined;
  for (const one of options.cases) {
    const name = cellName(one);
    const report = (text: string): void => progress.step(`${name}: ${text} …`);
    const sessions = await withBench(one, options, (bench) => addSessions(bench, one, options, report));
    const viewers =
      options.maxViewers < 2 ? [] : await withBench(one, options, (bench) => addViewers(bench, one, options, report));
    machineOfRun ??= { ...sessions.machine, chromium: 'none' };
    cases.push(summarise(one, sessions, viewers));
  }
  progress.end();
  if (machineOfRun === undefined) throw new Error('no case was measured');
  return {
    format: 'remote-view-capacity',
    version: 1,
    at,
    machine: { ...machine, ...machineOfRun },
    window: options.window,
    cases,
  };
}

interface Bench {
  readonly stack: Stack;
  readonly receivers: Receivers;
}

interface Ladder {
  readonly loadBefore: number;
  readonly steps: readonly Step[];
  readonly held: number;
  readonly hostFps: number;
  readonly limit: CapacityCaseResult['limit'];
  readonly machine: Omit<MachineOfRun, 'chromium'>;
}

async function withBench<T>(
  { scene, fps, preset }: CapacityCase,
  { maxSessions }: CapacityOptions,
  use: (bench: Bench) => Promise<T>,
): Promise<T> {
  const closing: (() => Promise<void>)[] = [];
  try {
    const folder = await sceneAtRate(scene, fps);
    closing.push(() => folder.remove());
    // No warm processes: each that is there belongs to a session.
    const hostFlags = preset === undefined ? [] : ['--encoder-preset', preset];
    const stack = await startStack({ scenes: [folder.path], capacity: maxSessions, warm: 0, hostFlags });
    closing.push(() => stack.stop());
    const receivers = new Receivers(stack.url);
    closing.push(() => receivers.close());
    return await use({ stack, receivers });
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

async function addSessions(
  bench: Bench,
  { scene, width, height, fps }: CapacityCase,
  options: CapacityOptions,
  report: (text: string) => void,
): Promise<Ladder> {
  const loadBefore = loadavg()[0] ?? 0;
  const steps: Step[] = [];
  const ladder = (held: number, limit: Ladder['limit']): Ladder => {
    const { video } = bench.receivers;
    return {
      ...{ loadBefore, steps, held, limit, hostFps: video?.fps ?? fps },
      machine: renderedWith(video),
    };
  };
  for (let sessions = 1; sessions <= options.maxSessions; sessions++) {
    report(`${sessions} ${sessions === 1 ? 'session' : 'sessions'}`);
    try {
      const session = await bench.receivers.createSession(scene);
      await bench.receivers.open({ session, width, height, inputs: true });
    } catch (error) {
      // A machine that is full refuses, or takes too long: that is an answer, unless it was the first session.
      if (steps.length === 0) throw error;
      return ladder(steps.length, 'refused');
    }
    const judged = async (): Promise<readonly [Step, Verdict]> => {
      const step = await measureStep(bench, sessions, options);
      return [step, verdictOf(step, steps[0] ?? step, bench.receivers.video?.fps ?? fps)];
    };
    let [step, verdict] = await judged();
    // One bad moment of the machine is not its capacity.
    if (verdict !== 'held') [step, verdict] = await judged();
    steps.push(step);
    if (verdict !== 'held') return ladder(sessions - 1, verdict);
  }
  return ladder(steps.length, 'asked');
}

async function addViewers(
  bench: Bench,
  { scene, width, height }: CapacityCase,
  options: CapacityOptions,
  report: (text: string) => void,
): Promise<Step[]> {
  const session: Credentials = await bench.receivers.createSession(scene);
  const steps: Step[] = [];
  // 1, 2, 4, ...: the cost of one is small, and best seen over a long way.
  for (let viewers = 1, opened = 0; viewers <= options.maxViewers; viewers *= 2) {
    report(`${viewers} ${viewers === 1 ? 'viewer' : 'viewers'} of one session`);
    for (; opened < viewers; opened++) {
      await bench.receivers.open({ session, width, height, inputs: opened === 0 });
    }
    const step = await measureStep(bench, 1, options);
    if (Math.min(...step.framesPerSecond) === 0) throw new Error(`a viewer of ${viewers} gets no frames`);
    steps.push(step);
  }
  return steps;
}

async function measureStep(
  { stack, receivers }: Bench,
  sessions: number,
  { settle, window }: CapacityOptions,
): Promise<Step> {
  await new Promise((resolve) => setTimeout(resolve, settle));
  const roots = [stack.host.pid, stack.gateway.pid, receivers.pid];
  const before = await takeUsage(roots);
  await receivers.collect();
  await new Promise((resolve) => setTimeout(resolve, window));
  const { span, counts } = await receivers.collect();
  const usage = usageBetween(before, await takeUsage(roots));
  const latencies = counts.flatMap(({ latencies }) => latencies);
  return {
    sessions,
    viewers: counts.length,
    framesPerSecond: counts.map(({ frames }) => (frames / span) * 1_000),
    sizes: counts.map(({ width, height }) => `${width}x${height}`),
    bitrates: counts.map(({ bytes }) => ((bytes * 8) / span) * 1_000),
    ...(latencies.length === 0 ? {} : { latency: latencyOf(latencies) }),
    usage,
  };
}

function latencyOf(latencies: readonly Millis[]): NonNullable<Step['latency']> {
  const { count, p50, p95, max } = distribution(latencies);
  return { count, p50, p95, max };
}

function verdictOf(step: Step, first: Step, fps: number): Verdict {
  const measures = ({ framesPerSecond, latency }: Step) => ({
    slowest: Math.min(...framesPerSecond),
    latencyP95: latency?.p95 ?? Infinity,
  });
  return judge(measures(step), measures(first), fps);
}

function summarise(one: CapacityCase, ladder: Ladder, viewers: Step[]): CapacityCaseResult {
  // With none that held, what one session took is still worth knowing.
  const step = ladder.steps[Math.max(0, ladder.held - 1)]!;
  const session = ofSession(step);
  const { machine: _machine, steps, ...rest } = ladder;
  const viewer = costOfViewer(viewers);
  return {
    ...one,
    ...rest,
    steps: [...steps],
    session,
    perCore: 1 / session.cores,
    viewers,
    ...(viewer === undefined ? {} : { viewer }),
  };
}

/** What a session's processes take, on average over the sessions. */
function ofSession({ usage, sessions }: Step): CapacityCaseResult['session'] {
  const own = usage.filter(({ role }) => OWN.includes(role));
  const mean = (key: keyof CapacityCaseResult['session']): number =>
    own.reduce((total, usage) => total + usage[key], 0) / sessions;
  return {
    cores: mean('cores'),
    residentBytes: mean('residentBytes'),
    proportionalBytes: mean('proportionalBytes'),
  };
}
