import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Harness } from '../testing/harness.ts';

let gateway: Harness;
beforeEach(async () => {
  gateway = await Harness.start();
});
afterEach(() => gateway.stop());

const text = async (): Promise<string> => gateway.app.metrics.text();

describe('the gateway', () => {
  test('counts its sockets by kind, and what comes over them', async () => {
    const host = await gateway.host();
    const viewer = await gateway.viewer();
    const before = await text();
    expect(before).toContain('remote_view_sockets{kind="viewer"} 1');
    expect(before).toContain('remote_view_sockets{kind="host"} 1');
    expect(before).toContain('remote_view_sockets{kind="media"} 0');
    expect(before).toContain('remote_view_socket_messages_total{kind="host"} 1');
    await viewer.close();
    await expect.poll(text).toContain('remote_view_sockets{kind="viewer"} 0');
    await host.close();
  });

  test('tells of the hosts that are linked to it, their slots and their sessions', async () => {
    await gateway.host({ capacity: 2 });
    await gateway.createSession();
    const figures = await text();
    expect(figures).toContain('remote_view_hosts{state="ready"} 1');
    expect(figures).toContain('remote_view_slots 2');
    expect(figures).toContain('remote_view_slots_taken 1');
    expect(figures).toContain('remote_view_sessions{state="starting"} 1');
    expect(figures).toContain('remote_view_queue_length 0');
    expect(figures).toContain('remote_view_store_up 1');
    expect(figures).toContain('remote_view_allocations_total{result="granted",code=""} 1');
  });

  test('times what people wait for, and what they feel', async () => {
    const host = await gateway.host();
    const session = await gateway.createSession();
    await host.next();
    host.send({ type: 'session-ready', session: session.id });
    const viewer = await gateway.joined(session);
    viewer.send({ type: 'offer', peer: 'p1', sdp: 'v=0' });
    const offer = await host.next();
    host.send({ type: 'answer', session: session.id, viewer: offer['viewer'], peer: 'p1', sdp: 'v=0' });
    await viewer.next();
    viewer.send({ type: 'latency', samples: [42] });
    await viewer.settled();
    const figures = await text();
    expect(figures).toContain('remote_view_session_start_seconds_count 1');
    expect(figures).toContain('remote_view_answer_seconds_count 1');
    expect(figures).toContain('remote_view_input_to_present_seconds_bucket{le="0.05"} 1');
    expect(figures).toContain('remote_view_sessions{state="active"} 1');
  });

  test('times how long a session waited for its slot', async () => {
    await gateway.host({ capacity: 1 });
    const first = await gateway.createSession();
    const second = await gateway.createSession();
    const viewer = await gateway.joined(second);
    expect(await text()).toContain('remote_view_queue_length 1');
    await gateway.end(first);
    expect(await viewer.next()).toMatchObject({ type: 'admitted' });
    const figures = await text();
    expect(figures).toContain('remote_view_queue_wait_seconds_count 1');
    expect(figures).toContain('remote_view_queue_length 0');
  });

  test('times requests by route, and takes what nobody declared for one', async () => {
    await gateway.app.inject('/livez?a=1');
    for (const path of ['/nothing', '/nothing/else']) await gateway.app.inject(path);
    const figures = await text();
    expect(figures).toContain('remote_view_http_request_seconds_count{method="GET",route="/livez",status="200"} 1');
    expect(figures).toContain('remote_view_http_request_seconds_count{method="GET",route="none",status="404"} 2');
  });

  test('does not time sockets as if they were requests', async () => {
    const viewer = await gateway.viewer();
    await viewer.close();
    await expect.poll(text).toContain('remote_view_sockets{kind="viewer"} 0');
    expect(await text()).not.toContain('route="/v1/signal"');
  });

  test('counts what it refused', async () => {
    await expect(gateway.open('/v1/signal', 'nobody-speaks-this')).rejects.toThrow('400');
    expect(await text()).toContain('remote_view_rejections_total{reason="no-subprotocol"} 1');
  });
});
