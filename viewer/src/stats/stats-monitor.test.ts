import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LatencyMeter } from '../latency/latency-meter.ts';
import { toMetrics } from './metrics.ts';
import type { ReportEntry } from './report-reader.ts';
import { MAX_SAMPLES } from './stats-history.ts';
import { StatsMonitor, type MeasuredLink } from './stats-monitor.ts';
import type { RemoteViewStats } from './stats.ts';

/** A link whose report says that `bytes` have come. */
class FakeLink implements MeasuredLink {
  readonly transport = 'webrtc';
  readonly latency = new LatencyMeter();
  bytes = 0;
  reports = 0;

  async report(): Promise<ReportEntry[]> {
    this.reports++;
    return [{ id: 'I', type: 'inbound-rtp', kind: 'video', bytesReceived: this.bytes, framesPerSecond: 30 }];
  }
}

function watched(first: FakeLink | null = new FakeLink(), answer = () => {}) {
  const told: RemoteViewStats[] = [];
  const now: { link: MeasuredLink | null } = { link: first };
  const sources = {
    state: () => 'live' as const,
    link: () => now.link,
    video: () => ({
      type: 'video' as const,
      width: 1,
      height: 1,
      adapter: '=cmd|calc',
      encoder: 'a, "b"',
      software: true,
      fps: 30,
    }),
    rate: () => ({ type: 'rate' as const, target: 5_000_000, limitedBy: 'network' as const }),
    rejected: () => ({ 'malformed-message': 2 }),
  };
  const monitor = new StatsMonitor(sources, (stats) => {
    told.push(stats);
    answer();
  });
  return { monitor, told, now };
}

describe('the monitor of the stats', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_700_000_000_000 }));
  afterEach(() => void vi.useRealTimers());

  it('asks for nothing while nobody watches, and once a second while someone does', async () => {
    const link = new FakeLink();
    const { monitor, told } = watched(link);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(link.reports).toBe(0);
    monitor.run(true);
    monitor.run(true);
    await vi.advanceTimersByTimeAsync(3_500);
    expect(told).toHaveLength(4);
    monitor.run(false);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(link.reports).toBe(4);
  });

  it('tells no more to who listens anew each time that it is told', async () => {
    const link = new FakeLink();
    const { monitor, told } = watched(link, () => {
      monitor.run(false);
      monitor.run(true);
    });
    monitor.run(true);
    await vi.advanceTimersByTimeAsync(3_500);
    expect(told).toHaveLength(4);
    expect(monitor.history.samples).toHaveLength(4);
  });

  it('takes rates of each connection from its own totals', async () => {
    const { monitor, told, now } = watched(null);
    const link = new FakeLink();
    now.link = link;
    monitor.run(true);
    await vi.advanceTimersByTimeAsync(10);
    link.bytes = 125_000;
    for (let seq = 1; seq <= 30; seq++) link.latency.input(seq, 0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told.at(-1)).toMatchObject({ bitrate: 1_000_000, inputRate: 30, fps: 30, targetBitrate: 5_000_000 });
    now.link = new FakeLink();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told.at(-1)).toMatchObject({ bitrate: null, inputRate: null });
  });

  it('knows what it can where there is no connection', async () => {
    const { monitor } = watched(null);
    expect(await monitor.read()).toMatchObject({
      transport: null,
      bitrate: null,
      inputRate: null,
      latency: { p50: null, count: 0 },
      frames: { shownFps: null, recent: [] },
    });
  });

  it('says nothing that came when nobody watched any more', async () => {
    const { monitor, told } = watched();
    monitor.run(true);
    monitor.run(false);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(told).toEqual([]);
  });

  it('exports ten minutes and no more, with the time in which nobody watched left out', async () => {
    const { monitor } = watched();
    monitor.run(true);
    await vi.advanceTimersByTimeAsync(700_000);
    monitor.run(false);
    await vi.advanceTimersByTimeAsync(60_000);
    monitor.run(true);
    await vi.advanceTimersByTimeAsync(10);
    const samples = JSON.parse(await (await monitor.export('json')).text()) as { timestamp: number }[];
    expect(samples).toHaveLength(MAX_SAMPLES);
    expect(samples.at(-1)!.timestamp - samples.at(-2)!.timestamp).toBeGreaterThan(59_000);
    expect(samples[0]).not.toHaveProperty('frames.recent');
  });

  it('exports what is known now where nobody ever watched', async () => {
    const { monitor } = watched();
    const blob = await monitor.export('csv');
    expect(blob.type).toBe('text/csv');
    expect((await blob.text()).trimEnd().split('\r\n')).toHaveLength(2);
  });

  it('exports a column for each number, in which no word of the host is a formula', async () => {
    const { monitor } = watched();
    const [head, row] = (await (await monitor.export('csv')).text()).split('\r\n');
    expect(head).toMatch(/^time,state,latency\.p50,/u);
    expect(head).toContain('latency.stages.network,');
    expect(row).toMatch(/^2023-11-14T22:13:20\.000Z,live,,,0,/u);
    expect(row).toContain(`'=cmd|calc,"a, ""b""",true,5000000,network,`);
    expect(row).toMatch(/,2$/u);
  });

  it('is metrics with the names and units of OpenTelemetry', async () => {
    const { monitor } = watched();
    const metrics = toMetrics(await monitor.read());
    expect(metrics).toContainEqual({
      name: 'remote_view.network.target_bitrate',
      unit: 'bit/s',
      kind: 'gauge',
      value: 5_000_000,
      attributes: {
        'remote_view.state': 'live',
        'remote_view.transport': 'webrtc',
        'remote_view.limited_by': 'network',
      },
    });
    expect(metrics).toContainEqual(
      expect.objectContaining({ name: 'remote_view.messages_rejected', kind: 'counter', value: 2 }),
    );
    expect(metrics.map(({ name }) => name)).not.toContain('remote_view.network.bitrate');
    for (const { name, unit } of metrics) {
      expect(name).toMatch(/^[a-z][a-z_]*(?:\.[a-z][a-z_]*)+$/u);
      expect(unit).toMatch(/^(?:1|s|bit\/s|\{[a-z]+\}(?:\/s)?)$/u);
    }
  });
});
