/**
 * Stats as metrics for a monitoring system: names as OpenTelemetry has them, units as UCUM writes them. Durations are in
 * seconds, as its general conventions ask for.
 */
import { LATENCY_STAGES } from '../latency/latency-summary.ts';
import type { StatsSample } from './stats-history.ts';

export interface Metric {
  readonly name: string;
  /** UCUM. */
  readonly unit: string;
  /** - `gauge`: what it is now. - `counter`: a total, which begins anew with each connection. */
  readonly kind: 'gauge' | 'counter';
  readonly value: number;
  readonly attributes: Readonly<Record<string, string>>;
}

type Row = readonly [name: string, unit: string, value: number | null, attributes?: Readonly<Record<string, string>>];

/** What is not known is left out. @param stats of `statsupdate` or `getStats()`, or a line of `exportStats('json')` */
export function toMetrics(stats: StatsSample): Metric[] {
  const common = commonAttributes(stats);
  const toMetric =
    (kind: Metric['kind']) =>
    ([name, unit, value, attributes]: Row): Metric[] =>
      value === null
        ? []
        : [{ name: `remote_view.${name}`, unit, kind, value, attributes: { ...common, ...attributes } }];
  return [...gauges(stats).flatMap(toMetric('gauge')), ...counters(stats).flatMap(toMetric('counter'))];
}

function gauges(stats: StatsSample): Row[] {
  const { latency, frames } = stats;
  const isMeasured = latency.count > 0;
  return [
    ['input.latency', 's', seconds(latency.p50), { percentile: 'p50' }],
    ['input.latency', 's', seconds(latency.p95), { percentile: 'p95' }],
    ...LATENCY_STAGES.map((stage): Row => [
      'input.latency.stage',
      's',
      isMeasured ? seconds(latency.stages[stage]) : null,
      { stage },
    ]),
    ['input.rate', '{input}/s', stats.inputRate],
    ['video.frame_rate', '{frame}/s', stats.fps],
    ['video.shown_frame_rate', '{frame}/s', frames.shownFps],
    ['video.frame_time', 's', seconds(frames.p50), { percentile: 'p50' }],
    ['video.frame_time', 's', seconds(frames.p95), { percentile: 'p95' }],
    ['video.frame_time', 's', seconds(frames.max), { percentile: 'max' }],
    ['video.width', '{pixel}', stats.width],
    ['video.height', '{pixel}', stats.height],
    ['video.decode_time', 's', seconds(stats.decodeMs)],
    ['video.jitter_buffer_time', 's', seconds(stats.jitterBufferMs)],
    ['network.bitrate', 'bit/s', stats.bitrate],
    ['network.target_bitrate', 'bit/s', stats.targetBitrate],
    ['network.round_trip_time', 's', seconds(stats.rtt)],
    ['network.loss_ratio', '1', stats.lossRatio],
  ];
}

function counters({ framesDecoded, framesDropped, packetsLost, frames, rejected }: StatsSample): Row[] {
  return [
    ['video.frames_decoded', '{frame}', framesDecoded],
    ['video.frames_dropped', '{frame}', framesDropped],
    ['video.frames_shown', '{frame}', frames.shown],
    ['video.frames_skipped', '{frame}', frames.skipped],
    ['video.frozen_time', 's', seconds(frames.frozenMs)],
    ['network.packets_lost', '{packet}', packetsLost],
    ...Object.entries(rejected).map(([code, count]): Row => [
      'messages_rejected',
      '{message}',
      count,
      { 'error.type': code },
    ]),
  ];
}

function commonAttributes(stats: StatsSample): Record<string, string> {
  const { state, transport, transportProtocol, candidateType, codec, decoder, limitedBy } = stats;
  const known = {
    'remote_view.state': state,
    'remote_view.transport': transport,
    'network.transport': transportProtocol,
    'remote_view.candidate_type': candidateType,
    'remote_view.codec': codec,
    'remote_view.decoder': decoder,
    'remote_view.limited_by': limitedBy,
  };
  return Object.fromEntries(Object.entries(known).filter((entry): entry is [string, string] => entry[1] !== null));
}

function seconds(milliseconds: number | null): number | null {
  return milliseconds === null ? null : milliseconds / 1_000;
}
