/**
 * What the gateway counts, for Prometheus. Every label is one of a closed list: no id of a session, a host or a viewer ever becomes
 * one, so nobody outside can make the number of series grow.
 *
 * Counters and histograms are told as things happen; what is the case at the moment of a scrape is asked for then, once for all
 * scrapes that run.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { PROTOCOL_VERSION, rest, type ErrorCode, type Millis } from '@remote-view/protocol';
import type { Allocation } from '../cluster/cluster-store.ts';
import type { Rejections } from '../wire/rejections.ts';
import { HOST_STATES, totalsOf, type Figures } from './figures.ts';
import { packageVersion } from './package-version.ts';

export type SocketKind = 'viewer' | 'host' | 'media';

/** Of decisions that take one or two round trips to the store. */
const FAST = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];
/** Of processes that start, and of people who wait. */
const SLOW = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];
/** Of what people feel: below 50 ms nobody does, above 200 ms everybody. */
const FELT = [0.01, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1];

/** States of sessions that are at a host; those that wait are counted once, in the line. */
const PLACED = rest.SESSION_STATES.filter((state) => state !== 'queued' && state !== 'ended');

export interface MetricDescription {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
}

export class GatewayMetrics {
  readonly #registry = new Registry();
  readonly #described: MetricDescription[] = [];
  readonly #allocations = this.#counter('allocations_total', 'Requests for a slot.', ['result', 'code']);
  readonly #allocationSeconds = this.#histogram('allocation_seconds', 'Time to decide who gets a slot.', FAST);
  readonly #startSeconds = this.#histogram('session_start_seconds', 'From a slot to a session that is ready.', SLOW);
  readonly #queueSeconds = this.#histogram('queue_wait_seconds', 'How long sessions waited for their slot.', SLOW);
  readonly #ended = this.#counter('sessions_ended_total', 'Sessions that ended, by reason.', ['code']);
  readonly #answerSeconds = this.#histogram('answer_seconds', "From a viewer's offer to the host's answer.", SLOW);
  readonly #latency = this.#histogram('input_to_present_seconds', 'From an input to its picture, by viewers.', FELT);
  readonly #messages = this.#counter('cluster_messages_total', 'Messages to other gateways.', ['result']);
  readonly #messageSeconds = this.#histogram('cluster_message_seconds', 'Time to hand one to the store.', FAST);
  readonly #socketMessages = this.#counter('socket_messages_total', 'Messages that came over sockets.', ['kind']);
  readonly #sockets = this.#gauge('sockets', 'Sockets that are open.', ['kind']);
  readonly #requests = this.#histogram('http_request_seconds', 'Requests that were answered.', FAST, [
    'method',
    'route',
    'status',
  ]);
  readonly #rejections = this.#counter('rejections_total', 'What was refused from outside, by reason.', ['reason']);
  readonly #hosts = this.#gauge('hosts', 'Hosts that are linked to this gateway.', ['state']);
  readonly #slots = this.#gauge('slots', 'Slots of hosts that take sessions.');
  readonly #slotsTaken = this.#gauge('slots_taken', 'Those of them that are taken.');
  readonly #warm = this.#gauge('sessions_warm', 'Sessions that could start at once.');
  readonly #cpu = this.#gauge('hosts_cpu_ratio', 'Busy share of the cores of hosts.', ['stat']);
  readonly #sessions = this.#gauge('sessions', "Sessions of this gateway's hosts.", ['state']);
  readonly #queue = this.#gauge('queue_length', 'Sessions that wait for a slot; the same at all gateways.');
  readonly #storeUp = this.#gauge('store_up', 'Whether what gateways share can be reached.');
  readonly #draining = this.#gauge('draining', 'Whether this gateway is about to stop.');
  readonly #rejected: Pick<Rejections, 'counts'>;
  #readFigures: (() => Promise<Figures> | Figures) | undefined;
  #scrape: Promise<string> | undefined;

  constructor(rejected: Pick<Rejections, 'counts'>) {
    this.#rejected = rejected;
    const build = this.#gauge('build_info', 'What runs here.', ['version', 'protocol', 'node']);
    build.set({ version: packageVersion(), protocol: PROTOCOL_VERSION, node: process.version }, 1);
    for (const kind of ['viewer', 'host', 'media'] as const) this.#sockets.set({ kind }, 0);
    this.#draining.set(0);
  }

  /** From now on the process tells of itself too: memory, processor, event loop. For one that serves its metrics. */
  describeProcess(): void {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** @param read fails with `unavailable` where the store cannot be reached */
  readFrom(read: () => Promise<Figures> | Figures): void {
    this.#readFigures = read;
  }

  /** A slot was asked for. */
  allocated(allocation: Allocation, seconds: number): void {
    const code = allocation.result === 'refused' ? allocation.code : '';
    this.#allocations.inc({ result: allocation.result, code });
    this.#allocationSeconds.observe(seconds);
  }

  /** A session is ready, so long after it got its slot. */
  started(seconds: number): void {
    this.#startSeconds.observe(seconds);
  }

  /** A session got its slot, so long after it was made. */
  waited(seconds: number): void {
    this.#queueSeconds.observe(seconds);
  }

  ended(code: ErrorCode): void {
    this.#ended.inc({ code });
  }

  /** A host has answered an offer. */
  answered(seconds: number): void {
    this.#answerSeconds.observe(seconds);
  }

  /** What a viewer has measured, ms. */
  latency(samples: readonly Millis[]): void {
    for (const sample of samples) this.#latency.observe(sample / 1_000);
  }

  /** Of all of these so far: how many took at most so long, by that bound in ms; the last is infinite. */
  async latencyBuckets(): Promise<(readonly [upTo: Millis, count: number])[]> {
    const { values } = await this.#latency.get();
    return values.flatMap(({ labels: { le }, value }) =>
      le === undefined ? [] : [[le === '+Inf' ? Infinity : Number(le) * 1_000, value] as const],
    );
  }

  /** A message went to another gateway, or nobody was there to hear it. */
  clusterMessage(result: 'delivered' | 'nobody' | 'failed', seconds: number): void {
    this.#messages.inc({ result });
    this.#messageSeconds.observe(seconds);
  }

  socketOpened(kind: SocketKind): void {
    this.#sockets.inc({ kind });
  }

  socketMessage(kind: SocketKind): void {
    this.#socketMessages.inc({ kind });
  }

  socketClosed(kind: SocketKind): void {
    this.#sockets.dec({ kind });
  }

  /** @param route as it is declared, with the names of its parameters */
  requested(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status }, seconds);
  }

  drains(): void {
    this.#draining.set(1);
  }

  /** All of it in Prometheus's text format. */
  async text(): Promise<string> {
    this.#scrape ??= this.#collect().finally(() => (this.#scrape = undefined));
    return this.#scrape;
  }

  /** Those that are the gateway's own. */
  get described(): readonly MetricDescription[] {
    return this.#described;
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async #collect(): Promise<string> {
    this.#rejections.reset();
    for (const [reason, count] of this.#rejected.counts) this.#rejections.inc({ reason }, count);
    const figures = await this.#figures();
    for (const gauge of [this.#hosts, this.#sessions, this.#cpu]) gauge.reset();
    this.#storeUp.set(figures === undefined ? 0 : 1);
    if (figures !== undefined) this.#show(figures);
    return this.#registry.metrics();
  }

  /** Without what is shared there is nothing to be said of the fleet; all else still is. */
  async #figures(): Promise<Figures | undefined> {
    try {
      return await this.#readFigures?.();
    } catch {
      return undefined;
    }
  }

  #show({ hosts, sessions, queued }: Figures): void {
    const totals = totalsOf(hosts);
    for (const state of HOST_STATES) this.#hosts.set({ state }, totals.hosts[state]);
    for (const state of PLACED) this.#sessions.set({ state }, sessions.get(state) ?? 0);
    this.#slots.set(totals.slots);
    this.#slotsTaken.set(totals.slotsTaken);
    this.#warm.set(totals.warm);
    this.#cpu.set({ stat: 'mean' }, totals.cpu.mean);
    this.#cpu.set({ stat: 'max' }, totals.cpu.max);
    this.#queue.set(queued);
  }

  #counter<L extends string>(suffix: string, help: string, labels: readonly L[]): Counter<L> {
    return new Counter(this.#describe(suffix, 'counter', help, labels));
  }

  #gauge<L extends string>(suffix: string, help: string, labels: readonly L[] = []): Gauge<L> {
    return new Gauge(this.#describe(suffix, 'gauge', help, labels));
  }

  #histogram<L extends string>(
    suffix: string,
    help: string,
    buckets: number[],
    labels: readonly L[] = [],
  ): Histogram<L> {
    return new Histogram({ ...this.#describe(suffix, 'histogram', help, labels), buckets });
  }

  #describe<L extends string>(suffix: string, kind: MetricDescription['kind'], help: string, labels: readonly L[]) {
    const name = `remote_view_${suffix}`;
    this.#described.push({ name, kind, help, labels });
    return { name, help, labelNames: labels, registers: [this.#registry] };
  }
}
