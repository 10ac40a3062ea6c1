import { describe, expect, test } from 'vitest';
import { Rejections } from '../wire/rejections.ts';
import type { HostFigures } from './figures.ts';
import { GatewayMetrics } from './metrics.ts';

const HOST: HostFigures = {
  capacity: 4,
  taken: 3,
  report: { warm: 1, cpu: 0.25, freeMemory: 1_000, draining: false },
  cordoned: false,
  connected: true,
};

/** Lines of the text format by what stands before the value. */
async function scrape(metrics: GatewayMetrics): Promise<ReadonlyMap<string, number>> {
  const text = await metrics.text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

describe('the metrics', () => {
  test('tell of the fleet as it is at the moment', async () => {
    const metrics = new GatewayMetrics(new Rejections());
    let hosts = [HOST, HOST];
    metrics.readFrom(() => ({ hosts, sessions: new Map([['active', 5] as const]), queued: 7 }));
    const first = await scrape(metrics);
    expect(first.get('remote_view_slots')).toBe(8);
    expect(first.get('remote_view_slots_taken')).toBe(6);
    expect(first.get('remote_view_hosts{state="ready"}')).toBe(2);
    expect(first.get('remote_view_sessions{state="active"}')).toBe(5);
    expect(first.get('remote_view_sessions{state="ready"}')).toBe(0);
    expect(first.get('remote_view_queue_length')).toBe(7);
    expect(first.get('remote_view_hosts_cpu_ratio{stat="max"}')).toBe(0.25);
    hosts = [];
    expect((await scrape(metrics)).get('remote_view_slots')).toBe(0);
  });

  test('say that the store is away, and the rest all the same', async () => {
    const metrics = new GatewayMetrics(new Rejections());
    metrics.readFrom(async () => Promise.reject(new Error('away')));
    metrics.ended('session-afk');
    const figures = await scrape(metrics);
    expect(figures.get('remote_view_store_up')).toBe(0);
    expect(figures.get('remote_view_sessions_ended_total{code="session-afk"}')).toBe(1);
    expect([...figures.keys()].filter((name) => name.startsWith('remote_view_hosts{'))).toEqual([]);
  });

  test('count what happens', async () => {
    const rejections = new Rejections();
    const metrics = new GatewayMetrics(rejections);
    rejections.add('bad-token');
    rejections.add('bad-token');
    metrics.allocated({ result: 'refused', code: 'no-capacity' }, 0.002);
    metrics.started(1.5);
    metrics.waited(20);
    metrics.answered(0.3);
    metrics.latency([35, 120]);
    metrics.clusterMessage('nobody', 0.001);
    metrics.requested('POST', '/v1/sessions', 201, 0.003);
    metrics.drains();
    const figures = await scrape(metrics);
    expect(figures.get('remote_view_rejections_total{reason="bad-token"}')).toBe(2);
    expect(figures.get('remote_view_allocations_total{result="refused",code="no-capacity"}')).toBe(1);
    expect(figures.get('remote_view_allocation_seconds_bucket{le="0.0025"}')).toBe(1);
    expect(figures.get('remote_view_session_start_seconds_sum')).toBe(1.5);
    expect(figures.get('remote_view_queue_wait_seconds_count')).toBe(1);
    expect(figures.get('remote_view_answer_seconds_count')).toBe(1);
    expect(figures.get('remote_view_input_to_present_seconds_bucket{le="0.04"}')).toBe(1);
    expect(figures.get('remote_view_input_to_present_seconds_sum')).toBeCloseTo(0.155);
    expect(figures.get('remote_view_cluster_messages_total{result="nobody"}')).toBe(1);
    expect(figures.get('remote_view_http_request_seconds_count{method="POST",route="/v1/sessions",status="201"}')).toBe(
      1,
    );
    expect(figures.get('remote_view_draining')).toBe(1);
    // A second scrape counts nothing twice.
    expect((await scrape(metrics)).get('remote_view_rejections_total{reason="bad-token"}')).toBe(2);
  });

  test('have names as Prometheus wants them, each with its help, and no id for a label', async () => {
    const metrics = new GatewayMetrics(new Rejections());
    metrics.describeProcess();
    const text = await metrics.text();
    const kinds = [...text.matchAll(/^# TYPE (remote_view_\w+) (\w+)$/gm)].map(([, name, kind]) => ({
      name: name!,
      kind,
    }));
    expect(kinds.length).toBeGreaterThan(20);
    for (const { name, kind } of kinds) {
      expect(name).toMatch(/^remote_view_[a-z_]+$/);
      if (kind === 'counter') expect(name).toMatch(/_total$/);
      if (kind === 'histogram') expect(name).toMatch(/_seconds$/);
      expect(text).toMatch(new RegExp(`^# HELP ${name} \\S+`, 'm'));
    }
    expect(text).toMatch(/^remote_view_build_info\{version="\d+\.\d+\.\d+",protocol="\d+",node="v\d+/m);
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(text).not.toMatch(/session_?id|host_?id|viewer_?id|tenant/i);
  });

  test('are read from the fleet once for all who ask at a time', async () => {
    const metrics = new GatewayMetrics(new Rejections());
    let reads = 0;
    metrics.readFrom(() => {
      reads += 1;
      return { hosts: [], sessions: new Map(), queued: 0 };
    });
    await Promise.all([scrape(metrics), scrape(metrics), scrape(metrics)]);
    expect(reads).toBe(1);
  });
});
