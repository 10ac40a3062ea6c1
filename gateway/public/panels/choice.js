/** A row of buttons of which one is chosen. */
import { element } from '../elements.js';

/**
 * @param {string} label
 * @param {readonly string[]} values
 * @param {(value: string) => void} choose
 * @param {(value: string) => HTMLElement} [draw] the button of a value; its name by default
 * @returns {{ content: HTMLElement, show(value: unknown): void }}
 */
export function choice(label, values, choose, draw = named) {
  const group = element('div', { class: 'choice', role: 'group', 'aria-label': label });
  /** @type {Map<string, HTMLElement>} */
  const buttons = new Map();
  for (const value of values) {
    const button = draw(value);
    button.setAttribute('type', 'button');
    button.setAttribute('aria-pressed', 'false');
    button.addEventListener('click', () => choose(value));
    buttons.set(value, button);
    group.append(button);
  }
  return {
    content: element('div', { class: 'field' }, element('h2', {}, label), group),
    show(value) {
      for (const [key, button] of buttons) button.setAttribute('aria-pressed', String(key === value));
    },
  };
}

function named(/** @type {string} */ value) {
  return element('button', {}, value.charAt(0).toUpperCase() + value.slice(1));
}
