/**
 * The bar of controls over the picture: a toolbar and menu buttons as the WAI-ARIA APG has them. It takes nothing from the
 * scene but the pointer and the keys that are its own, and a click on it leaves the keyboard where it is.
 *
 * It knows the element by what pages know of it, and little more ({@link ToolbarContext}).
 */
import { RemoteViewError } from '@remote-view/protocol';
import type { TemplateResult } from 'lit';
import type { ConnectionStateName } from '../connection/transition.ts';
import type { Strings } from '../i18n/strings.ts';
import { mayUse } from '../page-policy.ts';
import { act, type ControlledView } from './actions.ts';
import { controlsFor, layOut, type Abilities, type ControlName, type Layout } from './controls.ts';
import { transition, type Presence, type PresenceEvent } from './presence.ts';
import { qualityChoices } from './quality-choices.ts';
import { horizontal, rove, typedAhead, VERTICAL } from './roving.ts';
import { toolbarView, type MenuName, type ToolbarModel } from './toolbar-view.ts';

export { styles } from './toolbar.styles.ts';

/** What the scene makes and takes. */
export interface SceneUses {
  readonly sound: boolean;
  readonly captions: boolean;
  readonly text: boolean;
  readonly voice: boolean;
}

export interface ToolbarContext {
  readonly view: ControlledView;
  strings(): Strings;
  language(): string;
  scene(): SceneUses;
  /** The on-screen keyboard is there. */
  keyboardShown(): boolean;
  /** The picture is in a window of its own. */
  pictureInPicture(): boolean;
  /** The browser is set to save data. */
  savesData(): boolean;
  /** What is shown changed. */
  changed(): void;
}

/** As in the styles: CSS pixels at least, and more where the text is large. */
const BUTTON = { fine: { least: 36, em: 2.6 }, coarse: { least: 44, em: 3 } } as const;
const SLIDER = 92;
/** Of the bar beside its controls, and between it and the edges of the view. */
const AROUND = 28;
/** Between a menu and the edges of the view. */
const EDGE = 8;
const NOTE_SHOWN = 4_000;

export class Toolbar {
  readonly #context: ToolbarContext;
  readonly #coarse = matchMedia('(pointer: coarse)');
  readonly #size = new ResizeObserver(() => this.#resized());
  #presence: Presence = { name: 'hidden' };
  #presenceTimer: ReturnType<typeof setTimeout> | undefined;
  /** As tall as its text asks for. */
  #controls: Element | undefined;
  #width = 0;
  #fontSize = 0;
  #active: ControlName | undefined;
  #menu: MenuName | null = null;
  #note = '';
  #noteTimer: ReturnType<typeof setTimeout> | undefined;
  #quiet = false;
  #state: ConnectionStateName = 'idle';
  #hovered = false;
  #focused = false;

  constructor(context: ToolbarContext) {
    this.#context = context;
    this.#resized();
    this.#happened({ type: 'stirred', now: performance.now() });
  }

  /** Listens for as long as the view is in the page. */
  listen(signal: AbortSignal): void {
    const { view } = this.#context;
    const own = { signal };
    const stirred = (): void => this.#happened({ type: 'stirred', now: performance.now() });
    view.addEventListener(
      'pointermove',
      ({ buttons }) => {
        // Who drags or plays with a locked pointer looks at the scene.
        if (buttons === 0 && document.pointerLockElement === null) stirred();
      },
      own,
    );
    view.addEventListener('pointerdown', ({ pointerType }) => pointerType === 'mouse' || stirred(), own);
    view.addEventListener('pointerleave', () => this.#happened({ type: 'left', now: performance.now() }), own);
    view.addEventListener('keydown', (event) => this.#escape(event), { ...own, capture: true });
    document.addEventListener('pointerdown', (event) => this.#pressedAnywhere(event), { ...own, capture: true });
    for (const type of ['fullscreenchange', 'pointerlockchange'] as const) {
      document.addEventListener(type, () => this.#context.changed(), own);
    }
    this.#coarse.addEventListener('change', () => this.#context.changed(), own);
    this.#size.observe(view);
    if (this.#controls !== undefined) this.#size.observe(this.#controls);
    signal.addEventListener('abort', () => this.#size.disconnect(), { once: true });
  }

  view(): TemplateResult {
    const { bar, more } = this.#layout();
    if (!bar.includes(this.#active!)) this.#active = bar[0];
    if (this.#menu !== null && !bar.includes(this.#menu)) this.#menu = null;
    this.#keep();
    const { view, strings, language, savesData } = this.#context;
    const model: ToolbarModel = {
      bar,
      more,
      hidden: this.#presence.name === 'hidden',
      alone: view.state === 'idle',
      active: this.#active,
      menu: this.#menu,
      choices: this.#menu === 'quality' ? qualityChoices(view, savesData(), strings(), language()) : [],
      note: this.#note,
      quiet: this.#quiet || this.#menu !== null || this.#note !== '',
      on: this.#on(),
      fullscreen: view.matches(':fullscreen'),
      volume: Math.min(1, Math.max(0, view.volume || 0)),
      language: language(),
    };
    return toolbarView(model, strings(), {
      drawn: this.#drawn,
      // Its entries come after it, in the same turn.
      menuDrawn: (menu, name) => queueMicrotask(() => placeMenu(menu, name)),
      press: (name, event) => this.#press(name, event),
      choose: ({ change }) => Object.assign(view, change),
      setVolume: (volume) => Object.assign(view, { volume, muted: false }),
      barKey: (event) => this.#barKey(event),
      menuKey: (event) => this.#menuKey(event),
      pressed: (event) => {
        // The scene keeps the keyboard. A slider would not move.
        if (!(event.target instanceof HTMLInputElement)) event.preventDefault();
      },
      focused: ({ target }) => {
        this.#focused = (target as Element).matches(':focus-visible');
        const { control } = (target as HTMLElement).dataset;
        if (control !== undefined) this.#active = control as ControlName;
        this.#context.changed();
      },
      blurred: () => {
        this.#focused = false;
        this.#context.changed();
      },
      hovered: (over) => {
        this.#hovered = over;
        this.#quiet = false;
        this.#context.changed();
      },
    });
  }

  readonly #drawn = (controls: Element | undefined): void => {
    this.#controls = controls;
    if (controls !== undefined) this.#size.observe(controls);
  };

  #layout(): Layout {
    const { least, em } = this.#coarse.matches ? BUTTON.coarse : BUTTON.fine;
    const button = Math.max(least, em * this.#fontSize);
    return layOut(controlsFor(this.#abilities()), this.#width - AROUND, { button, slider: SLIDER });
  }

  #abilities(): Abilities {
    const { view, scene } = this.#context;
    const { sound, captions, text, voice } = scene();
    const devices = (navigator as { readonly mediaDevices?: MediaDevices }).mediaDevices;
    return {
      state: view.state,
      picture: view.videoWidth > 0,
      sound,
      volume: !this.#coarse.matches && canSetVolume(),
      microphone: voice && devices !== undefined,
      keyboard: this.#coarse.matches || text,
      captions,
      pointerLock: !this.#coarse.matches && 'requestPointerLock' in Element.prototype,
      pictureInPicture: mayUse('picture-in-picture') && document.pictureInPictureEnabled,
      fullscreen: document.fullscreenEnabled,
      rights: view.noInput ? [] : view.rights,
    };
  }

  #on(): ReadonlySet<ControlName> {
    const { view, keyboardShown, pictureInPicture } = this.#context;
    const states: readonly (readonly [ControlName, boolean])[] = [
      ['mute', view.muted || !(view.volume > 0)],
      ['microphone', view.microphone],
      ['keyboard', keyboardShown()],
      ['captions', !view.noCaptions],
      ['statistics', view.stats],
      ['pointerLock', this.#root.pointerLockElement !== null],
      ['pictureInPicture', pictureInPicture()],
    ];
    return new Set(states.filter(([, on]) => on).map(([name]) => name));
  }

  #press(name: ControlName, event: Event): void {
    if (name === 'quality' || name === 'more') {
      // `detail` is 0 for a click that the keyboard made.
      if (this.#menu === name) this.#closeMenu(false);
      else this.#openMenu(name, (event as MouseEvent).detail === 0);
      return;
    }
    if (this.#menu !== null) this.#closeMenu((event as MouseEvent).detail === 0);
    const { view, strings, changed } = this.#context;
    const focused = (event.currentTarget as Element).matches(':focus');
    const done = act(name, view, this.#on().has(name));
    changed();
    // The one that brings back takes its place, and the keyboard stays in the bar.
    if (focused && name === 'leave') this.#focus("[data-control='connect']");
    if (focused && name === 'connect') this.#focus("[data-control='leave']");
    done?.then(
      () => (name === 'screenshot' ? this.#tell(strings().toolbar.saved) : changed()),
      (thrown: unknown) => this.#tell(this.#explain(thrown)),
    );
  }

  #explain(thrown: unknown): string {
    const { errors, toolbar } = this.#context.strings();
    return thrown instanceof RemoteViewError ? errors[thrown.code] : toolbar.refused;
  }

  #tell(note: string): void {
    clearTimeout(this.#noteTimer);
    this.#note = note;
    this.#context.changed();
    if (note !== '') this.#noteTimer = setTimeout(() => this.#tell(''), NOTE_SHOWN);
  }

  #barKey(event: KeyboardEvent): void {
    const { bar } = this.#layout();
    const { key } = event;
    const { control } = (event.target as HTMLElement).dataset;
    if ((control === 'quality' || control === 'more') && (key === 'ArrowUp' || key === 'ArrowDown')) {
      event.preventDefault();
      return this.#openMenu(control, true, key === 'ArrowUp');
    }
    const index = bar.findIndex((name) => name === control);
    const rightToLeft = getComputedStyle(this.#context.view).direction === 'rtl';
    const next = rove(key, index, bar.length, horizontal(rightToLeft));
    // Up and down are the slider's own.
    if (next === undefined) return;
    event.preventDefault();
    this.#active = bar[next];
    this.#context.changed();
    this.#focus(`[data-control='${bar[next]!}']`);
  }

  #menuKey(event: KeyboardEvent): void {
    const items = [...this.#root.querySelectorAll<HTMLElement>('.menu [role^=menuitem]')];
    const index = items.indexOf(event.target as HTMLElement);
    if (event.key === 'Tab') {
      event.preventDefault();
      return this.#closeMenu(true);
    }
    const names = items.map(({ textContent }) => textContent.trim());
    const next = rove(event.key, index, items.length, VERTICAL) ?? typedAhead(event.key, index, names);
    if (next === undefined) return;
    event.preventDefault();
    items[next]!.focus();
  }

  #openMenu(name: MenuName, focus: boolean, last = false): void {
    this.#menu = name;
    this.#active = name;
    this.#context.changed();
    if (focus) this.#focus('.menu [role^=menuitem]', last ? -1 : 0);
    else this.#showChosen();
  }

  /** @param focus it goes back to the button */
  #closeMenu(focus: boolean): void {
    const name = this.#menu;
    this.#menu = null;
    this.#context.changed();
    if (focus) this.#focus(`[data-control='${name}']`);
  }

  /** Before the scene: while something of the bar is open, Escape is for that. */
  #escape(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    const inBar = event.composedPath().some((node) => node instanceof Element && node.matches('.controls'));
    if (this.#menu === null && !inBar) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.#menu !== null) return this.#closeMenu(inBar);
    this.#quiet = true;
    this.#context.changed();
  }

  #pressedAnywhere(event: PointerEvent): void {
    if (this.#menu === null) return;
    const inside = event.composedPath().some((node) => node instanceof Element && node.matches('.controls'));
    if (!inside) this.#closeMenu(false);
  }

  /** In a small view the menu scrolls. */
  #showChosen(): void {
    requestAnimationFrame(() => {
      const menu = this.#root.querySelector<HTMLElement>('.menu');
      const chosen = menu?.querySelector<HTMLElement>('[aria-checked=true]') ?? null;
      if (menu !== null && chosen !== null) menu.scrollTop = chosen.offsetTop - menu.clientHeight / 2;
    });
  }

  /** Once it is drawn. @param at which of those that fit, from the end where it is negative */
  #focus(selector: string, at = 0): void {
    requestAnimationFrame(() => [...this.#root.querySelectorAll<HTMLElement>(selector)].at(at)?.focus());
  }

  get #root(): ShadowRoot {
    return this.#context.view.shadowRoot!;
  }

  #resized(): void {
    const { view, changed } = this.#context;
    const fontSize = Number.parseFloat(getComputedStyle(view).fontSize);
    if (view.clientWidth === this.#width && fontSize === this.#fontSize) return;
    this.#width = view.clientWidth;
    this.#fontSize = fontSize;
    changed();
  }

  #keep(): void {
    const { state } = this.#context.view;
    // Who sees the first picture sees what there is.
    if (state === 'live' && this.#state !== 'live') this.#happened({ type: 'stirred', now: performance.now() });
    this.#state = state;
    const kept = this.#hovered || this.#focused || this.#menu !== null || state === 'idle';
    if (kept === (this.#presence.name === 'kept')) return;
    this.#happened(kept ? { type: 'kept' } : { type: 'freed', now: performance.now() });
  }

  #happened(event: PresenceEvent): void {
    const before = this.#presence;
    const state = transition(before, event);
    if (state === before) return;
    this.#presence = state;
    clearTimeout(this.#presenceTimer);
    if (state.name === 'shown') {
      const wait = Math.max(0, state.until - performance.now()) + 1;
      this.#presenceTimer = setTimeout(() => this.#happened({ type: 'elapsed', now: performance.now() }), wait);
    }
    if (state.name !== before.name) this.#context.changed();
  }
}

/** Over its button, as far as the edges of the view allow. */
function placeMenu(menu: HTMLElement, name: MenuName): void {
  const button = menu.parentElement?.querySelector(`[data-control='${name}']`);
  const area = menu.closest('.controls-area');
  if (!menu.isConnected || !button || !area) return;
  const [own, over, anchor, edges] = [menu, button, menu.parentElement!, area].map((box) =>
    box.getBoundingClientRect(),
  );
  const wish = over!.left + (over!.width - own!.width) / 2;
  const left = Math.max(edges!.left + EDGE, Math.min(wish, edges!.right - EDGE - own!.width));
  menu.style.setProperty('--_left', `${left - anchor!.left}px`);
}

/** On phones the volume is the device's, and what a page sets is ignored. */
function canSetVolume(): boolean {
  const probe = document.createElement('audio');
  probe.volume = 0.5;
  return probe.volume === 0.5;
}
