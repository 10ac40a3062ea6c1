/** One row for each attribute, custom property and method: a control that fits what it takes. */
import { element } from '../elements.js';
import { choicesOf } from './manifest.js';

/**
 * @param {import('./manifest.js').Attribute} attribute
 * @param {(value: string | null) => void} change null: the attribute goes
 * @param {string | null} value that it has now
 */
export function attributeRow({ name, type, default: initial, description }, change, value) {
  if (type.text === 'boolean') {
    const input = /** @type {HTMLInputElement} */ (element('input', { type: 'checkbox' }));
    input.checked = value !== null;
    input.addEventListener('change', () => change(input.checked ? '' : null));
    return row('switch', name, description, input);
  }
  const choices = choicesOf(type.text);
  if (choices.length > 0) return choiceRow({ name, description, choices, initial }, change, value);
  const kind = type.text.startsWith('number') ? 'number' : 'text';
  return textRow({ name, description, kind, placeholder: shown(initial) }, change, value);
}

/**
 * @param {import('./manifest.js').CssProperty} property
 * @param {(value: string | null) => void} change
 */
export function stylePropertyRow({ name, default: initial, description }, change) {
  return textRow({ name, description, kind: 'text', placeholder: initial }, change, null);
}

/**
 * @param {{ name: string, description: string, choices: readonly string[], initial: string }} what
 * @param {(value: string | null) => void} change
 * @param {string | null} value
 */
export function choiceRow({ name, description, choices, initial }, change, value) {
  const text = shown(initial);
  const unset = element('option', { value: '' }, text === '' ? 'not set' : `${text} (default)`);
  const select = /** @type {HTMLSelectElement} */ (element('select', {}, unset));
  for (const choice of choices) if (choice !== text) select.append(element('option', { value: choice }, choice));
  select.value = value ?? '';
  select.addEventListener('change', () => change(select.value === '' ? null : select.value));
  return row('field', name, description, select);
}

/**
 * @param {{ name: string, description: string, kind: 'text' | 'number', placeholder: string }} what
 * @param {(value: string | null) => void} change
 * @param {string | null} value
 */
function textRow({ name, description, kind, placeholder }, change, value) {
  const input = /** @type {HTMLInputElement} */ (
    element('input', { type: kind, placeholder, step: 'any', spellcheck: 'false', autocomplete: 'off' })
  );
  input.value = value ?? '';
  input.addEventListener('change', () => change(input.value === '' ? null : input.value));
  return row('field', name, description, input);
}

/**
 * @param {'field' | 'switch'} kind
 * @param {string} name
 * @param {string} description
 * @param {HTMLElement} control
 */
function row(kind, name, description, control) {
  const id = `about-${name.replace(/^-+/u, '')}`;
  control.setAttribute('aria-describedby', id);
  const label = element('label', { class: kind === 'switch' ? 'option switch' : 'option' });
  label.append(element('code', {}, name), control);
  return element('div', { class: 'row' }, label, element('p', { class: 'note', id }, plain(description)));
}

/** Descriptions are Markdown, of which they use backticks alone. */
function plain(/** @type {string} */ description) {
  return description.replaceAll('`', '');
}

/** A default without its quotes; what stands for nothing is shown as nothing. */
function shown(/** @type {string} */ initial) {
  const text = initial.replaceAll(/^['"]|['"]$/gu, '');
  return text === 'null' || text === 'undefined' ? '' : text;
}
