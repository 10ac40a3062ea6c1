import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { RemoteViewError, type rest, type SessionId, type ViewerId } from '@remote-view/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Harness } from '../testing/harness.ts';
import { Negotiations } from './negotiations.ts';
import { asPartOf, inSpan } from './tracing.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

let exporter: InMemorySpanExporter;
beforeEach(() => {
  exporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  // W3C Trace Context, as far as the test needs it.
  propagation.setGlobalPropagator({
    fields: () => ['traceparent'],
    inject: () => undefined,
    extract: (parent, carrier: { readonly traceparent?: string }) => {
      const [, traceId = '', spanId = ''] = carrier.traceparent?.split('-') ?? [];
      return trace.setSpanContext(parent, { traceId, spanId, traceFlags: 1, isRemote: true });
    },
  });
});
afterEach(() => {
  trace.disable();
  context.disable();
  propagation.disable();
});

const spans = () => exporter.getFinishedSpans();

describe('a span', () => {
  test('is around what runs in it, and inside the one that runs it', async () => {
    const made = await inSpan('session.create', { 'remote_view.scene': 'cube' }, async () =>
      inSpan('session.allocate', {}, async (span) => {
        span.setAttribute('remote_view.allocation.result', 'granted');
        return 'made';
      }),
    );
    expect(made).toBe('made');
    const [allocate, create] = spans();
    expect(create).toMatchObject({ name: 'session.create', attributes: { 'remote_view.scene': 'cube' } });
    expect(allocate).toMatchObject({ attributes: { 'remote_view.allocation.result': 'granted' } });
    expect(allocate?.parentSpanContext?.spanId).toBe(create?.spanContext().spanId);
  });

  test('says with which code it failed, and hides nothing', async () => {
    const failing = inSpan('session.create', {}, async () => Promise.reject(new RemoteViewError('no-capacity')));
    await expect(failing).rejects.toMatchObject({ code: 'no-capacity' });
    expect(spans()).toMatchObject([{ attributes: { 'error.type': 'no-capacity' }, status: { code: 2 } }]);
  });

  test("is a part of the caller's trace", async () => {
    const headers = { traceparent: `00-${TRACE}-b7ad6b7169203331-01` };
    await asPartOf(headers, async () => inSpan('session.create', {}, async () => undefined));
    expect(spans()[0]?.spanContext().traceId).toBe(TRACE);
  });

  test('is nothing without an SDK', async () => {
    trace.disable();
    expect(await inSpan('session.create', {}, async (span) => span.isRecording())).toBe(false);
  });
});

test('a gateway traces what people wait for', async () => {
  const gateway = await Harness.start();
  const host = await gateway.host();
  const response = await gateway.post({ scene: 'cube' }, { traceparent: `00-${TRACE}-b7ad6b7169203331-01` });
  const session = response.json<rest.CreatedSession>();
  await host.next();
  host.send({ type: 'session-ready', session: session.id });
  const client = await gateway.joined(session);
  client.send({ type: 'offer', peer: 'p1', sdp: 'v=0' });
  const offer = await host.next();
  host.send({ type: 'answer', session: session.id, viewer: offer['viewer'], peer: 'p1', sdp: 'v=0' });
  await client.next();
  await gateway.stop();
  const about = { 'session.id': session.id };
  expect(spans()).toMatchObject([
    { name: 'session.allocate', attributes: { ...about, 'remote_view.allocation.result': 'granted' } },
    { name: 'session.create', attributes: { ...about, 'remote_view.scene': 'cube' } },
    { name: 'viewer.join', attributes: about },
    { name: 'viewer.negotiate', attributes: about },
  ]);
  expect(
    spans()
      .slice(0, 2)
      .map((span) => span.spanContext().traceId),
  ).toEqual([TRACE, TRACE]);
});

describe("the wait for an offer's answer", () => {
  const viewer = 'v1' as ViewerId;
  const session = 's1' as SessionId;
  let seconds: number[];
  let negotiations: Negotiations;
  beforeEach(() => {
    seconds = [];
    negotiations = new Negotiations({ answered: (waited) => void seconds.push(waited) });
  });

  test('ends with the answer', () => {
    negotiations.offered(viewer, session, 'p1', 1_000);
    negotiations.told(viewer, { type: 'admitted' }, 1_100);
    negotiations.told(viewer, { type: 'answer', peer: 'p1', sdp: 'v=0' }, 1_250);
    negotiations.told(viewer, { type: 'answer', peer: 'p1', sdp: 'v=0' }, 9_000);
    expect(seconds).toEqual([0.25]);
    expect(spans()).toMatchObject([
      { name: 'viewer.negotiate', attributes: { 'session.id': 's1' }, status: { code: 0 } },
    ]);
  });

  test('ends with the refusal, which is no answer', () => {
    negotiations.offered(viewer, session, 'p1', 0);
    negotiations.told(viewer, { type: 'error', peer: 'p1', code: 'sdp-invalid', message: '' }, 5);
    expect(seconds).toEqual([]);
    expect(spans()).toMatchObject([{ attributes: { 'error.type': 'sdp-invalid' } }]);
  });

  test('is that for the newest offer', () => {
    negotiations.offered(viewer, session, 'p1', 0);
    negotiations.offered(viewer, session, 'p2', 1_000);
    negotiations.told(viewer, { type: 'answer', peer: 'p1', sdp: 'v=0' }, 1_500);
    negotiations.told(viewer, { type: 'answer', peer: 'p2', sdp: 'v=0' }, 2_000);
    expect(seconds).toEqual([1]);
  });

  test('ends with the viewer, and leaves nothing behind', () => {
    negotiations.offered(viewer, session, 'p1', 0);
    negotiations.gone(viewer);
    negotiations.gone(viewer);
    expect(negotiations.size).toBe(0);
    expect(spans()).toHaveLength(1);
  });
});
