/**
 * One thing in the picture as a real element, so that every browser and screen reader knows what it is and how it is used.
 *
 * It is transparent, since the picture shows the thing, and lies in a box of its own that shows the focus ring. It takes
 * no pointer: what is clicked is what the scene says is under the pointer. A checkbox and a slider show the scene's state
 * and not their own: what a key did to them is taken back and told to the scene, which answers with the new state.
 */
import {
  POSITION_MAX,
  SEMANTIC_LIMITS,
  type SemanticAction,
  type SemanticBox,
  type SemanticItem,
  type SemanticRole,
} from '@remote-view/protocol';
import type { PlacedItem } from './item-list.ts';

export type Act = (ref: number, action: SemanticAction, steps?: number) => void;

const TAGS: Readonly<Record<SemanticRole, keyof HTMLElementTagNameMap>> = {
  button: 'button',
  link: 'a',
  img: 'span',
  checkbox: 'input',
  slider: 'input',
  tab: 'button',
  heading: 'h2',
  text: 'p',
  group: 'span',
};
/** What the element is not by itself. */
const ROLES: Partial<Record<SemanticRole, string>> = { link: 'link', img: 'img', tab: 'tab', group: 'group' };
const STATES: Partial<Record<SemanticRole, string>> = { button: 'aria-pressed', tab: 'aria-selected' };

export class ItemElement {
  readonly role: SemanticRole;
  /** What lies over the picture. */
  readonly frame = document.createElement('div');
  /** What gets the focus. */
  readonly control: HTMLElement;
  #shown: PlacedItem | undefined;

  /** @param id of the control, unique in its tree */
  constructor({ ref, role }: SemanticItem, id: string, act: Act) {
    this.role = role;
    this.control = document.createElement(TAGS[role]);
    const { control, frame } = this;
    control.id = id;
    if (control instanceof HTMLInputElement) control.type = role === 'slider' ? 'range' : 'checkbox';
    if (control instanceof HTMLButtonElement) control.type = 'button';
    set(control, 'role', ROLES[role]);
    frame.className = 'item';
    frame.append(control);
    control.addEventListener('click', (event) => {
      event.preventDefault();
      if (role !== 'slider') act(ref, 'activate');
    });
    control.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      // Buttons make clicks of them; a checkbox does of Space alone, the others of neither.
      if (control instanceof HTMLButtonElement || (role === 'checkbox' && event.key === ' ')) return;
      event.preventDefault();
      if (!event.repeat) control.click();
    });
    if (role === 'slider') control.addEventListener('input', () => act(ref, 'step', this.#takeBack()));
    control.addEventListener('focus', () => act(ref, 'focus'));
    control.addEventListener('blur', () => act(ref, 'blur'));
  }

  /** @param usable false: nothing can be done with it */
  show(placed: PlacedItem, usable: boolean): void {
    const { item, box } = placed;
    const { control } = this;
    if (this.#shown?.box !== box) this.#place(box);
    this.#shown = placed;
    // A name of what is only read is its text: ARIA gives a paragraph no other.
    if (item.role === 'text' || item.role === 'heading') setText(control, item.name);
    else set(control, 'aria-label', item.name);
    set(control, 'aria-description', item.description === '' ? undefined : item.description);
    const disabled = item.disabled || (!usable && item.focusable);
    if ('disabled' in control) control.disabled = disabled;
    else {
      set(control, 'aria-disabled', disabled ? 'true' : undefined);
      set(control, 'tabindex', item.focusable && !disabled ? '0' : undefined);
    }
    set(control, STATES[item.role] ?? '', item.on === null ? undefined : String(item.on));
    if (control instanceof HTMLInputElement) showInput(control, item);
  }

  #place(box: SemanticBox): void {
    const { style } = this.frame;
    this.frame.hidden = box.length === 0;
    if (box.length === 0) return;
    const [left, top, width, height] = box;
    style.left = percent(left);
    style.top = percent(top);
    style.width = percent(width);
    style.height = percent(height);
  }

  /** The steps that a slider was moved by; it is put back to where the scene says it is. */
  #takeBack(): number {
    const range = this.#shown?.item.range;
    const input = this.control as HTMLInputElement;
    if (!range) return 0;
    const wanted = input.valueAsNumber;
    input.value = String(range.value);
    // Where the input had rounded the value to a step of its own, that is where the key moved it from.
    const steps = Math.round((wanted - input.valueAsNumber) / range.step);
    return Math.max(-SEMANTIC_LIMITS.steps, Math.min(SEMANTIC_LIMITS.steps, steps)) || 0;
  }
}

function showInput(input: HTMLInputElement, { on, range }: SemanticItem): void {
  if (range === null) {
    input.checked = on === true;
    return;
  }
  // The value last: the others would change it.
  input.min = String(range.min);
  input.max = String(range.max);
  input.step = String(range.step);
  input.value = String(range.value);
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Undefined takes the attribute away. */
function set(element: HTMLElement, name: string, value: string | undefined): void {
  if (name === '') return;
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function percent(fraction: number): string {
  return `${(fraction / POSITION_MAX) * 100}%`;
}
