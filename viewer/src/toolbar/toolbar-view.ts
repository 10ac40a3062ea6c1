/** Draws the bar and its menus. What they mean and do is in toolbar.ts. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Strings } from '../i18n/strings.ts';
import type { ControlName } from './controls.ts';
import { icon, type IconName } from './icons.ts';
import type { ChoiceGroup, Choice } from './quality-choices.ts';

export type MenuName = 'quality' | 'more';

export interface ToolbarModel {
  readonly bar: readonly ControlName[];
  readonly more: readonly ControlName[];
  readonly hidden: boolean;
  /** There is nothing but the bar. */
  readonly alone: boolean;
  /** The one that Tab stops at. */
  readonly active: ControlName | undefined;
  readonly menu: MenuName | null;
  readonly choices: readonly ChoiceGroup[];
  /** What came of the last one, for a moment. */
  readonly note: string;
  /** Names of buttons are not shown: Escape was pressed. */
  readonly quiet: boolean;
  /** Controls that are on. */
  readonly on: ReadonlySet<ControlName>;
  readonly fullscreen: boolean;
  /** 0 to 1. */
  readonly volume: number;
  readonly language: string;
}

export interface ToolbarActions {
  /** What all of it is in, once it is drawn; undefined: it is not there any more. */
  readonly drawn: (controls: Element | undefined) => void;
  menuDrawn(menu: HTMLElement, name: MenuName): void;
  press(name: ControlName, event: Event): void;
  choose(choice: Choice): void;
  setVolume(volume: number): void;
  barKey(event: KeyboardEvent): void;
  menuKey(event: KeyboardEvent): void;
  /** What has the focus, or the pointer, keeps it. */
  pressed(event: MouseEvent): void;
  focused(event: FocusEvent): void;
  blurred(): void;
  hovered(over: boolean): void;
}

/** Controls that are on or off; the others do something. */
const TOGGLES: readonly ControlName[] = [
  'mute',
  'microphone',
  'keyboard',
  'captions',
  'statistics',
  'pointerLock',
  'pictureInPicture',
];

export function toolbarView(model: ToolbarModel, strings: Strings, actions: ToolbarActions): TemplateResult {
  const { toolbar } = strings;
  return html`<div class="controls-area" lang=${model.language}>
    <div
      class="controls ${model.hidden ? 'away' : ''} ${model.alone ? 'alone' : ''} ${model.quiet ? 'quiet' : ''}"
      @pointerenter=${() => actions.hovered(true)}
      @pointerleave=${() => actions.hovered(false)}
      @focusin=${actions.focused}
      @focusout=${actions.blurred}
      ${ref(actions.drawn)}
    >
      <div class="anchor">
        <slot name="toolbar">
          ${
            model.bar.length === 0
              ? nothing
              : html`<div
                  class="bar-of-controls"
                  part="toolbar"
                  role="toolbar"
                  aria-label=${toolbar.label}
                  @keydown=${actions.barKey}
                  @mousedown=${actions.pressed}
                >
                  ${
                    // A button keeps its place in the page, and with it the focus, when others come and go.
                    repeat(
                      model.bar,
                      (name) => name,
                      (name, index) => control(name, placeOf(index, model.bar.length), model, strings, actions),
                    )
                  }
                </div>`
          }
        </slot>
        ${model.menu === null ? nothing : menu(model.menu, model, strings, actions)}
        <span class="note" part="toolbar-note" role="status" ?data-empty=${model.note === ''}>${model.note}</span>
      </div>
    </div>
  </div>`;
}

/** The name of a button lies above it; at the ends of the bar it grows inwards. */
function placeOf(index: number, count: number): 'first' | 'middle' | 'last' {
  if (index < count / 3) return 'first';
  return index >= (count * 2) / 3 ? 'last' : 'middle';
}

function control(
  name: ControlName,
  place: string,
  model: ToolbarModel,
  strings: Strings,
  actions: ToolbarActions,
): TemplateResult {
  const label = nameOf(name, model, strings);
  const tabindex = name === model.active ? '0' : '-1';
  if (name === 'volume') {
    const percent = Math.round(model.volume * 100);
    return html`<input
      class="volume"
      part="toolbar-slider"
      type="range"
      min="0"
      max="100"
      step="5"
      data-control="volume"
      tabindex=${tabindex}
      aria-label=${label}
      aria-valuetext=${`${percent} %`}
      .value=${live(String(percent))}
      @input=${(event: Event) => actions.setVolume((event.target as HTMLInputElement).valueAsNumber / 100)}
    />`;
  }
  const opens = name === 'quality' || name === 'more';
  return html`<button
    type="button"
    class="control ${place}"
    part="toolbar-button"
    data-control=${name}
    tabindex=${tabindex}
    aria-label=${label}
    aria-pressed=${TOGGLES.includes(name) ? String(model.on.has(name)) : nothing}
    aria-haspopup=${opens ? 'menu' : nothing}
    aria-expanded=${opens ? String(model.menu === name) : nothing}
    @click=${(event: Event) => actions.press(name, event)}
  >
    ${icon(iconOf(name, model))}<span class="tip" aria-hidden="true">${label}</span>
  </button>`;
}

function menu(name: MenuName, model: ToolbarModel, strings: Strings, actions: ToolbarActions): TemplateResult {
  const label = strings.toolbar[name];
  return html`<div
    class="menu"
    part="toolbar-menu"
    role="menu"
    aria-label=${label}
    @keydown=${actions.menuKey}
    @mousedown=${actions.pressed}
    ${ref((element) => element instanceof HTMLElement && actions.menuDrawn(element, name))}
  >
    ${
      name === 'more'
        ? model.more.map((entry) => moreItem(entry, model, strings, actions))
        : model.choices.map((group, index) => choiceGroup(group, index, actions))
    }
  </div>`;
}

function moreItem(name: ControlName, model: ToolbarModel, strings: Strings, actions: ToolbarActions): TemplateResult {
  const toggles = TOGGLES.includes(name);
  return html`<button
    type="button"
    class="item-of-menu"
    role=${toggles ? 'menuitemcheckbox' : 'menuitem'}
    aria-checked=${toggles ? String(model.on.has(name)) : nothing}
    tabindex="-1"
    @click=${(event: Event) => actions.press(name, event)}
  >
    ${icon(iconOf(name, model))}<span>${nameOf(name, model, strings)}</span>${toggles ? icon('check') : nothing}
  </button>`;
}

function choiceGroup({ heading, kind, choices }: ChoiceGroup, index: number, actions: ToolbarActions): TemplateResult {
  const items = choices.map(
    (choice) =>
      html`<button
        type="button"
        class="item-of-menu"
        role=${kind === 'radio' ? 'menuitemradio' : 'menuitemcheckbox'}
        aria-checked=${String(choice.chosen)}
        tabindex="-1"
        @click=${() => actions.choose(choice)}
      >
        ${icon('check')}<span>${choice.name}</span>
      </button>`,
  );
  if (heading === '') return html`<div class="group" role="group">${items}</div>`;
  const id = `choices-${index}`;
  return html`<div class="group" role="group" aria-labelledby=${id}>
    <span class="heading" id=${id} role="presentation">${heading}</span>${items}
  </div>`;
}

function nameOf(name: ControlName, { fullscreen }: ToolbarModel, { toolbar }: Strings): string {
  return name === 'fullscreen' && fullscreen ? toolbar.exitFullscreen : toolbar[name];
}

function iconOf(name: ControlName, { on, fullscreen }: ToolbarModel): IconName {
  switch (name) {
    case 'mute':
    case 'volume':
      return on.has('mute') ? 'soundOff' : 'sound';
    case 'fullscreen':
      return fullscreen ? 'exitFullscreen' : 'fullscreen';
    default:
      return name;
  }
}
