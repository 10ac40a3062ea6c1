/** The admin page: signs in, shows how everything is, asks before it changes anything. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { admin, rest } from '@remote-view/protocol';
import { questionDialog, watchDialog, type Question, type Watched } from './dialogs.ts';
import { FleetWatch, NOTHING_SEEN, type Fleet } from './fleet-watch.ts';
import { duration } from './format.ts';
import { GatewayApi, Refusal } from './gateway-api.ts';
import { hostTable } from './host-table.ts';
import { storedKey, storeKey } from './key-store.ts';
import { overviewTiles } from './overview-tiles.ts';
import { POLL_EVERY } from './pace.ts';
import { fits, MAX_SHOWN, NO_FILTER, queryOf, type SessionFilter } from './session-filter.ts';
import { filterBar, sessionTable, type SessionAction } from './session-table.ts';
import { signIn } from './sign-in.ts';

type Access =
  | { readonly is: 'unknown'; readonly problem?: string }
  | { readonly is: 'signed-out'; readonly problem?: string; readonly isBusy?: boolean }
  | { readonly is: 'signed-in'; readonly api: GatewayApi; readonly operator: admin.Operator; readonly hasKey: boolean };

/** The page lies in a folder of its own. */
const BASE = new URL('../', document.baseURI);
/** What was known so long ago is old news, ms. */
const STALE_AFTER = 3 * POLL_EVERY;
/** A message about something that went wrong stays so long, ms. */
const NOTICE_FOR = 8_000;

export class AdminApp extends LitElement {
  static override readonly properties = {
    access: { state: true },
    fleet: { state: true },
    filter: { state: true },
    question: { state: true },
    watched: { state: true },
    isBusy: { state: true },
    notice: { state: true },
  };
  declare access: Access;
  declare fleet: Fleet;
  declare filter: SessionFilter;
  declare question: Question | undefined;
  declare watched: Watched | undefined;
  declare isBusy: boolean;
  declare notice: string;
  #watch: FleetWatch | undefined;
  /** Those of whom a session was seen: a filter must not forget the others. */
  readonly #tenants = new Set<string>();
  #clock: ReturnType<typeof setInterval> | undefined;
  #noticeEnds: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.access = { is: 'unknown' };
    this.fleet = NOTHING_SEEN;
    this.filter = NO_FILTER;
    this.isBusy = false;
    this.notice = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Ages grow while no answer comes.
    this.#clock = setInterval(() => this.requestUpdate(), 1_000);
    void this.#signIn(storedKey());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
    this.#watch?.close();
  }

  /** The page's own style sheet is for this too. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { access } = this;
    switch (access.is) {
      case 'unknown':
        return html`${this.#header()}
          <main class="sign-in"><p role="status">${access.problem ?? ''}</p></main>`;
      case 'signed-out':
        return html`${this.#header()}
        ${signIn({
          problem: access.problem,
          isBusy: access.isBusy ?? false,
          enter: (key) => void this.#signIn(key),
        })}`;
      case 'signed-in':
        return html`${this.#header(access)} ${this.#main(access.api)} ${this.#dialogs(access.api)}`;
      default:
        return access satisfies never;
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('question')) setOpen(this.querySelector('dialog.question'), this.question !== undefined);
    if (changed.has('watched')) setOpen(this.querySelector('dialog.watch'), this.watched !== undefined);
  }

  #header(access?: Extract<Access, { readonly is: 'signed-in' }>): TemplateResult {
    return html`<header class="bar">
      <a class="mark" aria-label="Remote View" href=${BASE.href}
        ><img src="../favicon.svg" alt="" width="24" height="24" /><span>Remote View</span></a
      >
      <span class="crumb" aria-hidden="true">/</span>
      <h1>Admin</h1>
      ${
        access === undefined
          ? nothing
          : html`${this.#freshness()}
              <span class="who">${access.hasKey ? access.operator.name : 'dev mode'}</span>
              ${
                access.hasKey
                  ? html`<button type="button" class="button" @click=${() => this.#signOut()}>Sign out</button>`
                  : nothing
              }`
      }
    </header>`;
  }

  #freshness(): TemplateResult {
    const { seenAt } = this.fleet;
    if (seenAt === undefined) return html`<span class="freshness">${this.fleet.problem ?? 'Asking the gateway'}</span>`;
    return this.#isStale
      ? html`<span class="freshness is-stale">Last seen ${duration(Date.now() - seenAt)} ago</span>`
      : html`<span class="freshness is-live">Live</span>`;
  }

  get #isStale(): boolean {
    const { seenAt, problem } = this.fleet;
    return seenAt !== undefined && (problem !== undefined || Date.now() - seenAt > STALE_AFTER);
  }

  #main(api: GatewayApi): TemplateResult {
    const { overview, hosts, history } = this.fleet;
    const fitting = this.fleet.sessions?.filter((session) => fits(this.filter, session));
    const problem = this.#isStale || this.fleet.seenAt === undefined ? this.fleet.problem : undefined;
    return html`<main class="admin ${this.#isStale ? 'is-stale' : ''}">
        <section aria-label="Overview">${overviewTiles(overview, history, api.now)}</section>
        <section aria-labelledby="hosts-title">
          <h2 id="hosts-title">Hosts</h2>
          ${hostTable({ hosts, now: api.now, act: (ask, host) => (this.question = { ask, host }) })}
        </section>
        <section aria-labelledby="sessions-title">
          <h2 id="sessions-title">Sessions</h2>
          ${filterBar({
            filter: this.filter,
            tenants: [...this.#tenants].sort(),
            shown: fitting?.length,
            change: (filter) => this.#filterBy(filter),
          })}
          ${sessionTable({
            ...{ api, filter: this.filter, sessions: fitting?.slice(0, MAX_SHOWN), latencies: this.fleet.latencies },
            isCut: (fitting?.length ?? 0) > MAX_SHOWN || this.fleet.sessions?.length === Number(this.#limit),
            act: (action, session) => this.#act(api, action, session),
          })}
        </section>
      </main>
      <div class="toast" role="status">
        ${
          problem === undefined && this.notice === ''
            ? nothing
            : html`<p>
                ${this.notice === '' ? problem : this.notice}
                ${
                  problem === undefined || this.notice !== ''
                    ? nothing
                    : html`<button type="button" class="button" @click=${() => this.#watch?.now()}>Try now</button>`
                }
              </p>`
        }
      </div>`;
  }

  get #limit(): string | null {
    return queryOf(this.filter).get('limit');
  }

  #dialogs(api: GatewayApi): TemplateResult {
    return html`${questionDialog({
      question: this.question,
      isBusy: this.isBusy,
      answer: (question, seconds) => void this.#do(api, question, seconds),
      close: () => (this.question = undefined),
    })}
    ${watchDialog(this.watched, BASE, () => (this.watched = undefined))}`;
  }

  async #signIn(key: string | undefined): Promise<void> {
    if (this.access.is === 'signed-out') this.access = { is: 'signed-out', isBusy: true };
    const api = new GatewayApi(BASE, key);
    try {
      const operator = await api.me();
      storeKey(key);
      this.access = { is: 'signed-in', api, operator, hasKey: key !== undefined };
      this.#watch = new FleetWatch({
        api,
        query: () => queryOf(this.filter),
        changed: (fleet) => this.#learn(fleet),
        refused: (reason) => this.#signOut(reason),
      });
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.isAboutKey) {
        return this.#signOut(key === undefined ? undefined : whyNot(thrown));
      }
      // The key may be as good as ever.
      this.access = { is: 'unknown', problem: `${whyNot(thrown)} Trying again.` };
      setTimeout(() => void this.#signIn(key), POLL_EVERY);
    }
  }

  #signOut(problem?: string): void {
    storeKey(undefined);
    this.#watch?.close();
    this.#watch = undefined;
    this.#tenants.clear();
    this.fleet = NOTHING_SEEN;
    this.filter = NO_FILTER;
    this.question = undefined;
    this.watched = undefined;
    this.access = { is: 'signed-out', ...(problem === undefined ? {} : { problem }) };
  }

  #learn(fleet: Fleet): void {
    for (const { tenant } of fleet.sessions ?? []) this.#tenants.add(tenant);
    this.fleet = fleet;
  }

  #filterBy(filter: SessionFilter): void {
    const isAnother = String(queryOf(filter)) !== String(queryOf(this.filter));
    this.filter = filter;
    if (isAnother) this.#watch?.now();
  }

  #act(api: GatewayApi, action: SessionAction, session: rest.SessionInfo): void {
    if (action === 'end') this.question = { ask: 'end', session };
    else void this.#look(api, session);
  }

  async #look(api: GatewayApi, session: rest.SessionInfo): Promise<void> {
    try {
      const module = new URL('remote-view.js', BASE).href;
      const [token] = await Promise.all([api.watch(session.id), import(module)]);
      this.watched = { session, token };
    } catch (thrown) {
      this.#say(`${session.scene} cannot be watched: ${whyNot(thrown)}`);
    }
  }

  async #do(api: GatewayApi, question: Question, seconds: number): Promise<void> {
    this.isBusy = true;
    try {
      if (question.ask === 'end') await api.end(question.session.id);
      else if (question.ask === 'drain') await api.drain(question.host.id, seconds);
      else await api.cordon(question.host.id, question.ask === 'cordon');
    } catch (thrown) {
      this.#say(whyNot(thrown));
    }
    this.isBusy = false;
    this.question = undefined;
    this.#watch?.now();
  }

  #say(notice: string): void {
    this.notice = notice;
    clearTimeout(this.#noticeEnds);
    this.#noticeEnds = setTimeout(() => (this.notice = ''), NOTICE_FOR);
  }
}

function whyNot(thrown: unknown): string {
  if (!(thrown instanceof Refusal)) return 'The gateway cannot be reached.';
  if (thrown.status === 401) return 'This key is not one of this gateway.';
  if (thrown.status === 403) return 'This key does not allow that.';
  return thrown.message;
}

function setOpen(dialog: Element | null, isOpen: boolean): void {
  if (!(dialog instanceof HTMLDialogElement) || dialog.open === isOpen) return;
  if (isOpen) dialog.showModal();
  else dialog.close();
}
