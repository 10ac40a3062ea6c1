import { html, nothing, svg, type TemplateResult } from 'lit';
import type { RemoteViewStats } from '../stats/stats.ts';
import { stageBar } from './stage-bar.ts';
import { LIMIT_TEXT } from './texts.ts';

/** The stats overlay. Sizes are attributes of an SVG, not inline styles, which a strict CSP forbids. */
export function statsView(stats: RemoteViewStats): TemplateResult {
  const { latency } = stats;
  const bar = stageBar(latency.stages);
  return html`<div class="stats-area">
    <div class="stats" part="stats" role="group" aria-label="Statistics">
      <div class="figures">
        <span class="figure"><b>${millis(latency.p50)}</b><span>ms p50</span></span>
        <span class="figure minor"><b>${millis(latency.p95)}</b><span>ms p95</span></span>
        <span class="caption">input to picture${latency.count === 0 ? ', move the pointer to measure' : ''}</span>
      </div>
      ${
        latency.count === 0
          ? nothing
          : html`<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                ${bar.map(
                  ({ name, start, share }) =>
                    svg`<rect class=${name} x=${start * 100} y="0" height="1" width=${share * 100}></rect>`,
                )}
              </svg>
              <ul class="legend">
                ${bar.map(
                  ({ name, duration }) =>
                    html`<li><i class=${name}></i>${name}<span>${duration.toFixed(1)}</span></li>`,
                )}
              </ul>`
      }
      <dl>
        ${line('video', joined([size(stats), rate(stats.fps, 'fps', 0), stats.codec?.replace('video/', '')]))}
        ${line('network', joined([bitrate(stats.bitrate), rate(stats.rtt, 'ms rtt', 1), loss(stats)]))}
        ${line('target', joined([bitrate(stats.targetBitrate), limit(stats)]))} ${line('encoder', stats.encoder ?? '')}
        ${line('adapter', joined([stats.software === true ? 'software' : null, stats.adapter]))}
      </dl>
    </div>
  </div>`;
}

function line(name: string, value: string): TemplateResult | typeof nothing {
  return value === ''
    ? nothing
    : html`<dt>${name}</dt>
        <dd title=${value}>${value}</dd>`;
}

function millis(value: number | null): string {
  if (value === null) return '–';
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function size({ width, height }: RemoteViewStats): string | null {
  return width === null || height === null ? null : `${width} × ${height}`;
}

function rate(value: number | null, unit: string, digits: number): string | null {
  return value === null ? null : `${value.toFixed(digits)} ${unit}`;
}

function bitrate(bits: number | null): string | null {
  if (bits === null) return null;
  return bits < 1_000_000 ? `${(bits / 1_000).toFixed(0)} kbit/s` : `${(bits / 1_000_000).toFixed(1)} Mbit/s`;
}

function limit({ limitedBy }: RemoteViewStats): string | null {
  return limitedBy === null ? null : LIMIT_TEXT[limitedBy];
}

/** Not freezes: the browser counts every pause of a scene that draws on demand as one. */
function loss({ packetsLost }: RemoteViewStats): string | null {
  return packetsLost !== null && packetsLost > 0 ? `${packetsLost} lost` : null;
}

function joined(parts: readonly (string | null | undefined)[]): string {
  return parts.filter((part) => part !== null && part !== undefined && part !== '').join(' · ');
}
