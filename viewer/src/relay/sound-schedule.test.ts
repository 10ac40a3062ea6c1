import { describe, expect, it } from 'vitest';
import { SoundSchedule } from './sound-schedule.ts';

const PACKET = 0.01;
const TICKS = 480;

/** Sends packets every 10 ms that come `late(index)` seconds late; @returns when each is played, null for those left out */
function play(
  schedule: SoundSchedule,
  {
    from = 0,
    packets = 100,
    first = 0,
    late = () => 0,
  }: {
    readonly from?: number;
    readonly packets?: number;
    readonly first?: number;
    readonly late?: (index: number) => number;
  } = {},
): (number | null)[] {
  return Array.from({ length: packets }, (_, index) =>
    schedule.next((first + index * TICKS) >>> 0, PACKET, from + index * PACKET + late(index)),
  );
}

function gaps(times: readonly (number | null)[]): number {
  const played = times.filter((at) => at !== null);
  return played.slice(1).filter((at, index) => Math.abs(at - played[index]! - PACKET) > 1e-9).length;
}

describe('the schedule of relayed sound', () => {
  it('plays packets one behind the other, a little after they come', () => {
    const times = play(new SoundSchedule());
    expect(gaps(times)).toBe(0);
    expect(times[0]).toBeGreaterThan(0);
    expect(times[0]).toBeLessThan(0.05);
  });

  it('goes on where the timestamp wraps', () => {
    expect(gaps(play(new SoundSchedule(), { first: 2 ** 32 - 20 * TICKS }))).toBe(0);
  });

  it('waits longer once packets came too late, and then plays through the same lateness', () => {
    const schedule = new SoundSchedule();
    const late = (index: number): number => (index % 20 === 19 ? 0.06 : 0);
    const times = play(schedule, { packets: 400, late });
    expect(gaps(times.slice(0, 100))).toBeGreaterThan(0);
    expect(gaps(times.slice(200))).toBe(0);
    expect(schedule.delay).toBeLessThan(0.15);
  });

  it('waits less again when nothing was late for long, a packet at a time', () => {
    const schedule = new SoundSchedule();
    play(schedule, { packets: 40, late: (index) => (index === 20 ? 0.2 : 0) });
    const before = schedule.delay;
    const times = play(schedule, { from: 0.4, first: 40 * TICKS, packets: 3_000 });
    expect(schedule.delay).toBeLessThan(before / 2);
    const left = times.filter((at) => at === null).length;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(20);
    expect(gaps(times)).toBe(0);
  });

  it('begins anew behind a silence, with the delay that it has learned', () => {
    const schedule = new SoundSchedule();
    play(schedule, { packets: 100 });
    const at = schedule.next(100 * TICKS + 48_000 * 3, PACKET, 10);
    expect(at).toBeCloseTo(10 + schedule.delay);
  });

  it('never waits longer than is bearable', () => {
    const schedule = new SoundSchedule();
    play(schedule, { packets: 500, late: (index) => (index % 2) * 0.5 });
    expect(schedule.delay).toBeLessThanOrEqual(0.3);
  });
});
