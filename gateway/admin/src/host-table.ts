/** Hosts: how they are, what is free on them, and what can be done with them. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { admin } from '@remote-view/protocol';
import { bar, labelChips, stateChip } from './chips.ts';
import { count, duration, memory, percent } from './format.ts';

export type HostAction = 'cordon' | 'uncordon' | 'drain';

export interface HostTable {
  /** Undefined: not known yet. */
  readonly hosts: readonly admin.HostInfo[] | undefined;
  /** By the gateway's clock, ms since 1970. */
  readonly now: number;
  readonly act: (action: HostAction, host: admin.HostInfo) => void;
}

export function hostTable({ hosts, now, act }: HostTable): TemplateResult {
  if (hosts === undefined) return html`<div class="empty" aria-busy="true"></div>`;
  if (hosts.length === 0) {
    return html`<div class="empty">
      <p><b>No host is connected.</b></p>
      <p>
        Start one with <code>remote-view-host --gateway wss://…/v1/hosts</code> and a host key. It dials in by itself
        and appears here.
      </p>
    </div>`;
  }
  // What is laid out otherwise than as a table is one no longer, unless it says so.
  return html`<table class="hosts" role="table" aria-label="Hosts">
    <thead role="rowgroup">
      <tr role="row">
        ${['Host', 'State', 'Slots', 'CPU', 'Free memory', 'Scenes', 'Actions'].map(
          (name) => html`<th role="columnheader" scope="col">${name}</th>`,
        )}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${repeat(
        hosts,
        ({ id }) => id,
        (host) => hostRow(host, now, act),
      )}
    </tbody>
  </table>`;
}

function hostRow(host: admin.HostInfo, now: number, act: HostTable['act']): TemplateResult {
  const { id, capacity, taken, warm, cpu, freeMemory, labels, machine } = host;
  const isKnown = host.state !== 'lost' && freeMemory > 0;
  return html`<tr role="row" data-host=${id}>
    <th role="rowheader" scope="row">
      <b>${id}</b>
      <span class="sub">${machine.adapter}, ${machine.encoder}</span>
      ${labels.length === 0 ? nothing : labelChips(labels)}
    </th>
    <td role="cell" class="is-state">
      ${stateChip(host.state)}
      <span class="sub">${stateNote(host, now)}</span>
    </td>
    <td role="cell" data-name="Slots">
      <span class="number">${taken}</span> of ${capacity}${bar(taken / capacity, taken >= capacity ? 'warning' : '')}
      <span class="sub">${warm} warm</span>
    </td>
    <td role="cell" data-name="CPU">
      ${isKnown ? html`<span class="number">${percent(cpu)}</span>${bar(cpu, cpu > 0.95 ? 'warning' : '')}` : '–'}
    </td>
    <td role="cell" data-name="Free memory"><span class="number">${isKnown ? memory(freeMemory) : '–'}</span></td>
    <td role="cell" data-name="Scenes">${scenesOf(host)}</td>
    <td role="cell" class="actions">${actions(host, act)}</td>
  </tr>`;
}

function stateNote({ endsAt, problem, state, taken, cordoned }: admin.HostInfo, now: number): string {
  if (problem !== undefined) return problem.message;
  if (endsAt !== undefined && taken > 0) {
    const left = Date.parse(endsAt) - now;
    return left > 0 ? `Rest ends in ${duration(left)}` : 'Rest is being ended';
  }
  if (cordoned && taken === 0) return 'Empty';
  return state === 'lost' ? 'Its sessions are waited for' : '';
}

function scenesOf({ id, scenes }: admin.HostInfo): TemplateResult {
  return html`<details name="scenes">
    <summary>${count(scenes.length, 'scene')}</summary>
    <ul tabindex="0" aria-label="Scenes of ${id}">
      ${scenes.map(({ name, version }) => html`<li>${name} <span class="sub">${version ?? ''}</span></li>`)}
    </ul>
  </details>`;
}

function actions(host: admin.HostInfo, act: HostTable['act']): TemplateResult {
  const button = (action: HostAction, text: string): TemplateResult =>
    html`<button type="button" class="button" aria-label="${text} ${host.id}" @click=${() => act(action, host)}>
      ${text}
    </button>`;
  return html`${host.cordoned ? button('uncordon', 'Uncordon') : button('cordon', 'Cordon')} ${button('drain', 'Drain')}`;
}
