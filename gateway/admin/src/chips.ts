/** States and labels, as they stand in both tables. */
import { html, type TemplateResult } from 'lit';
import type { admin, rest } from '@remote-view/protocol';

type Tone = 'good' | 'busy' | 'warning' | 'bad' | 'quiet';

const TONES: Readonly<Record<admin.HostState | rest.SessionStateName, Tone>> = {
  ready: 'good',
  draining: 'warning',
  cordoned: 'warning',
  unusable: 'bad',
  lost: 'bad',
  queued: 'warning',
  starting: 'busy',
  active: 'good',
  disconnected: 'warning',
  ended: 'quiet',
};

export function stateChip(state: keyof typeof TONES): TemplateResult {
  return html`<span class="state ${TONES[state]}">${state}</span>`;
}

export function labelChips(labels: readonly string[]): TemplateResult {
  return html`<span class="labels">${labels.map((label) => html`<span class="label">${label}</span>`)}</span>`;
}

/** @param share 0..1; what it means stands beside it in words */
export function bar(share: number, tone: Tone | '' = ''): TemplateResult {
  const width = `inline-size: ${Math.round(Math.min(1, share) * 100)}%`;
  // As a property: a style sheet in the markup is what the page's policy would refuse.
  return html`<span class="bar-line ${tone}" aria-hidden="true"><span .style=${width}></span></span>`;
}
