/** What the stack must reach and what it aims at, and which of it a result can speak of. */
import type { CapacityCaseResult } from '../capacity/result.ts';
import type { LatencyResult } from '../latency/result.ts';
import { GOALS as PEER_GOALS } from '../peer/ratios.ts';
import type { PeerResult } from '../peer/result.ts';
import type { Machine } from '../report/machine.ts';
import type { StartupCaseName } from '../startup/result.ts';

export interface Goal {
  readonly must: number;
  /** Absent where there is nothing beyond the must. */
  readonly aim?: number;
}

export type Better = 'less' | 'more';
export type Reached = 'aim' | 'must' | 'missed';

export function reached(value: number, { must, aim }: Goal, better: Better): Reached {
  const good = (limit: number): boolean => (better === 'less' ? value <= limit : value >= limit);
  if (aim !== undefined && good(aim)) return 'aim';
  return good(must) ? 'must' : 'missed';
}

/** connect() -> first frame on loopback, ms at the median. */
export const STARTUP_GOALS: Readonly<Record<StartupCaseName, Goal>> = {
  session: { must: 120, aim: 50 },
  join: { must: 120, aim: 50 },
  cold: { must: 1_000, aim: 300 },
};

/** Resident memory of both processes of a session with a small scene, MB. */
const MEMORY_GOAL: Goal = { must: 400, aim: 250 };
/** CPU of one more viewer of a stream of 10 Mbit/s, % of a core. */
export const VIEWER_GOAL: Goal = { must: 1.9, aim: 1.1 };

interface LatencyGoals {
  readonly p50: Goal;
  readonly p95: Goal;
}

/** Scenes that cost next to nothing: with others the goals would be about the scene. */
const SMALL_SCENES: readonly string[] = ['synthetic', 'barcode', 'cube'];

/** Input -> presented, ms. Without a GPU three.js has no goal but the ratio to the peer. */
export function latencyGoals(
  { scene, width, height, fps }: Pick<LatencyResult['settings'], 'scene' | 'width' | 'height' | 'fps'>,
  { software }: Pick<Machine, 'software'>,
): LatencyGoals | undefined {
  const name = `${width}x${height} at ${fps}`;
  if (software) {
    return scene === 'synthetic' && name === '1280x720 at 60'
      ? { p50: { must: 35, aim: 20 }, p95: { must: 60, aim: 35 } }
      : undefined;
  }
  if (!SMALL_SCENES.includes(scene)) return undefined;
  if (name === '1280x720 at 60') return { p50: { must: 20, aim: 10 }, p95: { must: 32, aim: 18 } };
  return name === '1920x1080 at 60' ? { p50: { must: 25, aim: 13 }, p95: { must: 40, aim: 22 } } : undefined;
}

const SESSIONS_A_CORE: Readonly<Record<string, Goal>> = {
  '1280x720 at 30': { must: 4, aim: 8 },
  '1280x720 at 60': { must: 2, aim: 4.5 },
  '1920x1080 at 60': { must: 1, aim: 2 },
};

/** With encoding in software. On a software rasteriser three.js would be most of the cost: there the synthetic source only. */
export function sessionsGoal(
  { scene, width, height, fps }: CapacityCaseResult,
  { software, encoder }: Pick<Machine, 'software' | 'encoder'>,
): Goal | undefined {
  if (!/x264/iu.test(encoder) || (software && scene !== 'synthetic') || !SMALL_SCENES.includes(scene)) return undefined;
  return SESSIONS_A_CORE[`${width}x${height} at ${fps}`];
}

export function memoryGoal({ scene }: Pick<CapacityCaseResult, 'scene'>): Goal | undefined {
  return SMALL_SCENES.includes(scene) ? MEMORY_GOAL : undefined;
}

/** Ours / peer, where the goal was set: without a GPU, at 30 frames a second. */
export function peerGoal({ settings, machine }: Pick<PeerResult, 'settings' | 'machine'>): Goal | undefined {
  const size = `${settings.width}x${settings.height}`;
  return machine.software && settings.fps === 30 && ['640x360', '1280x720'].includes(size) ? PEER_GOALS : undefined;
}
