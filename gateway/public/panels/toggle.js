/** A switch with its name, as the one for the stats. */
import { element } from '../elements.js';

/**
 * @param {string} label
 * @param {(on: boolean) => void} change
 * @returns {{ content: HTMLElement, show(on: boolean): void, enable(enabled: boolean): void }}
 */
export function toggle(label, change) {
  const input = /** @type {HTMLInputElement} */ (element('input', { type: 'checkbox' }));
  input.addEventListener('change', () => change(input.checked));
  const content = element('label', { class: 'switch' }, input, element('span', {}, label));
  return {
    content,
    show(on) {
      input.checked = on;
    },
    enable(enabled) {
      input.disabled = !enabled;
    },
  };
}
