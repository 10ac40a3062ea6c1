import { html, nothing, type TemplateResult } from 'lit';
import type { Strings } from '../i18n/strings.ts';
import type { Overlay } from './describe.ts';

/** Draws what {@link Overlay} describes. The words are read out by the live region, so here they are for the eye only. */
export function statusView(
  overlay: Overlay,
  strings: Strings,
  onTryAgain: () => void,
): TemplateResult | typeof nothing {
  switch (overlay.kind) {
    case 'none':
      return nothing;
    case 'loading':
    case 'queue':
      return html`<div class="cover loading" part="overlay">
        <slot name=${overlay.kind}>
          <span class="spinner" aria-hidden="true"></span>
          <span class="text" aria-hidden="true">${overlay.text}</span>
          ${overlay.detail === '' ? nothing : html`<span class="detail" aria-hidden="true">${overlay.detail}</span>`}
        </slot>
      </div>`;
    case 'pill':
      return html`<div class="cover dimmed" part="overlay">
        <div class="pill" aria-hidden="true">
          <span class="spinner small"></span>
          <span class="text">${overlay.text}</span>
          ${overlay.detail === '' ? nothing : html`<span class="detail">${overlay.detail}</span>`}
        </div>
      </div>`;
    case 'fault':
      return html`<div class="cover fault" part="overlay">
        <div class="report">
          <strong class="title" aria-hidden="true">${overlay.title}</strong>
          <span class="text" aria-hidden="true">${overlay.text}</span>
          ${overlay.source === '' ? nothing : html`<pre class="source" tabindex="0">${overlay.source}</pre>`}
          <span class="detail" aria-hidden="true">${overlay.hint}</span>
        </div>
      </div>`;
    case 'panel':
      return html`<div class="cover final" part="overlay">
        <slot name="error">
          <div class="panel">
            <strong class="title" aria-hidden="true">${overlay.title}</strong>
            <span class="text" aria-hidden="true">${overlay.text}</span>
            ${overlay.detail === '' ? nothing : html`<span class="detail" lang="en" aria-hidden="true">${overlay.detail}</span>`}
            ${
              overlay.tryAgain
                ? html`<button type="button" class="button" @click=${onTryAgain}>${strings.tryAgain}</button>`
                : nothing
            }
            <code class="code" aria-hidden="true">${overlay.code}</code>
          </div>
        </slot>
      </div>`;
    default:
      return overlay satisfies never;
  }
}

/** What a screen reader is told of it. */
export function spokenText(overlay: Overlay): string {
  switch (overlay.kind) {
    case 'none':
      return '';
    case 'loading':
    case 'queue':
    case 'pill':
      return overlay.detail === '' ? overlay.text : `${overlay.text} ${overlay.detail}`;
    case 'fault':
    case 'panel':
      return `${overlay.title}. ${overlay.text}`;
    default:
      return overlay satisfies never;
  }
}
