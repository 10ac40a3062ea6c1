import type { ErrorCode, PlainValue, Preference, RateInfo, SceneStatus, VideoInfo } from '@remote-view/protocol';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { Connection, type Progress } from './connection/connection.ts';
import { locateGateway } from './connection/gateway.ts';
import type { HostNews, Link } from './connection/link.ts';
import type { ConnectionState, ConnectionStateName, Reason } from './connection/transition.ts';
import type { RemoteViewEventMap } from './events/event-map.ts';
import { FirstFrameEvent } from './events/first-frame-event.ts';
import { RemoteViewErrorEvent } from './events/remote-view-error-event.ts';
import { SceneMessageEvent } from './events/scene-message-event.ts';
import { SceneStateChangeEvent } from './events/scene-state-change-event.ts';
import { SceneStatusEvent } from './events/scene-status-event.ts';
import { StateChangeEvent } from './events/state-change-event.ts';
import { FileTransfers } from './files/file-transfers.ts';
import { filesView, spokenNote } from './files/files-view.ts';
import { InputCapture } from './input/capture.ts';
import { SizeObserver } from './input/size-observer.ts';
import { LatencyMeter } from './latency/latency-meter.ts';
import { describeOverlay, type Overlay } from './overlay/describe.ts';
import { statsView } from './overlay/stats-view.ts';
import { spokenText, statusView } from './overlay/status-view.ts';
import { TEXT } from './overlay/texts.ts';
import { Microphone } from './audio/microphone.ts';
import { Sound } from './audio/sound.ts';
import { networkInformation } from './quality/network-information.ts';
import { toQuality, toSwitch } from './quality/wishes.ts';
import { styles } from './remote-view.styles.ts';
import { SemanticLayer } from './semantics/semantic-layer.ts';
import { hostStats, NO_MEDIA_STATS, type RemoteViewStats } from './stats/stats.ts';
import { SharedState, type SceneStateValues } from './state/shared-state.ts';
import { VideoStage } from './video-stage.ts';

/** What went wrong last; see the `error` event. */
export interface RemoteViewFault {
  readonly code: ErrorCode;
  readonly message: string;
  /** Whether the element tries again by itself. */
  readonly retry: boolean;
}

/** An element that is moved is taken out and put in again; only one that stays out for longer is gone. */
const REMOVED_AFTER = 20;
const STATS_EVERY = 500;

/**
 * Shows a remote three.js scene, live, and sends input back. It connects by itself as soon as it is in the document and
 * knows a scene or a session.
 *
 * @attr {string} src - Base URL of the gateway; without it, the origin that this module came from.
 * @attr {string} scene - Scene to show; the element makes a session for it.
 * @attr {string} session - Id of a session that a backend made; needs `token`.
 * @attr {string} token - Token of that session.
 * @attr {boolean} no-input - Shows only; sends neither pointer nor keys.
 * @attr {boolean} stats - Shows latency and stream numbers over the picture.
 * @attr {string} label - Accessible name.
 * @attr {boolean} muted - Plays no sound.
 * @attr {number} volume - Of the sound, 0 to 1.
 * @attr {number} max-bitrate - Video takes no more than this, kbit/s.
 * @attr {"on"|"off"} data-saver - Video takes 0.7 GB an hour at most. Without it, as it is set in the browser.
 * @attr {"auto"|"sharp"|"smooth"} prefer - What to keep where the path is narrow: pixels, or frames.
 *
 * @fires statechange - The connection has another state.
 * @fires firstframe - The first picture is on the screen.
 * @fires error - The connection was lost or could not be made.
 * @fires message - The scene sent a message.
 * @fires volumechange - `muted`, `volume` or `audible` is another.
 * @fires scenestatus - The scene loads, runs, restarts or failed.
 * @fires scenestatechange - What the scene shares changed.
 * @fires fileprogress - A file for the scene is on its way, taken or refused.
 *
 * @slot poster - Shown until the first picture.
 * @slot loading - Instead of the spinner and its text.
 * @slot error - Instead of the panel for `ended` and `failed`.
 * @slot overlay - Your own content over the picture.
 *
 * @csspart stage - The focusable area that takes input.
 * @csspart video - The picture.
 * @csspart overlay - What covers the picture while it loads, comes back, or is over.
 * @csspart status - The text for screen readers.
 * @csspart stats - The stats overlay.
 * @csspart drop - What covers the picture while a file is held over it.
 * @csspart file-note - How far a file is, or why the scene does not take it.
 *
 * @cssprop --remote-view-background - Behind the picture.
 * @cssprop --remote-view-color - Text.
 * @cssprop --remote-view-muted - Secondary text.
 * @cssprop --remote-view-surface - Behind small messages.
 * @cssprop --remote-view-accent - Focus ring and spinner.
 * @cssprop --remote-view-radius - Corners.
 * @cssprop --remote-view-font - Font shorthand of all text.
 *
 * @cssstate idle connecting live reconnecting ended failed - The state of the connection.
 * @cssstate captured - The keyboard goes to the scene.
 */
export class RemoteView extends LitElement {
  static override readonly styles = styles;
  static override readonly shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    delegatesFocus: true,
  };
  static override readonly properties = {
    src: { type: String },
    scene: { type: String },
    session: { type: String },
    token: { type: String },
    noInput: { type: Boolean, attribute: 'no-input' },
    stats: { type: Boolean, reflect: true },
    label: { type: String },
    muted: { type: Boolean },
    volume: { type: Number },
    maxBitrate: { type: Number, attribute: 'max-bitrate' },
    dataSaver: { attribute: 'data-saver', converter: toSwitch },
    prefer: { type: String },
  };

  declare src: string;
  declare scene: string;
  declare session: string;
  declare token: string;
  declare noInput: boolean;
  declare stats: boolean;
  declare label: string;
  declare muted: boolean;
  /** 0 to 1. */
  declare volume: number;
  /** kbit/s; null for as much as the path holds. */
  declare maxBitrate: number | null;
  /** Null for what is set in the browser. */
  declare dataSaver: boolean | null;
  declare prefer: Preference;

  readonly #internals = this.attachInternals();
  readonly #sound = new Sound(() => this.dispatchEvent(new Event('volumechange')));
  readonly #microphone = new Microphone();
  readonly #connection = new Connection({
    state: (state, previous) => this.#stateChanged(state, previous),
    fault: (reason, retry) => this.#faulted(reason, retry),
    progress: (progress) => this.#progressed(progress),
    link: (link) => {
      if (link === null) this.#stage?.freeze();
      else this.#stage?.show(link);
      this.#sound.play(link?.audio.track ?? null);
      this.#microphone.use(link?.audio ?? null);
    },
    open: () => {
      this.#size?.announce();
      this.#capture?.announce();
      this.#wish();
      // Who comes anew is told everything, and a scene that has nothing to say says nothing.
      this.#semantics?.clear();
    },
    data: (data) => this.#received(data),
  });
  #stage: VideoStage<Link> | null = null;
  #capture: InputCapture | null = null;
  #size: SizeObserver | null = null;
  #semantics: SemanticLayer | null = null;
  /** Listeners on the page, while the element is in it. */
  #page: AbortController | null = null;
  #removeTimer: ReturnType<typeof setTimeout> | undefined;
  #statsTimer: ReturnType<typeof setInterval> | undefined;
  /** The page said `disconnect()`: nothing but `connect()` or another address brings the element back. */
  #stopped = false;
  #startedAt = 0;
  #progress: Progress = 'session';
  #fault: RemoteViewFault | null = null;
  #sceneStatus: SceneStatus | null = null;
  readonly #sceneState = new SharedState();
  readonly #files = new FileTransfers(this, {
    sender: () => (this.#connection.link?.isOpen === true ? this.#connection.link.files : null),
    usable: () => !this.noInput,
    changed: () => this.requestUpdate(),
  });
  #videoInfo: VideoInfo | null = null;
  #rate: RateInfo | null = null;
  #shownStats: RemoteViewStats | null = null;
  #spoken = '';

  constructor() {
    super();
    this.src = '';
    this.scene = '';
    this.session = '';
    this.token = '';
    this.noInput = false;
    this.stats = false;
    this.label = '';
    this.muted = false;
    this.volume = 1;
    this.maxBitrate = null;
    this.dataSaver = null;
    this.prefer = 'auto';
    this.#setStates();
  }

  /** State of the connection. */
  get state(): ConnectionStateName {
    return this.#connection.state.name;
  }

  /** What the scene shares with its pages, by key: read-only, and another object after each `scenestatechange`. */
  get sceneState(): SceneStateValues {
    return this.#sceneState.values;
  }

  /** What went wrong last, or null since the picture is live. */
  get error(): RemoteViewFault | null {
    return this.#fault;
  }

  /** Width of the picture, pixels; 0 before the first. */
  get videoWidth(): number {
    return this.#stage?.size.width ?? 0;
  }

  /** Height of the picture, pixels; 0 before the first. */
  get videoHeight(): number {
    return this.#stage?.size.height ?? 0;
  }

  /**
   * Whether sound can be heard: the scene makes some, it is not muted, and the browser plays it. Browsers wait for the
   * user's first click or key in the page; it is played from then on.
   */
  get audible(): boolean {
    return this.#sound.audible;
  }

  /** The scene hears the user. */
  get microphone(): boolean {
    return this.#microphone.active;
  }

  /**
   * Asks for the microphone and lets the scene hear it, over every connection until {@link stopMicrophone}.
   * @throws RemoteViewError `microphone-denied` or `microphone-unavailable`
   */
  async startMicrophone(): Promise<void> {
    return this.#microphone.start();
  }

  async stopMicrophone(): Promise<void> {
    return this.#microphone.stop();
  }

  /** Connects, unless it does already. What goes wrong is told by `error` and `statechange`. */
  connect(): void {
    this.#stopped = false;
    if (this.hasUpdated) this.#start();
  }

  /** Ends the connection, and the session where the element made it itself. */
  disconnect(): void {
    this.#stopped = true;
    this.#connection.disconnect();
  }

  /**
   * Sends JSON-like data to the scene.
   * @returns false where it could not be sent: not connected, or the host does not keep up
   * @throws RemoteViewError `message-too-large` (16 kB) or `malformed-message` for what is not JSON-like
   */
  send(payload: PlainValue): boolean {
    return this.#connection.link?.message(payload) ?? false;
  }

  /** Which files the scene takes; null for none. `types` is as in the `accept` attribute of HTML. */
  get acceptedFiles(): {
    readonly types: readonly string[];
    readonly maxBytes: number;
    readonly multiple: boolean;
  } | null {
    const { accept, maxBytes, multiple } = this.#files.rules;
    return maxBytes === 0 ? null : { types: accept, maxBytes, multiple };
  }

  /**
   * Sends a file to the scene, as dropping it on the element does; resolves when the scene has made something of it. The
   * `fileprogress` event tells how far it is, and what goes wrong is shown over the picture. Files go one after the other.
   * @throws RemoteViewError `file-refused` where the scene or the host does not take it; `file-failed` where the
   * connection breaks or the scene can make nothing of it
   */
  async sendFile(file: File): Promise<void> {
    return this.#files.send(file);
  }

  /** What is known about the stream, as plain JSON. */
  async getStats(): Promise<RemoteViewStats> {
    const { link, rejected } = this.#connection;
    const media = (await link?.stats().catch(() => null)) ?? NO_MEDIA_STATS;
    return {
      state: this.state,
      latency: (link?.latency ?? new LatencyMeter()).summary(),
      ...media,
      ...hostStats(this.#videoInfo, this.#rate),
      transport: 'webrtc',
      rejected: { ...rejected },
    };
  }

  override addEventListener<K extends keyof RemoteViewEventMap>(
    type: K,
    listener: (this: RemoteView, event: RemoteViewEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener as EventListener, options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    clearTimeout(this.#removeTimer);
    this.#stage?.resume();
    if (this.#page !== null) return;
    this.#page = new AbortController();
    const { signal } = this.#page;
    document.addEventListener('visibilitychange', () => document.hidden && this.#capture?.release(), { signal });
    // A page that goes away frees the host's slot at once instead of after a time-out.
    addEventListener('pagehide', () => this.#connection.disconnect(), { signal });
    addEventListener('pageshow', ({ persisted }) => persisted && this.#autoStart(), { signal });
    networkInformation()?.addEventListener('change', () => this.#wish(), { signal });
    this.#files.listen(signal);
    if (this.hasUpdated) this.#autoStart();
    this.#pollStats();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#capture?.release();
    this.#removeTimer = setTimeout(() => this.#removed(), REMOVED_AFTER);
  }

  protected override firstUpdated(): void {
    const stage = this.renderRoot.querySelector<HTMLElement>('.stage')!;
    this.#stage = new VideoStage<Link>(stage, {
      first: (link) => this.#firstFrame(link),
      frame: (link, metadata) => link.presented(metadata),
      resized: () => {
        if (this.#semantics !== null) this.#semantics.pictureRatio = this.videoWidth / this.videoHeight;
        this.requestUpdate();
      },
    });
    this.#capture = new InputCapture(stage, {
      // What is pressed before anyone listens must not arrive as a release only.
      sink: () => (this.noInput || this.#connection.link?.isOpen !== true ? null : this.#connection.link),
      picture: () => this.#stage?.size ?? { width: 0, height: 0 },
      captureChanged: (captured) => {
        this.#spoken = captured ? TEXT.captured : TEXT.released;
        this.#setStates();
      },
    });
    const [layer, spoken] = this.renderRoot.querySelectorAll<HTMLElement>('.items, .announced');
    this.#semantics = new SemanticLayer({ stage, layer: layer!, spoken: spoken! }, (ref, action, steps = 0) => {
      if (!this.noInput) this.#connection.link?.act({ ref, action, steps });
    });
    this.#semantics.usable = !this.noInput;
    this.#size = new SizeObserver(stage, (size) => {
      const { link } = this.#connection;
      link?.resize(size);
      return link !== null;
    });
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('stats')) this.#pollStats();
    if (changed.has('muted') || changed.has('volume')) {
      this.#sound.set(this.muted, this.volume);
      const before = changed.get('muted') ?? changed.get('volume');
      if (before !== undefined) this.dispatchEvent(new Event('volumechange'));
    }
    if (changed.has('noInput') && this.noInput) this.#capture?.release();
    if (this.#semantics !== null) this.#semantics.usable = !this.noInput;
    if (changed.has('maxBitrate') || changed.has('dataSaver') || changed.has('prefer')) this.#wish();
    if (['src', 'scene', 'session', 'token'].some((name) => changed.has(name as keyof RemoteView))) this.#readdress();
  }

  protected override render(): TemplateResult {
    const overlay = this.#overlay();
    const interactive = !this.noInput;
    const name = this.label || this.#semantics?.label || TEXT.label;
    return html`
      <div class="poster" ?hidden=${this.#stage?.hasPicture === true}><slot name="poster"></slot></div>
      <div
        class="stage ${interactive ? 'interactive' : ''}"
        part="stage"
        role=${interactive ? 'application' : 'img'}
        tabindex=${interactive ? '0' : nothing}
        aria-label=${name}
        aria-roledescription=${interactive ? TEXT.roleDescription : nothing}
        aria-describedby=${interactive ? 'hint' : nothing}
      ></div>
      <div class="picture"><div class="items" role="group" aria-label=${TEXT.items} hidden></div></div>
      <div class="page"><slot name="overlay"></slot></div>
      ${statusView(overlay, () => this.connect())} ${filesView(this.#files)}
      ${this.stats && this.#shownStats !== null ? statsView(this.#shownStats) : nothing}
      <div class="ring ${this.#capture?.captured === true ? 'captured' : ''}"></div>
      <span id="hint" hidden>${TEXT.hint}</span>
      <span class="spoken" part="status" role="status"
        >${spokenText(overlay) || spokenNote(this.#files) || this.#spoken}</span
      >
      <span class="spoken announced" aria-live="polite"></span>
    `;
  }

  #overlay(): Overlay {
    return describeOverlay({
      state: this.#connection.state,
      progress: this.#progress,
      scene: this.#sceneStatus,
      hasPicture: this.#stage?.hasPicture ?? false,
      ownsSession: !this.#hasCredentials(),
    });
  }

  #hasCredentials(): boolean {
    return this.session !== '' && this.token !== '';
  }

  #readdress(): void {
    this.#stopped = false;
    this.#connection.disconnect();
    this.#autoStart();
  }

  #autoStart(): void {
    // A session without its token, or the other way round: the other half is still to come.
    const isHalf = (this.session === '') !== (this.token === '');
    const hasTarget = this.scene !== '' || this.#hasCredentials();
    if (!this.#stopped && this.isConnected && hasTarget && !isHalf) this.#start();
  }

  #start(): void {
    this.#startedAt = performance.now();
    try {
      const gateway = locateGateway(this.src, moduleOrPageUrl());
      const credentials = this.#hasCredentials() ? { session: this.session, token: this.token } : null;
      this.#connection.connect({ gateway, scene: this.scene, credentials });
    } catch (thrown) {
      this.#connection.refuse(thrown);
    }
  }

  #removed(): void {
    if (this.isConnected) return;
    this.#connection.disconnect();
    this.#page?.abort();
    this.#page = null;
    clearInterval(this.#statsTimer);
  }

  #stateChanged(state: ConnectionState, previous: ConnectionState): void {
    // Whoever left is not listened to when it comes back.
    if (['idle', 'ended', 'failed'].includes(state.name)) void this.#microphone.stop();
    if (state.name === 'idle') {
      this.#stage?.clear();
      this.#semantics?.clear();
      this.#files.take(null);
      this.#videoInfo = null;
      this.#rate = null;
      this.#shownStats = null;
    }
    if (state.name === 'connecting' || state.name === 'reconnecting') this.#sceneStatus = null;
    if (state.name === 'live') this.#fault = null;
    if (state.name === previous.name) return this.requestUpdate();
    if (state.name === 'live') this.#spoken = TEXT.live;
    this.#setStates();
    this.dispatchEvent(new StateChangeEvent(state.name, previous.name));
  }

  #faulted({ code, text }: Reason, retry: boolean): void {
    this.#fault = { code, message: text, retry };
    this.dispatchEvent(new RemoteViewErrorEvent(code, text, retry));
  }

  #progressed(progress: Progress): void {
    this.#progress = progress;
    this.requestUpdate();
  }

  #firstFrame(link: Link): void {
    if (link !== this.#connection.link) return;
    const first = this.state === 'connecting';
    this.#connection.framePresented();
    if (first) this.dispatchEvent(new FirstFrameEvent(performance.now() - this.#startedAt));
  }

  /** Tells the host what is wished for; a connection that is not open yet learns of it when it is. */
  #wish(): void {
    this.#connection.link?.wish(toQuality(this, networkInformation()?.saveData ?? false));
  }

  #received(data: HostNews): void {
    switch (data.type) {
      case 'message':
        this.dispatchEvent(new SceneMessageEvent(data.payload));
        return;
      case 'scene':
        this.#sceneStatus = data;
        if (data.state !== 'running') {
          this.#semantics?.clear();
          this.#files.take(null);
        }
        this.requestUpdate();
        this.dispatchEvent(new SceneStatusEvent(data.state, data.code, data.text));
        return;
      case 'video':
        this.#videoInfo = data;
        return;
      case 'rate':
        this.#rate = data;
        return;
      case 'lock':
        this.#capture?.lock(data);
        return;
      case 'semantics':
      case 'hover':
      case 'announce':
        this.#semantics?.receive(data);
        if (data.type === 'semantics') this.requestUpdate();
        return;
      case 'state':
        this.#tellState(this.#sceneState.receive(data));
        return;
      case 'log':
        console[data.level](`[scene] ${data.text}`);
        return;
      case 'files':
        this.#files.take(data);
        return;
      default:
        data satisfies never;
    }
  }

  #tellState(changed: readonly string[]): void {
    if (changed.length > 0) this.dispatchEvent(new SceneStateChangeEvent(changed));
  }

  #pollStats(): void {
    clearInterval(this.#statsTimer);
    if (!this.stats || !this.isConnected) return;
    const poll = async (): Promise<void> => {
      this.#shownStats = await this.getStats();
      this.requestUpdate();
    };
    void poll();
    this.#statsTimer = setInterval(() => void poll(), STATS_EVERY);
  }

  #setStates(): void {
    const { states } = this.#internals;
    for (const name of ['idle', 'connecting', 'live', 'reconnecting', 'ended', 'failed'] as const) {
      if (name === this.state) states.add(name);
      else states.delete(name);
    }
    if (this.#capture?.captured === true) states.add('captured');
    else states.delete('captured');
    this.requestUpdate();
  }
}

/** Where this module came from, when that is a server: a gateway that serves it is the gateway to ask. */
function moduleOrPageUrl(): string {
  return import.meta.url.startsWith('http') ? import.meta.url : location.href;
}

declare global {
  interface HTMLElementTagNameMap {
    'remote-view': RemoteView;
  }
}
