/** The figures at the top of the page. */
import { html, nothing, type TemplateResult } from 'lit';
import type { admin } from '@remote-view/protocol';
import { duration, milliseconds, percent } from './format.ts';
import { spark } from './spark.ts';

/** What was, oldest first, as far as this page was there to see it. */
export interface History {
  readonly slotsTaken: readonly number[];
  readonly latency: readonly (number | undefined)[];
  readonly cpu: readonly number[];
}

export const NO_HISTORY: History = { slotsTaken: [], latency: [], cpu: [] };

interface Tile {
  readonly name: string;
  readonly figure: string;
  /** Behind the figure, smaller. */
  readonly of?: string;
  readonly note: string;
  readonly line?: ReturnType<typeof spark>;
  readonly tone?: 'warning' | 'bad' | '';
}

/** @param now by the gateway's clock, ms since 1970 */
export function overviewTiles(overview: admin.Overview | undefined, history: History, now: number): TemplateResult {
  const tiles = overview === undefined ? PLACES : tilesOf(overview, history, now);
  return html`<dl class="tiles" aria-busy=${overview === undefined}>${tiles.map(tile)}</dl>`;
}

function tile({ name, figure, of, note, line = nothing, tone = '' }: Tile): TemplateResult {
  return html`<div class="tile ${tone}">
    <dt>${name}</dt>
    <dd class="figure">${figure}${of === undefined ? nothing : html`<small> ${of}</small>`}</dd>
    <dd class="note" title=${note}>${note}</dd>
    ${line === nothing ? nothing : html`<dd class="line" aria-hidden="true">${line}</dd>`}
  </div>`;
}

const NAMES = ['Hosts', 'Slots taken', 'Sessions', 'Waiting', 'Input to picture', 'Host CPU', 'Refused', 'Gateway'];
const PLACES: readonly Tile[] = NAMES.map((name) => ({ name, figure: '–', note: ' ' }));

function tilesOf(overview: admin.Overview, history: History, now: number): readonly Tile[] {
  const { hosts, slots, slotsTaken, warm, running, queued, sessions, latency, cpu, rejections } = overview;
  const all = Object.values(hosts).reduce((sum, number) => sum + number, 0);
  const refused = rejections.reduce((sum, each) => sum + each.count, 0);
  const share = slots === 0 ? 0 : slotsTaken / slots;
  return [
    {
      name: 'Hosts',
      figure: String(hosts.ready),
      of: `of ${all} ready`,
      note: listed(hosts, ['draining', 'cordoned', 'unusable', 'lost'], all === 0 ? 'None is connected' : 'All well'),
      tone: hosts.lost + hosts.unusable > 0 ? 'bad' : all === 0 ? 'warning' : '',
    },
    {
      ...{ name: 'Slots taken', figure: String(slotsTaken), of: `of ${slots}` },
      note: `${warm} warm`,
      line: spark(history.slotsTaken, Math.max(slots, 1)),
      tone: slots > 0 && share >= 1 ? 'warning' : '',
    },
    {
      ...{ name: 'Sessions', figure: String(running) },
      note: listed(sessions, ['active', 'ready', 'starting', 'disconnected'], 'None is running'),
    },
    {
      ...{ name: 'Waiting', figure: queued >= 1_000 ? '1,000+' : String(queued) },
      note: queued === 0 ? 'Nobody' : 'For a free slot',
      tone: queued > 0 ? 'warning' : '',
    },
    {
      name: 'Input to picture',
      figure: latency === undefined ? '–' : milliseconds(latency.p50),
      ...(latency === undefined ? {} : { of: 'p50' }),
      note: latency === undefined ? 'No measurements' : `p95 ${milliseconds(latency.p95)}, last minute`,
      line: spark(history.latency, 50),
      tone: latency !== undefined && latency.p95 > 200 ? 'warning' : '',
    },
    {
      ...{ name: 'Host CPU', figure: percent(cpu.mean), of: 'mean' },
      note: `Busiest host ${percent(cpu.max)}`,
      line: spark(history.cpu, 1),
      tone: cpu.max > 0.95 ? 'warning' : '',
    },
    {
      ...{ name: 'Refused', figure: refused.toLocaleString('en') },
      note:
        rejections
          .slice(0, 2)
          .map((each) => `${each.reason} ${each.count}`)
          .join(', ') || 'Nothing',
    },
    {
      ...{ name: 'Gateway', figure: milliseconds(overview.eventLoopDelay), of: 'delay' },
      note: gatewayNote(overview, now),
      tone: overview.draining || overview.eventLoopDelay > 100 ? 'warning' : '',
    },
  ];
}

function gatewayNote({ draining, gateways, version, startedAt }: admin.Overview, now: number): string {
  if (draining) return 'It is about to stop';
  const others = gateways > 1 ? `, 1 of ${gateways}` : '';
  return `${version}, up ${duration(now - Date.parse(startedAt))}${others}`;
}

/** Those that there are any of. */
function listed<Name extends string>(
  counts: Readonly<Record<Name, number>>,
  names: readonly Name[],
  none: string,
): string {
  const some = names.filter((name) => counts[name] > 0).map((name) => `${counts[name]} ${name}`);
  return some.length === 0 ? none : some.join(', ');
}
