/** Sessions: what they show, where they run, and what can be done with them. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { rest } from '@remote-view/protocol';
import { labelChips, stateChip } from './chips.ts';
import { count, duration, milliseconds } from './format.ts';
import type { GatewayApi } from './gateway-api.ts';
import { isLabel, NO_FILTER, type SessionFilter } from './session-filter.ts';

export type SessionAction = 'watch' | 'end';

export interface SessionTable {
  readonly api: GatewayApi;
  /** Those that are shown; undefined: not known yet. */
  readonly sessions: readonly rest.SessionInfo[] | undefined;
  /** From an input to its picture, ms, by session. */
  readonly latencies: ReadonlyMap<string, number>;
  /** There are more than are shown. */
  readonly isCut: boolean;
  readonly filter: SessionFilter;
  readonly act: (action: SessionAction, session: rest.SessionInfo) => void;
}

export function sessionTable(table: SessionTable): TemplateResult {
  const { sessions, filter, isCut } = table;
  if (sessions === undefined) return html`<div class="empty" aria-busy="true"></div>`;
  if (sessions.length === 0) return nobody(filter);
  return html`<table class="sessions" role="table" aria-label="Sessions">
      <thead role="rowgroup">
        <tr role="row">
          ${['Picture', 'Session', 'State', 'Tenant', 'Host', 'Viewers', 'Latency', 'Age', 'Actions'].map(
            (name) => html`<th role="columnheader" scope="col">${name}</th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${repeat(
          sessions,
          ({ id }) => id,
          (session) => sessionRow(session, table),
        )}
      </tbody>
    </table>
    ${isCut ? html`<p class="more">Only the newest are shown. Filter to find others.</p>` : nothing}`;
}

function nobody({ state, tenant, label, text }: SessionFilter): TemplateResult {
  const isFiltered = tenant !== '' || label !== '' || text !== '' || (state !== 'live' && state !== 'any');
  return html`<div class="empty">
    <p><b>${isFiltered ? 'No session fits.' : 'No session is running.'}</b></p>
    <p>${isFiltered ? 'Change the filter to see others.' : 'One appears here as soon as somebody opens a scene.'}</p>
  </div>`;
}

function sessionRow(session: rest.SessionInfo, { api, latencies, act }: SessionTable): TemplateResult {
  const { id, scene, state, reason, tenant, host, viewers, createdAt, labels } = session;
  const latency = latencies.get(id);
  const isShowing = state === 'active' || state === 'ready' || state === 'disconnected';
  return html`<tr role="row" data-session=${id}>
    <td role="cell" class="is-picture">
      ${
        isShowing
          ? html`<session-picture class="picture" .api=${api} session=${id}></session-picture>`
          : html`<span class="picture"></span>`
      }
    </td>
    <th role="rowheader" scope="row">
      <b>${scene}</b>
      <span class="sub id">${id}</span>
      ${labels.length === 0 ? nothing : labelChips(labels)}
    </th>
    <td role="cell" class="is-state">
      ${stateChip(state)}
      <span class="sub">${reason?.code ?? ''}</span>
    </td>
    <td role="cell" data-name="Tenant">${tenant}</td>
    <td role="cell" data-name="Host">${host ?? '–'}</td>
    <td role="cell" data-name="Viewers"><span class="number">${viewers}</span></td>
    <td role="cell" data-name="Latency">
      <span class="number">${latency === undefined ? '–' : milliseconds(latency)}</span>
    </td>
    <td role="cell" data-name="Age"><span class="number">${duration(api.now - Date.parse(createdAt))}</span></td>
    <td role="cell" class="actions">
      ${isShowing ? action('watch', 'Watch', session, act) : nothing}
      ${state === 'ended' ? nothing : action('end', 'End', session, act)}
    </td>
  </tr>`;
}

function action(
  name: SessionAction,
  text: string,
  session: rest.SessionInfo,
  act: SessionTable['act'],
): TemplateResult {
  const label = `${text} ${session.scene}, ${session.id}`;
  return html`<button type="button" class="button" aria-label=${label} @click=${() => act(name, session)}>
    ${text}
  </button>`;
}

export interface FilterBar {
  readonly filter: SessionFilter;
  /** That have been seen. */
  readonly tenants: readonly string[];
  readonly shown: number | undefined;
  readonly change: (filter: SessionFilter) => void;
}

export function filterBar({ filter, tenants, shown, change }: FilterBar): TemplateResult {
  const set = (part: keyof SessionFilter) => (event: Event) => {
    const { value } = event.currentTarget as HTMLInputElement | HTMLSelectElement;
    change({ ...filter, [part]: value });
  };
  const isHalf = filter.label !== '' && !isLabel(filter.label);
  const states = ['live', 'any', ...rest.SESSION_STATES] as const;
  const names: Partial<Record<string, string>> = { live: 'all but ended', any: 'all' };
  return html`<form
    class="filters"
    role="search"
    aria-label="Sessions"
    @submit=${(event: Event) => event.preventDefault()}
  >
    <label
      ><span>Find</span>
      <input type="search" name="text" placeholder="Id, scene, host, …" .value=${filter.text} @input=${set('text')} />
    </label>
    <label
      ><span>State</span>
      <select name="state" .value=${filter.state} @change=${set('state')}>
        ${states.map(
          (state) => html`<option value=${state} ?selected=${state === filter.state}>${names[state] ?? state}</option>`,
        )}
      </select>
    </label>
    <label
      ><span>Tenant</span>
      <select name="tenant" .value=${filter.tenant} @change=${set('tenant')}>
        <option value="">all</option>
        ${tenants.map((tenant) => html`<option ?selected=${tenant === filter.tenant}>${tenant}</option>`)}
      </select>
    </label>
    <label
      ><span>Label</span>
      <input
        name="label"
        placeholder="key=value"
        autocapitalize="off"
        spellcheck="false"
        .value=${filter.label}
        aria-invalid=${isHalf}
        @input=${set('label')}
      />
    </label>
    <button type="button" class="button" ?disabled=${filter === NO_FILTER} @click=${() => change(NO_FILTER)}>
      Reset
    </button>
    <output aria-live="polite">${shown === undefined ? '' : count(shown, 'session')}</output>
  </form>`;
}
