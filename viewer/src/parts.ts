/**
 * The parts of the element that are fetched when they are first needed, what each is made of, and what of the element's
 * life it is told. A part that comes late is told at once what it missed: the page that it is in, and the connection.
 */
import type { RateInfo, RemoteViewError, Right, VideoInfo } from '@remote-view/protocol';
import type { CSSResult } from 'lit';
import type { Connection } from './connection/connection.ts';
import type { HostNews, Link } from './connection/link.ts';
import type { Language } from './i18n/languages.ts';
import type { Strings } from './i18n/strings.ts';
import { LazyPart } from './lazy-part.ts';
import type { OverlayInput } from './overlay/describe.ts';
import type { PicturePlace } from './picture/picture-place.ts';
import { networkInformation } from './quality/network-information.ts';
import type { RemoteView } from './remote-view.ts';
import type { RemoteViewStats } from './stats/stats.ts';

/** What the element lets its parts see and do. */
export interface Insides {
  readonly view: RemoteView;
  readonly connection: Connection;
  /** Resolves when the element has drawn itself, which one that is in no page has not. */
  drawn(): Promise<ShadowRoot>;
  /** There since any part is that shows or says something. */
  strings(): Strings;
  language(): Language;
  place(): PicturePlace;
  /** What the picture is made of; null before there is one. */
  stream(): MediaStream | null;
  /** What the host said of the picture and of its rate. */
  video(): VideoInfo | null;
  rate(): RateInfo | null;
  /** The scene makes sound; it listens to the user. */
  hasSound(): boolean;
  hasVoice(): boolean;
  /** Page and token let the user do it; what they do goes into the sink, which is null where they may not or nobody listens. */
  may(right: Right): boolean;
  sink(right?: Right): Link | null;
  /** Something that is drawn, or a custom state, changed. */
  changed(): void;
  captureChanged(captured: boolean): void;
  wordsChanged(strings: Strings, language: Language): void;
  statsTold(stats: RemoteViewStats): void;
  /** A part could not be fetched. */
  failed(error: RemoteViewError): void;
}

/** What a part may want to know. */
interface Hooks {
  /** The element is in a page, until `signal` is aborted. */
  listen?(signal: AbortSignal): void;
  /** There is another connection, or none. */
  use?(link: Link | null): void;
  /** The scene is gone, and with it what it said. */
  forget?(): void;
}

/** What the host says to a part. */
type PartNews = Extract<
  HostNews,
  {
    readonly type:
      | 'lock'
      | 'rumble'
      | 'semantics'
      | 'announce'
      | 'caption'
      | 'files'
      | 'control'
      | 'afk'
      | 'textField'
      | 'clipboard';
  }
>;

/** In a lower element all the stats would hide the picture, CSS px. */
const ROOM_FOR_STATS = 300;

export class Parts {
  readonly #insides: Insides;
  /** Of the parts that are here. */
  readonly #hooks: Hooks[] = [];
  #page: AbortSignal | null = null;

  readonly capture = this.#part(
    async ({ connection }) => {
      const [{ InputCapture }, root] = await Promise.all([import('./input/input.ts'), this.#insides.drawn()]);
      return new InputCapture(stageOf(root), {
        sink: this.#insides.sink,
        may: this.#insides.may,
        link: () => connection.link,
        mapping: () => this.#insides.place().mapping(),
        captureChanged: (captured) => this.#insides.captureChanged(captured),
      });
    },
    (capture) => ({ listen: (signal) => capture.listen(signal) }),
  );

  readonly semantics = this.#part(
    async ({ connection }) => {
      const { SemanticLayer, styles } = await import('./semantics/semantics.ts');
      this.#adopt(styles);
      const root = await this.#insides.drawn();
      const [layer, spoken] = root.querySelectorAll<HTMLElement>('.items, .announced');
      const parts = { stage: stageOf(root), layer: layer!, spoken: spoken! };
      const semantics = new SemanticLayer(parts, (ref, action, steps = 0) => {
        if (this.#insides.may('messages')) connection.link?.act({ ref, action, steps });
      });
      semantics.usable = this.#insides.may('messages');
      return semantics;
    },
    (semantics) => ({ forget: () => semantics.clear() }),
  );

  readonly microphone = this.#part(
    async () => {
      const { Microphone } = await import('./audio/microphone.ts');
      return new Microphone();
    },
    (microphone) => ({ use: (link) => microphone.use(link?.audio ?? null) }),
  );

  readonly files = this.#worded(
    async ({ view }) => {
      const { FileTransfers, filesView, spokenNote, styles } = await import('./files/files.ts');
      this.#adopt(styles);
      const part = new FileTransfers(view, {
        strings: this.#insides.strings,
        usable: () => this.#insides.may('files'),
        changed: () => this.#insides.changed(),
      });
      return { part, view: () => filesView(part, this.#insides.strings()), spoken: () => spokenNote(part) };
    },
    ({ part }) => ({
      listen: (signal) => part.listen(signal),
      use: (link) => part.use(link),
      forget: () => part.take(null),
    }),
  );

  readonly words = new LazyPart(
    async () => {
      const { Words } = await import('./i18n/words.ts');
      return new Words(this.#insides.view, (strings, language) => this.#insides.wordsChanged(strings, language));
    },
    (error) => this.#insides.failed(error),
  );

  /** What covers the picture. */
  readonly overlay = this.#part(async ({ view }) => {
    const [{ describeOverlay, spokenText, statusView, styles }] = await Promise.all([
      import('./overlay/overlay.ts'),
      this.words.load(),
    ]);
    this.#adopt(styles);
    return {
      describe: (input: OverlayInput) => {
        const strings = this.#insides.strings();
        const overlay = describeOverlay(input, strings);
        return { view: () => statusView(overlay, strings, () => view.connect()), spoken: () => spokenText(overlay) };
      },
    };
  });

  readonly preferences = this.#part(
    async ({ view, connection }) => {
      const { PreferenceWatch } = await import('./quality/page-preferences.ts');
      return new PreferenceWatch(view, (preferences) => connection.link?.prefer(preferences));
    },
    (watch) => ({ listen: (signal) => signal.addEventListener('abort', () => watch.release()) }),
  );

  readonly control = this.#worded(
    async ({ view, connection }) => {
      const { SessionControl, controlView, spokenControl, styles } = await import('./control/control.ts');
      this.#adopt(styles);
      const part = new SessionControl(view, {
        send: (data) => connection.link?.tell(data) ?? false,
        strings: this.#insides.strings,
        looksOn: () => view.viewerRole === 'spectator',
        lost: () => this.capture.loaded?.release(),
        changed: () => this.#insides.changed(),
      });
      const { strings } = this.#insides;
      return { part, view: () => controlView(part, strings()), spoken: () => spokenControl(part, strings()) };
    },
    ({ part }) => ({
      use: (link) => {
        if (link === null) part.disconnected();
      },
    }),
  );

  readonly text = this.#worded(
    async () => {
      const [{ TextInput }, root] = await Promise.all([import('./text-input/text-input.ts'), this.#insides.drawn()]);
      return new TextInput(stageOf(root), {
        sink: () => this.#insides.sink('keyboard'),
        place: () => this.#insides.place().box,
        label: () => this.#insides.strings().textField,
        changed: () => this.#insides.changed(),
      });
    },
    (text) => ({ listen: (signal) => text.listen(signal), forget: () => text.forget() }),
  );

  readonly clipboard = this.#part(
    async ({ view, connection }) => {
      const { Clipboard } = await import('./clipboard/clipboard.ts');
      return new Clipboard(view, {
        policy: () => (connection.may('clipboard') ? view.clipboard : ''),
        captured: () => this.capture.loaded?.captured === true,
        sink: () => this.#insides.sink('clipboard'),
      });
    },
    (clipboard) => ({ listen: (signal) => clipboard.listen(signal), forget: () => clipboard.forget() }),
  );

  readonly captions = this.#part(
    async () => {
      const { Captions, styles } = await import('./captions/captions.ts');
      this.#adopt(styles);
      return new Captions(() => this.#insides.changed());
    },
    (captions) => ({ forget: () => captions.clear() }),
  );

  readonly toolbar = this.#worded(
    async ({ view }) => {
      const { Toolbar, styles } = await import('./toolbar/toolbar.ts');
      this.#adopt(styles);
      return new Toolbar({
        view,
        strings: this.#insides.strings,
        language: this.#insides.language,
        scene: () => ({
          sound: this.#insides.hasSound(),
          captions: this.captions.loaded !== null,
          text: this.text.loaded?.wanted === true,
          voice: this.#insides.hasVoice(),
        }),
        keyboardShown: () => this.text.loaded?.shown === true,
        pictureInPicture: () => this.pip.loaded?.active === true,
        savesData: () => networkInformation()?.saveData ?? false,
        changed: () => this.#insides.changed(),
      });
    },
    (toolbar) => ({ listen: (signal) => toolbar.listen(signal) }),
  );

  readonly touch = this.#worded(async () => {
    const [{ Touch, styles }, capture] = await Promise.all([import('./touch/touch.ts'), this.capture.load()]);
    this.#adopt(styles);
    const { may, strings } = this.#insides;
    return new Touch(stageOf(await this.#insides.drawn()), { capture, may, strings: () => strings().touch });
  });

  readonly devices = this.#part(
    async () => {
      const { Devices } = await import('./devices/devices.ts');
      return new Devices(this.#insides.sink);
    },
    (devices) => ({ listen: (signal) => signal.addEventListener('abort', () => devices.stopSensors()) }),
  );

  readonly latencyReports = this.#part(
    async ({ connection }) => {
      const { LatencyReports } = await import('./latency/latency-reports.ts');
      return new LatencyReports(connection);
    },
    (reports) => ({ listen: (signal) => reports.listen(signal) }),
  );

  readonly screenshot = this.#part(async () => (await import('./toolbar/screenshot.ts')).takeScreenshot);

  readonly pip = this.#part(async ({ view }) => {
    const { PictureInPicture, styles } = await import('./picture/pip.ts');
    this.#adopt(styles);
    const pip = new PictureInPicture(await this.#insides.drawn(), {
      changed: () => this.#insides.changed(),
      dispatch: (event) => view.dispatchEvent(event),
    });
    pip.use(this.#insides.stream());
    return pip;
  });

  readonly screenLock = this.#part(
    async ({ view }) => {
      const { ScreenLock } = await import('./picture/screen-lock.ts');
      return new ScreenLock(view);
    },
    (lock) => ({ listen: (signal) => lock.listen(signal) }),
  );

  readonly statsMonitor = this.#part(async ({ view, connection }) => {
    const { StatsMonitor } = await import('./stats/stats-monitor.ts');
    const sources = {
      state: () => view.state,
      link: () => connection.link,
      video: this.#insides.video,
      rate: this.#insides.rate,
      rejected: () => connection.rejected,
    };
    return new StatsMonitor(sources, (stats) => this.#insides.statsTold(stats));
  });

  readonly statsView = this.#worded(async ({ view, connection }) => {
    const [{ StatsOverlay, styles }, { history }] = await Promise.all([
      import('./stats/stats-view.ts'),
      this.statsMonitor.load(),
    ]);
    this.#adopt(styles);
    return new StatsOverlay({
      history,
      expanded: view.offsetHeight > ROOM_FOR_STATS,
      language: this.#insides.language,
      log: () => connection.link?.latency.frames ?? null,
      export: (format) => view.exportStats(format),
      changed: () => this.#insides.changed(),
    });
  });

  constructor(insides: Insides) {
    this.#insides = insides;
  }

  /** The element is in a page, until `signal` is aborted. */
  listen(signal: AbortSignal): void {
    this.#page = signal;
    for (const { listen } of this.#hooks) listen?.(signal);
  }

  /** There is another connection, or none. */
  use(link: Link | null): void {
    for (const { use } of this.#hooks) use?.(link);
    if (link === null) this.control.drop();
  }

  /** The scene is gone, and with it what it said. */
  forget(): void {
    for (const { forget } of this.#hooks) forget?.();
    for (const part of [this.semantics, this.captions, this.text, this.clipboard, this.files]) part.drop();
  }

  receive(data: PartNews): void {
    switch (data.type) {
      case 'lock':
        this.capture.loaded?.lock(data);
        return;
      case 'rumble':
        this.devices.use((devices) => void devices.rumble(data));
        return;
      case 'semantics':
      case 'announce':
        this.semantics.use((layer) => {
          layer.receive(data);
          if (data.type === 'semantics') this.#insides.changed();
        });
        return;
      case 'caption':
        this.captions.use((captions) => captions.take(data));
        return;
      case 'files':
        // A scene that takes none says so as well.
        if (this.#insides.connection.may('files') && (data.maxBytes > 0 || this.files.loaded !== null)) {
          this.files.use(({ part }) => part.take(data));
        }
        return;
      case 'control':
      case 'afk':
        this.control.use(({ part }) => part.receive(data));
        return;
      case 'textField':
        this.text.use((text) => text.take(data));
        return;
      case 'clipboard':
        this.clipboard.use((clipboard) => clipboard.take(data));
        return;
      default:
        data satisfies never;
    }
  }

  #part<T>(fetch: (insides: Insides) => Promise<T>, hooksOf: (part: T) => Hooks = () => ({})): LazyPart<T> {
    return new LazyPart(
      async () => {
        const part = await fetch(this.#insides);
        const hooks = hooksOf(part);
        this.#hooks.push(hooks);
        if (this.#page?.aborted === false) hooks.listen?.(this.#page);
        hooks.use?.(this.#insides.connection.link);
        return part;
      },
      (error) => this.#insides.failed(error),
    );
  }

  /** One that shows or says something, in the words and on the styles of what covers the picture. */
  #worded<T>(fetch: (insides: Insides) => Promise<T>, hooksOf?: (part: T) => Hooks): LazyPart<T> {
    const fetchWorded = async (insides: Insides): Promise<T> => {
      await this.overlay.load();
      return fetch(insides);
    };
    return this.#part(fetchWorded, hooksOf);
  }

  #adopt({ styleSheet }: CSSResult): void {
    if (styleSheet === undefined) return;
    void this.#insides.drawn().then((root) => root.adoptedStyleSheets.push(styleSheet));
  }
}

function stageOf(root: ShadowRoot): HTMLElement {
  return root.querySelector<HTMLElement>('.stage')!;
}
