import { html, nothing, type TemplateResult } from 'lit';
import { fill, type Strings } from '../i18n/strings.ts';
import type { SessionControl } from './session-control.ts';

/** Asks whether somebody is still there; where not all may act, says who may and lets ask for it. */
export function controlView(control: SessionControl, strings: Strings): TemplateResult | typeof nothing {
  // A small element has no room for both.
  return control.afkEndsIn === null ? chipView(control, strings) : afkView(control.afkEndsIn, control, strings);
}

/** What a screen reader is told of it. The countdown is not: it would be said every second. */
export function spokenControl(control: SessionControl, { afk, control: words }: Strings): string {
  if (control.afkEndsIn !== null) return `${afk.title} ${afk.spoken}`;
  switch (control.state) {
    case 'none':
      return words.none;
    case 'requested':
      return words.requested;
    case 'granted':
      return control.requests > 0 ? words.asked : words.granted;
    case 'shared':
      return '';
    default:
      return control.state satisfies never;
  }
}

function afkView(seconds: number, control: SessionControl, { afk }: Strings): TemplateResult {
  return html`<div class="cover afk" part="afk">
    <div class="panel">
      <strong class="title" aria-hidden="true">${afk.title}</strong>
      <span class="text" aria-hidden="true">${fill(afk.text, { seconds })}</span>
      ${
        control.looksOn
          ? nothing
          : html`<button type="button" class="button" @click=${() => control.here()}>${afk.here}</button>`
      }
    </div>
  </div>`;
}

function chipView(control: SessionControl, { control: words }: Strings): TemplateResult | typeof nothing {
  const chip = (text: string, action: string, act: () => void): TemplateResult =>
    html`<div class="control-chip" part="control">
      <span aria-hidden="true">${text}</span>
      <button type="button" class="button" @click=${act}>${action}</button>
    </div>`;
  switch (control.state) {
    case 'none':
      // What comes of it is shown here, and told to the page by its event.
      return control.looksOn
        ? nothing
        : chip(words.none, words.ask, () => void control.request().catch(() => undefined));
    case 'requested':
      return chip(words.requested, words.withdraw, () => control.release());
    case 'granted':
      return control.requests > 0 ? chip(words.asked, words.handOver, () => control.release()) : nothing;
    case 'shared':
      return nothing;
    default:
      return control.state satisfies never;
  }
}
