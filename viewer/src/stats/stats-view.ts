/**
 * The stats overlay. Sizes are attributes of an SVG, not inline styles, which a strict CSP forbids. Each number has a place
 * of its own, so nothing moves while numbers change.
 */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { download } from '../download.ts';
import { fill, type Strings } from '../i18n/strings.ts';
import type { FrameLog } from '../latency/frame-log.ts';
import { bitrateLine, LINE_SECONDS } from './bitrate-line.ts';
import { FrameGraphCanvas } from './frame-graph-canvas.ts';
import { stageBar } from './stage-bar.ts';
import type { StatsHistory } from './stats-history.ts';
import { StatsNumbers } from './stats-numbers.ts';
import type { StatsFormat } from './stats-monitor.ts';
import type { RemoteViewStats } from './stats.ts';

export { styles } from './stats.styles.ts';

export interface StatsOverlayOptions {
  readonly history: StatsHistory;
  /** All of it is shown; or else, where it would hide the picture, the little that matters most. */
  readonly expanded: boolean;
  /** Of the words. */
  language(): string;
  /** Of the connection that there is. */
  log(): FrameLog | null;
  export(format: StatsFormat): Promise<Blob>;
  /** It wants to be drawn again. */
  changed(): void;
}

/** How long a button says that it has done what it should, ms. */
const CONFIRMED_FOR = 2_000;

export class StatsOverlay {
  readonly #options: StatsOverlayOptions;
  readonly #graph: FrameGraphCanvas;
  #expanded: boolean;
  #copied = false;
  #numbers = new StatsNumbers('en');

  constructor(options: StatsOverlayOptions) {
    this.#options = options;
    this.#expanded = options.expanded;
    this.#graph = new FrameGraphCanvas(options.log);
  }

  /** @param isLive or else the numbers are those from before the connection was lost */
  view(stats: RemoteViewStats, strings: Strings, isLive: boolean): TemplateResult {
    if (this.#expanded) this.#graph.run();
    const language = this.#options.language();
    if (this.#numbers.language !== language) this.#numbers = new StatsNumbers(language);
    const words = strings.stats;
    const label = this.#expanded ? words.collapse : words.expand;
    return html`<div class="stats-area ${isLive ? '' : 'stale'}">
      <div class="stats ${this.#expanded ? '' : 'collapsed'}" part="stats" role="group" aria-label=${words.title}>
        <button
          type="button"
          class="toggle"
          aria-expanded=${this.#expanded ? 'true' : 'false'}
          aria-label=${label}
          title=${label}
          @mousedown=${keepFocus}
          @click=${this.#toggle}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 6.5 8 10.5 12 6.5"></path></svg>
        </button>
        ${this.#expanded ? this.#all(stats, strings) : brief(stats, this.#numbers)}
      </div>
    </div>`;
  }

  #all(stats: RemoteViewStats, strings: Strings): TemplateResult {
    const { frames } = stats;
    const numbers = this.#numbers;
    const words = strings.stats;
    const now = stats.timestamp;
    return html`${latencyView(stats, strings, numbers)}
      <div class="graph">
        <span>${words.frameTime}</span>
        <span class="value">${frames.resting ? words.resting : numbers.range(frames.p50, frames.p95)}</span>
        ${this.#graph.element}
      </div>
      <div class="graph">
        <span>${words.bitrate}</span>
        <span class="value">${numbers.bitrate(stats.bitrate)}</span>
        <svg class="line" viewBox="0 0 ${LINE_SECONDS} 1" preserveAspectRatio="none" aria-hidden="true">
          <path d=${bitrateLine(this.#options.history.samples, now)}></path>
        </svg>
      </div>
      <dl class="cells">
        ${cell(words.shown, numbers.with('fps', frames.shownFps))}
        ${cell(words.inputs, numbers.with('/s', stats.inputRate))} ${cell(words.skipped, String(frames.skipped))}
        ${cell(words.frozen, numbers.with('s', frames.frozenMs / 1_000, 1))}
        ${cell(words.roundTrip, numbers.with('ms', stats.rtt, 1))} ${cell(words.loss, numbers.percent(stats.lossRatio))}
        ${cell(words.buffer, numbers.with('ms', stats.jitterBufferMs, 1))}
        ${cell(words.decoding, numbers.with('ms', stats.decodeMs, 1))}
      </dl>
      <dl class="lines">
        ${line(words.video, [size(stats), stats.codec?.replace('video/', ''), decoder(stats, strings)])}
        ${line(words.target, target(stats, strings, numbers))} ${line(words.path, path(stats, strings))}
        ${line(words.encoder, [stats.encoder])}
        ${line(words.adapter, [stats.software === true ? words.software : null, stats.adapter])}
      </dl>
      <div class="actions">
        ${this.#button(this.#copied ? words.copied : words.copy, words.copy, () => void this.#copy())}
        ${(['json', 'csv'] as const).map((format) => {
          const name = format.toUpperCase();
          return this.#button(name, fill(words.save, { format: name }), () => void this.#save(format));
        })}
        <span class="spoken" role="status">${this.#copied ? words.copied : ''}</span>
      </div>`;
  }

  #button(text: string, label: string, action: () => void): TemplateResult {
    return html`<button type="button" aria-label=${label} title=${label} @mousedown=${keepFocus} @click=${action}>
      ${text}
    </button>`;
  }

  readonly #toggle = (): void => {
    this.#expanded = !this.#expanded;
    this.#options.changed();
  };

  /** The newest numbers, for a report of what was seen just now. */
  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(JSON.stringify(this.#options.history.samples.at(-1), null, 1));
    } catch {
      // Not every page may; the file is what it is for then.
      return this.#save('json');
    }
    this.#confirm(true);
    setTimeout(() => this.#confirm(false), CONFIRMED_FOR);
  }

  #confirm(copied: boolean): void {
    this.#copied = copied;
    this.#options.changed();
  }

  async #save(format: StatsFormat): Promise<void> {
    download(await this.#options.export(format), `remote-view-stats.${format}`);
  }
}

/** A mouse on a button leaves the keyboard where it is: with the scene, mostly. */
function keepFocus(event: Event): void {
  event.preventDefault();
}

function brief({ latency, frames, bitrate }: RemoteViewStats, numbers: StatsNumbers): TemplateResult {
  return html`<div class="brief">
    <b>${numbers.millis(latency.p50)}</b> ms <span>${numbers.with('fps', frames.shownFps)}</span>
    <span>${numbers.bitrate(bitrate)}</span>
  </div>`;
}

function latencyView({ latency }: RemoteViewStats, strings: Strings, numbers: StatsNumbers): TemplateResult {
  const words = strings.stats;
  const isMeasured = latency.count > 0;
  const bar = stageBar(latency.stages);
  return html`<div class="figures">
      <span class="figure"><b>${numbers.millis(latency.p50)}</b><span>ms p50</span></span>
      <span class="figure minor"><b>${numbers.millis(latency.p95)}</b><span>ms p95</span></span>
      <span class="caption">${isMeasured ? words.latency : words.unmeasured}</span>
    </div>
    <div class="stages ${isMeasured ? '' : 'unmeasured'}">
      <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        ${bar.map(
          ({ name, start, share }) =>
            svg`<rect class=${name} x=${start * 100} y="0" height="1" width=${share * 100}></rect>`,
        )}
      </svg>
      <ul class="legend">
        ${bar.map(
          ({ name, duration }) =>
            html`<li>
              <i class=${name}></i>${words.stages[name]}<span>${isMeasured ? numbers.plain(duration, 1) : '–'}</span>
            </li>`,
        )}
      </ul>
    </div>`;
}

/** A number that has its place, whether or not it is known. */
function cell(name: string, value: string): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** Words, of which some may not be known. */
function line(name: string, parts: readonly (string | null | undefined)[]): TemplateResult | typeof nothing {
  const value = parts.filter((part) => part !== null && part !== undefined && part !== '').join(' · ');
  return value === ''
    ? nothing
    : html`<dt>${name}</dt>
        <dd title=${value}>${value}</dd>`;
}

function size({ width, height }: RemoteViewStats): string | null {
  return width === null || height === null ? null : `${width} × ${height}`;
}

function decoder({ decoder: kind }: RemoteViewStats, { stats }: Strings): string | null {
  return kind === null ? null : stats[kind];
}

function target(
  { targetBitrate, limitedBy }: RemoteViewStats,
  { limits }: Strings,
  numbers: StatsNumbers,
): (string | null)[] {
  return targetBitrate === null ? [] : [numbers.bitrate(targetBitrate), limitedBy === null ? null : limits[limitedBy]];
}

function path({ transport, candidateType, transportProtocol }: RemoteViewStats, { stats }: Strings): (string | null)[] {
  const name = transport === 'websocket' ? 'WebSocket' : transport === 'webrtc' ? 'WebRTC' : null;
  const via = candidateType === null ? null : stats.paths[candidateType];
  return [name, transportProtocol?.toUpperCase() ?? null, via];
}
