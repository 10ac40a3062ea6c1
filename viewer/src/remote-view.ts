import {
  RemoteViewError,
  TOUCH_MODES,
  type ControlState,
  type ErrorCode,
  type PlainValue,
  type Preference,
  type RateInfo,
  type Resize,
  type Right,
  type Role,
  type SceneStatus,
  type TouchLayout,
  type TouchMode,
  type VideoInfo,
} from '@remote-view/protocol';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { Connection, type Progress } from './connection/connection.ts';
import { locateGateway, readCredentials, reasonOf, type Gateway } from './connection/gateway.ts';
import { keepSession, takeSession } from './connection/kept-session.ts';
import type { HostNews, Link } from './connection/link.ts';
import type { TransportPreference } from './connection/transport-choice.ts';
import {
  isQueued,
  type ConnectionState,
  type ConnectionStateName,
  type QueuePlace,
  type Reason,
} from './connection/transition.ts';
import type { DiagnosisEntry } from './diagnose/diagnosis.ts';
import { diagnose } from './diagnose/on-demand.ts';
import type { RemoteViewEventMap } from './events/event-map.ts';
import { QueueChangeEvent } from './events/queue-change-event.ts';
import { FirstFrameEvent } from './events/first-frame-event.ts';
import { RemoteViewErrorEvent } from './events/remote-view-error-event.ts';
import { RightsChangeEvent } from './events/rights-change-event.ts';
import { SceneMessageEvent } from './events/scene-message-event.ts';
import { SceneStateChangeEvent } from './events/scene-state-change-event.ts';
import { SceneStatusEvent } from './events/scene-status-event.ts';
import { StateChangeEvent } from './events/state-change-event.ts';
import { StatsUpdateEvent } from './events/stats-update-event.ts';
import type { Language } from './i18n/languages.ts';
import type { Strings, Wording } from './i18n/strings.ts';
import { askForSensors } from './devices/permission.ts';
import type { Fit } from './input/content-box.ts';
import { SizeObserver } from './input/size-observer.ts';
import type { OverlayInput } from './overlay/describe.ts';
import { Sound } from './audio/sound.ts';
import { mayUse } from './page-policy.ts';
import { Parts, type Insides } from './parts.ts';
import { PicturePlace } from './picture/picture-place.ts';
import { PointerLook } from './picture/pointer-look.ts';
import { networkInformation } from './quality/network-information.ts';
import { toQuality, toSwitch } from './quality/wishes.ts';
import { styles } from './remote-view.styles.ts';
import { Listeners } from './stats/listeners.ts';
import type { StatsFormat } from './stats/stats-monitor.ts';
import type { RemoteViewStats } from './stats/stats.ts';
import { SharedState, type SceneStateValues } from './state/shared-state.ts';
import type { ScreenshotOptions } from './toolbar/screenshot.ts';
import type { TouchWish } from './touch/touch.ts';
import { VideoStage } from './video-stage.ts';

/** What went wrong last; see the `error` event. */
export interface RemoteViewFault {
  readonly code: ErrorCode;
  readonly message: string;
  /** Whether the element tries again by itself. */
  readonly retry: boolean;
}

/** From waking up to the word that the newest frame is shown, where it is, with the next refresh of the screen. */
const REFRESH_AFTER = 200;
/** A page that sets `session` and `token` one after the other has set both by then; a slow backend may still bring the other later. */
const HALF_AFTER = 1_000;
/** Nothing is said for as long: what says it is fetched behind what brings the picture, which took 25 ms more beside it. */
const SILENT_FOR = 160;
/** Until what tells of latencies is fetched, behind all that somebody waits for. */
const REPORTS_AFTER = 5_000;
/** What hands do in the picture. */
const HANDS: readonly Right[] = ['pointer', 'keyboard', 'gamepad'];
/** An element that is moved is taken out and put in again; only one that stays out for longer is gone. */
const REMOVED_AFTER = 20;

/**
 * Shows a remote three.js scene, live, and sends input back. It connects by itself as soon as it is in the document and
 * knows a scene or a session.
 *
 * @attr {string} src - Base URL of the gateway, relative to the page; without it, the origin that this module came from.
 * @attr {string} scene - Scene to show; the element makes a session for it.
 * @attr {string} session - Id of a session that a backend made; needs `token`.
 * @attr {string} token - Token of that session.
 * @attr {string} region - Where a session that the element makes runs: a region of the gateway, or `auto` for the nearest, which takes
 *   measuring it first. Without it, where there is room.
 * @attr {boolean} resume - A reload of the page comes back into the session that the element made; elements with the same
 *   scene need an `id` each.
 * @attr {boolean} no-input - Shows only; sends neither pointer nor keys.
 * @attr {boolean} stats - Shows latency and stream numbers over the picture.
 * @attr {boolean} controls - Shows a toolbar.
 * @attr {boolean} no-captions - Shows no captions.
 * @attr {string} label - Accessible name.
 * @attr {boolean} muted - Plays no sound.
 * @attr {number} volume - Of the sound, 0 to 1.
 * @attr {number} max-bitrate - Video takes no more than this, kbit/s.
 * @attr {"on"|"off"} data-saver - Video takes 0.7 GB an hour at most. Without it, as it is set in the browser.
 * @attr {"contain"|"cover"|"fill"|"none"|"scale-down"} fit - How the picture fills the element, as CSS `object-fit`.
 * @attr {string} position - Where it lies in the element, as CSS `object-position` in words and percentages.
 * @attr {"auto"|"webrtc"|"websocket"} transport - How media comes: by itself, or over one of them and no other.
 * @attr {string} clipboard - What the scene may do with the user's clipboard: `read`, `write`, or both; nothing by default.
 * @attr {boolean} no-wake-lock - Lets the screen go dark while the picture is live.
 * @attr {"auto"|"sharp"|"smooth"} prefer - What to keep where the path is narrow: pixels, or frames.
 * @attr {"auto"|"direct"|"trackpad"|"gamepad"} touch-mode - What fingers do; as the scene says by default.
 * @attr {boolean} left-handed - Sticks and buttons on the screen the other way round.
 *
 * @fires statechange - The connection has another state.
 * @fires firstframe - The first picture is on the screen.
 * @fires error - The connection was lost or could not be made.
 * @fires message - The scene sent a message.
 * @fires volumechange - `muted`, `volume` or `audible` is another.
 * @fires scenestatus - The scene loads, runs, restarts or failed.
 * @fires scenestatechange - What the scene shares changed.
 * @fires statsupdate - New numbers, once a second while live.
 * @fires queuechange - The session stands elsewhere in the queue for a free place, or not in it any more.
 * @fires afkwarning - Nobody has used the session for long, and it is about to end; or it goes on after all.
 * @fires controlchange - The user may act, or not any more; or others ask for control.
 * @fires rightschange - The session's token lets the user do other things; `viewerRole` and `rights` say what.
 * @fires sceneclipboard - The scene read or wrote the user's clipboard, waits to write, or was refused.
 * @fires fileprogress - A file for the scene is on its way, taken or refused.
 * @fires enterpictureinpicture - The picture has a window of its own.
 * @fires leavepictureinpicture - It has none any more.
 *
 * @slot poster - Shown until the first picture.
 * @slot loading - Instead of the spinner and its text.
 * @slot queue - Instead of the place in the queue.
 * @slot error - Instead of the panel for `ended` and `failed`.
 * @slot overlay - Your own content over the picture.
 * @slot toolbar - Instead of the built-in toolbar, where `controls` is set; it comes and goes as that does.
 * @slot captions - Instead of the captions of the scene.
 *
 * @csspart stage - The focusable area that takes input.
 * @csspart video - The picture.
 * @csspart overlay - What covers the picture while it loads, comes back, or is over.
 * @csspart afk - What asks whether somebody is still there.
 * @csspart control - Who may act, where not everybody may.
 * @csspart status - The text for screen readers.
 * @csspart stats - The stats overlay.
 * @csspart drop - What covers the picture while a file is held over it.
 * @csspart captions - Where captions are.
 * @csspart caption - The caption of the scene.
 * @csspart toolbar - The bar of controls.
 * @csspart toolbar-button - A button in it.
 * @csspart toolbar-slider - The volume.
 * @csspart toolbar-menu - An open menu.
 * @csspart toolbar-note - What came of the last control.
 * @csspart touch - Sticks and buttons for fingers.
 * @csspart touch-stick - One of the sticks.
 * @csspart touch-button - One of the buttons.
 * @csspart file-note - How far a file is, or why the scene does not take it.
 *
 * @cssprop --remote-view-background - Behind the picture.
 * @cssprop --remote-view-color - Text.
 * @cssprop --remote-view-muted - Secondary text.
 * @cssprop --remote-view-surface - Behind small messages.
 * @cssprop --remote-view-toolbar-background - Of the toolbar; the surface by default.
 * @cssprop --remote-view-toolbar-color - Of its buttons; the colour of text by default.
 * @cssprop --remote-view-accent - Focus ring and spinner.
 * @cssprop --remote-view-radius - Corners.
 * @cssprop --remote-view-font - Font shorthand of all text.
 *
 * @cssstate idle - Not connected.
 * @cssstate connecting - Connects for the first time.
 * @cssstate live - The picture is live.
 * @cssstate reconnecting - The connection was lost; the last picture stays.
 * @cssstate ended - The session is over.
 * @cssstate failed - It could not connect, or not again.
 * @cssstate pip - The picture is in a window of its own as well.
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
    region: { type: String },
    resume: { type: Boolean },
    noInput: { type: Boolean, attribute: 'no-input' },
    stats: { type: Boolean, reflect: true },
    controls: { type: Boolean },
    noCaptions: { type: Boolean, attribute: 'no-captions', reflect: true },
    strings: { attribute: false },
    label: { type: String },
    muted: { type: Boolean },
    volume: { type: Number },
    maxBitrate: { type: Number, attribute: 'max-bitrate' },
    dataSaver: { attribute: 'data-saver', converter: toSwitch },
    prefer: { type: String },
    transport: { type: String },
    fit: { type: String },
    position: { type: String },
    noWakeLock: { type: Boolean, attribute: 'no-wake-lock' },
    clipboard: { type: String },
    touchMode: { type: String, attribute: 'touch-mode' },
    leftHanded: { type: Boolean, attribute: 'left-handed' },
  };

  declare src: string;
  declare scene: string;
  declare session: string;
  declare token: string;
  declare region: string;
  declare resume: boolean;
  declare noInput: boolean;
  declare stats: boolean;
  declare controls: boolean;
  declare noCaptions: boolean;
  /** Other words for some of those that are shown and said, in every language. */
  declare strings: Wording;
  declare label: string;
  declare muted: boolean;
  /** 0 to 1. */
  declare volume: number;
  /** kbit/s; null for as much as the path holds. */
  declare maxBitrate: number | null;
  /** Null for what is set in the browser. */
  declare dataSaver: boolean | null;
  declare prefer: Preference;
  declare transport: TransportPreference;
  declare fit: Fit;
  declare position: string;
  declare noWakeLock: boolean;
  declare clipboard: string;
  declare touchMode: TouchMode | 'auto';
  declare leftHanded: boolean;

  readonly #internals = this.attachInternals();
  readonly #sound = new Sound(
    () => this.dispatchEvent(new Event('volumechange')),
    () => this.requestUpdate(),
  );
  readonly #connection = new Connection({
    state: (state, previous) => this.#stateChanged(state, previous),
    fault: (reason, retry) => this.#faulted(reason, retry),
    progress: (progress) => this.#progressed(progress),
    access: () => this.#accessChanged(),
    link: (link) => {
      if (link === null) this.#stage?.freeze();
      else this.#stage?.show(link);
      this.#sound.play(link?.audio?.track ?? null);
      this.#parts.use(link);
    },
    sound: (track) => this.#sound.play(track),
    open: () => {
      this.#size?.announce();
      this.#parts.capture.use((capture) => capture.announce());
      this.#parts.devices.loaded?.announce();
      this.#wish();
      // Whoever has left by the time that the part is here is not listened to.
      this.#parts.preferences.use((watch) => this.#connection.link !== null && watch.tell());
      // Who comes anew is told everything, and a scene that has nothing to say says nothing.
      this.#forgetScene();
    },
    data: (data) => this.#received(data),
  });
  #stage: VideoStage<Link> | null = null;
  #size: SizeObserver | null = null;
  #place: PicturePlace | null = null;
  #look: PointerLook | null = null;
  readonly #parts: Parts;
  readonly #statsListeners = new Listeners(() => this.#watchStats());
  /** Listeners on the page, while the element is in it. */
  #page: AbortController | null = null;
  #removeTimer: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #reportsTimer: ReturnType<typeof setTimeout> | undefined;
  #halfTimer: ReturnType<typeof setTimeout> | undefined;
  /** The page said `disconnect()`: nothing but `connect()` or another address brings the element back. */
  #stopped = false;
  #startedAt = 0;
  #progress: Progress = 'session';
  #fault: RemoteViewFault | null = null;
  #sceneStatus: SceneStatus | null = null;
  readonly #sceneState = new SharedState();
  #listens = false;
  /** Null until the first words are here, which every part waits for that shows or says something. */
  #strings: Strings | null = null;
  #language: Language = 'en';
  #videoInfo: VideoInfo | null = null;
  #rate: RateInfo | null = null;
  #shownStats: RemoteViewStats | null = null;
  /** What was said last. */
  #spoken: 'captured' | 'released' | 'live' | null = null;
  /** What the scene wishes of fingers. */
  #touchWish: TouchLayout | null = null;

  constructor() {
    super();
    this.src = '';
    this.scene = '';
    this.session = '';
    this.token = '';
    this.region = '';
    this.resume = false;
    this.noInput = false;
    this.stats = false;
    this.controls = false;
    this.noCaptions = false;
    this.strings = {};
    this.label = '';
    this.muted = false;
    this.volume = 1;
    this.maxBitrate = null;
    this.dataSaver = null;
    this.prefer = 'auto';
    this.transport = 'auto';
    this.fit = 'contain';
    this.position = 'center';
    this.noWakeLock = false;
    this.clipboard = '';
    this.touchMode = 'auto';
    this.leftHanded = false;
    this.#parts = new Parts(this.#insides());
    this.#setStates();
  }

  /** State of the connection. */
  get state(): ConnectionStateName {
    return this.#connection.state.name;
  }

  /** Where the session stands in the queue for a free place; null where it does not wait for one. */
  get queue(): QueuePlace | null {
    const { state } = this.#connection;
    return isQueued(state) ? { position: state.position, etaSeconds: state.etaSeconds } : null;
  }

  /** What the session's token makes of the user: `owner`, `controller` or `spectator`; null until that is known. */
  get viewerRole(): Role | null {
    return this.#connection.access?.role ?? null;
  }

  /** What the session's token lets the user do; empty until that is known. */
  get rights(): readonly Right[] {
    return this.#connection.access?.rights ?? [];
  }

  /** Whether the user may act in the scene: `shared` and `granted`; `none` looks on, `requested` waits for it. */
  get control(): ControlState {
    return this.#parts.control.loaded?.part.state ?? 'shared';
  }

  /** Viewers that ask for control. */
  get controlRequests(): number {
    return this.#parts.control.loaded?.part.requests ?? 0;
  }

  /** Until the session ends because nobody uses it, seconds; null where it does not. Any input goes on with it. */
  get afkEndsIn(): number | null {
    return this.#parts.control.loaded?.part.afkEndsIn ?? null;
  }

  /**
   * Asks for control of the scene, where one viewer at a time has it; resolves when it is granted.
   * @throws RemoteViewError `forbidden` for a spectator; `control-refused` where too many ask, without a connection, or when it is
   * withdrawn by `signal` or {@link releaseControl}
   */
  async requestControl(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (this.viewerRole === 'spectator') throw new RemoteViewError('forbidden');
    const { part } = await this.#parts.control.load();
    return part.request(options.signal);
  }

  /** Gives control to who asked for it first, or withdraws what was asked for. */
  releaseControl(): void {
    this.#parts.control.loaded?.part.release();
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
    return this.#parts.microphone.loaded?.active ?? false;
  }

  /**
   * Asks for the microphone and lets the scene hear it, over every connection until {@link stopMicrophone}.
   * @throws RemoteViewError `forbidden`, `microphone-denied` or `microphone-unavailable`
   */
  async startMicrophone(): Promise<void> {
    this.#demand('microphone');
    const { link } = this.#connection;
    if (link !== null && link.audio === null) {
      throw new RemoteViewError(
        'microphone-unavailable',
        'A microphone needs WebRTC, and this connection goes over a WebSocket.',
      );
    }
    const microphone = await this.#parts.microphone.load();
    return microphone.start();
  }

  /** The scene hears the user no longer, and the browser no longer shows that it listens. */
  async stopMicrophone(): Promise<void> {
    await this.#parts.microphone.loaded?.stop();
  }

  /**
   * Asks for the motion sensors, and sends the scene how the device is held and moved until
   * {@link stopDeviceOrientation} or the end of the session. To be called in a click or a tap.
   * @throws RemoteViewError `forbidden`, `sensors-denied` or `sensors-unavailable`
   */
  async requestDeviceOrientation(): Promise<void> {
    this.#demand('sensors');
    await askForSensors();
    const devices = await this.#parts.devices.load();
    if (this.isConnected) devices.startSensors();
  }

  /** The scene hears no more of how the device is held. */
  stopDeviceOrientation(): void {
    this.#parts.devices.loaded?.stopSensors();
  }

  /** Connects, unless it does already. What goes wrong is told by `error` and `statechange`. */
  connect(): void {
    this.#stopped = false;
    if (this.hasUpdated) this.#start();
  }

  /** Ends the connection, and the session where the element made it itself. */
  disconnect(): void {
    this.#stopped = true;
    clearTimeout(this.#halfTimer);
    this.#connection.disconnect();
  }

  /** Gives the keyboard to a text field for the scene, which opens that of a phone. Call it while handling a click or a tap. */
  showKeyboard(): void {
    this.#parts.text.use((text) => text.show());
  }

  /** Closes the keyboard that {@link showKeyboard}, or the scene, opened. */
  hideKeyboard(): void {
    this.#parts.text.loaded?.hide();
  }

  /**
   * Sends JSON-like data to the scene.
   * @returns false where it could not be sent: not connected, or the host does not keep up
   * @throws RemoteViewError `forbidden`; `message-too-large` (16 kB) or `malformed-message` for what is not JSON-like
   */
  send(payload: PlainValue): boolean {
    this.#demand('messages');
    return this.#connection.link?.message(payload) ?? false;
  }

  /**
   * Shows the picture in a small window of its own, in which there is no input. It stays over a new connection.
   * @throws RemoteViewError `picture-in-picture-unavailable`: there is no picture yet, the browser has no such window, or it
   * wants a click shortly before
   */
  async requestPictureInPicture(): Promise<PictureInPictureWindow> {
    const pip = await this.#parts.pip.load();
    return pip.request();
  }

  /** Which files the scene takes; null for none. `types` is as in the `accept` attribute of HTML. */
  get acceptedFiles(): {
    readonly types: readonly string[];
    readonly maxBytes: number;
    readonly multiple: boolean;
  } | null {
    const rules = this.#parts.files.loaded?.part.rules;
    if (rules === undefined || rules.maxBytes === 0) return null;
    return { types: rules.accept, maxBytes: rules.maxBytes, multiple: rules.multiple };
  }

  /**
   * Sends a file to the scene, as dropping it on the element does; resolves when the scene has made something of it. The
   * `fileprogress` event tells how far it is, and what goes wrong is shown over the picture. Files go one after the other.
   * @throws RemoteViewError `forbidden`; `file-refused` where the scene or the host does not take it; `file-failed` where the
   * connection breaks or the scene can make nothing of it
   */
  async sendFile(file: File): Promise<void> {
    this.#demand('files');
    const { part } = await this.#parts.files.load();
    return part.send(file);
  }

  /**
   * The picture as it is shown, in full resolution and without what lies over it.
   * @throws RemoteViewError `no-picture`, or `part-unavailable`
   */
  async screenshot(options: ScreenshotOptions = {}): Promise<Blob> {
    // Now: the next frame may be another picture.
    const picture = this.renderRoot.querySelector<HTMLVideoElement | HTMLCanvasElement>('[part~=video]');
    const takeScreenshot = await this.#parts.screenshot.load();
    return takeScreenshot(picture, options);
  }

  /**
   * Locks the pointer to the picture. Browsers want a click or a key shortly before.
   * @throws RemoteViewError `forbidden`, or a DOMException as the browser does
   */
  override async requestPointerLock(options?: PointerLockOptions): Promise<void> {
    this.#demand('pointer');
    await this.#parts.capture.loaded?.lockPointer(options);
  }

  /**
   * Tries everything that a picture needs, within about five seconds, and says what works: the gateway, WebSockets, the decoders of this
   * browser, and once there is a session its STUN and TURN servers and what its media comes over.
   * @throws RemoteViewError `bad-configuration` where `src` is no address of a gateway, or `part-unavailable`
   */
  async diagnose(): Promise<readonly DiagnosisEntry[]> {
    const base = new URL('..', this.#locate().sessions);
    const { iceServers, link } = this.#connection;
    const insists = this.transport === 'websocket';
    return diagnose(base.href, { iceServers, insists, ...(link?.isOpen === true && { transport: link.transport }) });
  }

  /** What is known about the stream, as plain JSON. The `statsupdate` event brings it once a second. */
  async getStats(): Promise<RemoteViewStats> {
    const monitor = await this.#parts.statsMonitor.load();
    return monitor.read();
  }

  /**
   * The numbers of the last ten minutes, one line a second, from when the stats are shown or `statsupdate` is listened to;
   * where they never were, the numbers of now.
   */
  async exportStats(format: StatsFormat): Promise<Blob> {
    const monitor = await this.#parts.statsMonitor.load();
    return monitor.export(format);
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
    if (type === 'statsupdate') this.#statsListeners.add(listener, options);
  }

  override removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void {
    super.removeEventListener(type, listener as EventListener, options);
    if (type === 'statsupdate') this.#statsListeners.remove(listener);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    clearTimeout(this.#removeTimer);
    this.#stage?.resume();
    clearTimeout(this.#silence);
    if (this.#parts.words.loaded === null) this.#silence = setTimeout(() => this.#speak(), SILENT_FOR);
    else this.#parts.words.loaded.follow();
    if (this.#page !== null) return;
    this.#page = new AbortController();
    const { signal } = this.#page;
    const visibilityChanged = (): void => {
      if (document.hidden) this.#parts.capture.loaded?.release();
      else this.#woke();
      this.#connection.link?.latency.frames.interrupted();
    };
    document.addEventListener('visibilitychange', visibilityChanged, { signal });
    // Chromium freezes pages that may be visible already when they wake.
    document.addEventListener('resume', () => this.#woke(), { signal });
    // A page that goes away frees the host's slot at once instead of after a time-out.
    addEventListener('pagehide', () => this.#leavePage(), { signal });
    addEventListener('pageshow', ({ persisted }) => persisted && this.#autoStart(), { signal });
    const networkChanged = (): void => {
      this.#wish();
      this.#connection.link?.doubt();
    };
    networkInformation()?.addEventListener('change', networkChanged, { signal });
    addEventListener('online', () => this.#connection.online(), { signal });
    this.#parts.listen(signal);
    this.#size?.listen(signal);
    if (this.hasUpdated) this.#autoStart();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#parts.capture.loaded?.release();
    clearTimeout(this.#silence);
    clearTimeout(this.#reportsTimer);
    this.#removeTimer = setTimeout(() => this.#removed(), REMOVED_AFTER);
  }

  protected override firstUpdated(): void {
    const stage = this.renderRoot.querySelector<HTMLElement>('.stage')!;
    this.#stage = new VideoStage<Link>(stage, {
      first: (link) => this.#firstFrame(link),
      frame: (link, metadata) => {
        link.presented(metadata);
        this.#parts.screenLock.loaded?.active();
      },
      resized: () => {
        place.lay();
        this.requestUpdate();
      },
    });
    const place = new PicturePlace(stage, () => this.#stage?.size ?? { width: 0, height: 0 });
    this.#place = place;
    this.#look = new PointerLook(stage);
    // Here before the first picture is.
    this.#parts.capture.use(() => {});
    const tell = (size: Resize): boolean => {
      const { link } = this.#connection;
      link?.resize(size);
      return link !== null;
    };
    this.#size = new SizeObserver(stage, tell, (shown) => (place.shown = shown));
    if (this.#page === null) return;
    this.#size.listen(this.#page.signal);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const hasWords = this.#parts.words.loaded !== null || Object.keys(this.strings ?? {}).length > 0;
    if (changed.has('strings') && hasWords) this.#parts.words.use((words) => words.replace(this.strings));
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('controls') && this.controls) this.#parts.toolbar.use(() => this.requestUpdate());
    if (changed.has('stats')) this.#watchStats();
    if (changed.has('muted') || changed.has('volume')) {
      this.#sound.set(this.muted, this.volume);
      const before = changed.get('muted') ?? changed.get('volume');
      if (before !== undefined) this.dispatchEvent(new Event('volumechange'));
    }
    if (changed.has('noInput') && this.noInput) this.#parts.capture.loaded?.release();
    if (changed.has('noInput') || changed.has('touchMode') || changed.has('leftHanded')) this.#layTouch();
    if (this.#look !== null) this.#look.usable = this.#may('pointer');
    if (changed.has('noWakeLock')) this.#keepScreen();
    // A paste does not wait for it, and one that is not allowed is told as well.
    if (this.clipboard || this.#parts.capture.loaded?.captured) this.#parts.clipboard.use(() => undefined);
    if (changed.has('fit') || changed.has('position')) this.#place?.fit(this.fit, this.position);
    if (this.#parts.semantics.loaded !== null) this.#parts.semantics.loaded.usable = this.#may('messages');
    if (changed.has('maxBitrate') || changed.has('dataSaver') || changed.has('prefer')) this.#wish();
    if (
      ['src', 'scene', 'session', 'token', 'region', 'transport'].some((name) => changed.has(name as keyof RemoteView))
    )
      this.#readdress();
  }

  protected override render(): TemplateResult {
    const interactive = this.#isInteractive;
    const strings = this.#strings;
    const overlay = this.#parts.overlay.loaded?.describe(this.#covered());
    const name = this.label || this.#parts.semantics.loaded?.label || strings?.label;
    return html`
      <div class="poster" ?hidden=${this.#stage?.hasPicture === true}><slot name="poster"></slot></div>
      <div
        class="stage ${interactive ? 'interactive' : ''}"
        part="stage"
        role=${interactive ? 'application' : 'img'}
        tabindex=${interactive ? '0' : nothing}
        aria-label=${name ?? nothing}
        aria-roledescription=${(interactive && strings?.roleDescription) || nothing}
        aria-describedby=${this.#may('keyboard') ? 'hint' : nothing}
      ></div>
      <div class="picture"><div class="items" role="group" aria-label=${strings?.items ?? nothing} hidden></div></div>
      <div class="page"><slot name="overlay"></slot></div>
      <div class="captions" part="captions" ?hidden=${this.noCaptions}>
        <slot name="captions">${this.#parts.captions.loaded?.view()}</slot>
      </div>
      ${overlay?.view() ?? nothing} ${this.#parts.files.loaded?.view() ?? nothing}
      ${this.#parts.control.loaded?.view() ?? nothing}
      ${
        this.stats && this.#shownStats !== null
          ? this.#parts.statsView.loaded?.view(this.#shownStats, strings!, this.state === 'live')
          : nothing
      }
      ${this.controls ? this.#parts.toolbar.loaded?.view() : nothing}
      <div class="ring ${this.#parts.capture.loaded?.captured === true ? 'captured' : ''}"></div>
      <span id="hint" hidden>${strings?.hint}</span>
      <span class="spoken" part="status" role="status"
        >${overlay?.spoken() || this.#parts.files.loaded?.spoken() || this.#parts.control.loaded?.spoken() || (this.#spoken && strings?.[this.#spoken])}</span
      >
      <span class="spoken announced" aria-live="polite"></span>
    `;
  }

  /** Says what there is to say, in the language of the page. */
  #speak(): void {
    this.#parts.words.use((words) => words.follow());
    this.#parts.overlay.use(() => this.requestUpdate());
  }

  /** What decides about what covers the picture. */
  #covered(): OverlayInput {
    return {
      state: this.#connection.state,
      progress: this.#progress,
      scene: this.#sceneStatus,
      hasPicture: this.#stage?.hasPicture ?? false,
      ownsSession: !this.#hasCredentials(),
    };
  }

  /** @throws RemoteViewError `forbidden` */
  #demand(right: Right): void {
    if (!this.#connection.may(right)) throw new RemoteViewError('forbidden');
  }

  /** Page and token allow it. What the token does not the host drops; the page keeps its keys and pointers. */
  #may(right: Right): boolean {
    return !this.noInput && this.#connection.may(right);
  }

  get #isInteractive(): boolean {
    return HANDS.some((right) => this.#may(right));
  }

  #accessChanged(): void {
    if (!this.#isInteractive) this.#parts.capture.loaded?.release();
    this.#layTouch();
    this.#setStates();
    this.dispatchEvent(new RightsChangeEvent(this.viewerRole, this.rights));
  }

  /** What the parts see of the element. */
  #insides(): Insides {
    return {
      view: this,
      connection: this.#connection,
      strings: () => this.#strings!,
      language: () => this.#language,
      place: () => this.#place!,
      drawn: async () => {
        await this.updateComplete;
        return this.renderRoot as ShadowRoot;
      },
      stream: () => this.#stage?.stream ?? null,
      video: () => this.#videoInfo,
      rate: () => this.#rate,
      hasSound: () => this.#sound.present,
      hasVoice: () => this.#listens,
      may: (right) => this.#may(right),
      sink: (right) => this.#sink(right),
      changed: () => this.#setStates(),
      captureChanged: (captured) => {
        this.#spoken = captured ? 'captured' : 'released';
        this.#setStates();
      },
      wordsChanged: (strings, language) => {
        this.#strings = strings;
        this.#language = language;
        this.requestUpdate();
      },
      statsTold: (stats) => this.#statsTold(stats),
      failed: (error) => this.#faulted(reasonOf(error), false),
    };
  }

  /** An attribute that is taken away leaves null, and frameworks set undefined. */
  #hasCredentials(): boolean {
    return Boolean(this.session && this.token);
  }

  #readdress(): void {
    this.#stopped = false;
    this.#connection.disconnect();
    this.#autoStart();
  }

  #autoStart(): void {
    clearTimeout(this.#halfTimer);
    if (this.#stopped || !this.isConnected) return;
    // A session without its token, or the other way round: the other half is still to come. It is missed when it does not.
    if (!this.session !== !this.token) this.#halfTimer = setTimeout(() => this.#start(), HALF_AFTER);
    else if (this.scene || this.session) this.#start();
  }

  #start(): void {
    clearTimeout(this.#halfTimer);
    this.#startedAt = performance.now();
    try {
      const gateway = this.#locate();
      const credentials = readCredentials(this.session, this.token);
      const kept = this.resume && credentials === null ? takeSession(this.#keptAs) : null;
      const [scene, region] = [this.scene || '', this.region || ''];
      this.#connection.connect({ gateway, scene, region, credentials, kept, transport: this.transport });
    } catch (thrown) {
      this.#connection.refuse(thrown);
    }
  }

  /** @throws RemoteViewError `bad-configuration` */
  #locate(): Gateway {
    return locateGateway(this.src || '', this.src ? document.baseURI : moduleOrPageUrl());
  }

  /** What a session is kept under; elements that show the same scene are told apart by their ids. */
  get #keptAs(): string {
    return [this.src || '', this.scene || '', this.id].join(' ');
  }

  /** A page that goes away frees the host's slot at once instead of after a time-out, unless it may come back. */
  #leavePage(): void {
    const { own } = this.#connection;
    const comesBack = this.resume && own !== null;
    if (comesBack) keepSession(this.#keptAs, own);
    this.#connection.disconnect(comesBack);
  }

  #removed(): void {
    if (this.isConnected) return;
    clearTimeout(this.#halfTimer);
    this.#connection.disconnect();
    this.#page?.abort();
    this.#parts.words.loaded?.release();
    this.#page = null;
    this.#parts.pip.loaded?.close();
  }

  #keepScreen(): void {
    const lock = this.#parts.screenLock.loaded;
    if (lock !== null) lock.live = this.state === 'live' && !this.noWakeLock;
  }

  /** The page can be seen again. What it shows is the newest picture, unless packets were lost while it slept. */
  #woke(): void {
    // Chromium pauses the videos of a page that it freezes.
    this.#stage?.resume();
    // Nobody waits out a pause that was made for a page that nobody saw.
    if (this.state === 'reconnecting') this.#connection.online();
    setTimeout(() => this.#connection.link?.refresh(), REFRESH_AFTER);
  }

  #stateChanged(state: ConnectionState, previous: ConnectionState): void {
    // Whoever left is not listened to when it comes back.
    if (['idle', 'ended', 'failed'].includes(state.name)) {
      void this.#parts.microphone.loaded?.stop();
      this.#parts.devices.loaded?.stopSensors();
      this.#parts.control.loaded?.part.ended();
      this.#shownStats = null;
    }
    if (state.name === 'idle') {
      this.#stage?.clear();
      this.#parts.pip.loaded?.use(null);
      this.#forgetScene();
      this.#videoInfo = null;
      this.#rate = null;
    }
    if (state.name === 'connecting' || state.name === 'reconnecting') this.#sceneStatus = null;
    if (state.name === 'live') this.#fault = null;
    if (isQueued(state) || isQueued(previous)) this.dispatchEvent(new QueueChangeEvent(this.queue));
    if (state.name === previous.name) return this.requestUpdate();
    if (state.name === 'live') this.#spoken = 'live';
    this.#setStates();
    this.#keepScreen();
    this.#watchStats();
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
    this.#parts.pip.loaded?.use(this.#stage?.stream ?? null);
    if ('wakeLock' in navigator && mayUse('screen-wake-lock')) this.#parts.screenLock.use(() => this.#keepScreen());
    // A phone's keyboard does not wait for it: it opens within a tap.
    if (navigator.maxTouchPoints > 0) this.#parts.text.use(() => undefined);
    if (!first) return;
    this.#reportsTimer = setTimeout(() => this.#parts.latencyReports.use(() => undefined), REPORTS_AFTER);
    this.dispatchEvent(new FirstFrameEvent(performance.now() - this.#startedAt));
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
        if (data.state !== 'running') this.#forgetScene();
        this.requestUpdate();
        this.dispatchEvent(new SceneStatusEvent(data.state, data.code, data.text));
        return;
      case 'video':
        this.#videoInfo = data;
        return;
      case 'rate':
        this.#rate = data;
        return;
      case 'touch':
        this.#touchWish = data;
        this.#layTouch();
        return;
      case 'hover':
        if (this.#look !== null) this.#look.hover = data;
        return;
      case 'state':
        this.#tellState(this.#sceneState.receive(data));
        return;
      case 'voice':
        this.#listens = true;
        return this.requestUpdate();
      case 'log':
        console[data.level](`[scene] ${data.text}`);
        return;
      default:
        this.#parts.receive(data);
    }
  }

  /** What was said of the things in its picture. */
  #forgetScene(): void {
    this.#listens = false;
    this.#parts.forget();
    this.#touchWish = null;
    this.#layTouch();
    if (this.#look !== null) this.#look.hover = null;
  }

  /** What fingers do: what the page says, else what the scene says; where there is no touch screen, nothing. */
  get #fingers(): TouchWish {
    const { mode: wished = 'direct', controls = [] } = this.#touchWish ?? {};
    const mode = TOUCH_MODES.find((known) => known === this.touchMode) ?? wished;
    const isUsed = this.#isInteractive && matchMedia('(any-pointer: coarse)').matches;
    return { mode: isUsed ? mode : 'direct', controls, isLeftHanded: this.leftHanded };
  }

  #layTouch(): void {
    const { touch } = this.#parts;
    // By the time that it is here, another thing may be wished for.
    if (touch.loaded !== null || this.#fingers.mode !== 'direct') touch.use((part) => part.lay(this.#fingers));
  }

  #tellState(changed: readonly string[]): void {
    if (changed.length > 0) this.dispatchEvent(new SceneStateChangeEvent(changed));
  }

  /** Numbers are gathered for whoever looks at them, and for as long as there are any. */
  #watchStats(): void {
    const watched = (): boolean => this.state === 'live' && (this.stats || this.#statsListeners.some);
    if (watched()) this.#parts.statsMonitor.use((monitor) => monitor.run(watched()));
    else this.#parts.statsMonitor.loaded?.run(false);
  }

  #statsTold(stats: RemoteViewStats): void {
    this.#shownStats = stats;
    if (this.stats) this.#parts.statsView.use(() => this.requestUpdate());
    this.dispatchEvent(new StatsUpdateEvent(stats));
    this.#statsListeners.dispatched();
  }

  /** Where input goes that takes this right, or any. What is pressed before anyone listens must not arrive as a release only. */
  #sink(right?: Right): Link | null {
    const { link } = this.#connection;
    const may = right === undefined ? this.#isInteractive : this.#may(right);
    return may && this.#parts.control.loaded?.part.mayAct !== false && link?.isOpen === true ? link : null;
  }

  #setStates(): void {
    for (const name of ['idle', 'connecting', 'live', 'reconnecting', 'ended', 'failed'] as const) {
      this.#setState(name, name === this.state);
    }
    this.#setState('captured', this.#parts.capture.loaded?.captured === true);
    this.#setState('pip', this.#parts.pip.loaded?.active === true);
    this.requestUpdate();
  }

  #setState(name: string, on: boolean): void {
    try {
      const { states } = this.#internals;
      if (on) states.add(name);
      else states.delete(name);
    } catch {
      // Browsers of before 2024 have no states, or want other names for them: `:state()` matches nothing there.
    }
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
