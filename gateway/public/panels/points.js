/** Filters the data and shows what the pointer is on. */
import { element } from '../elements.js';
import { choice } from './choice.js';

const STEPS = 1_000;
const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const count = new Intl.NumberFormat('en');

/**
 * @typedef {object} State
 * @property {'state'} type
 * @property {string} by
 * @property {string} unit
 * @property {readonly [number, number]} range
 * @property {readonly string[]} attributes
 * @property {number | null} min
 * @property {number | null} max
 * @property {number} shown
 * @property {number} total
 */

/**
 * @typedef {object} Picked
 * @property {'picked'} type
 * @property {string | null} label
 * @property {Readonly<Record<string, number | string>> | null} values
 */

/** @param {(message: import('@remote-view/protocol').PlainValue) => void} send */
export function pointsPanel(send) {
  const attributes = element('div');
  const from = slider('From');
  const to = slider('To');
  const range = element('output', { class: 'range' });
  const shown = element('b', {}, '–');
  const total = element('span', {}, 'shown');
  const picked = element('div', { class: 'picked', 'aria-live': 'polite' });
  const content = element(
    'section',
    { class: 'panel', 'aria-label': 'Filter' },
    element('div', { class: 'figures' }, element('p', {}, shown, total)),
    attributes,
    element('div', { class: 'field' }, element('h2', {}, 'Range', range), from, to),
    picked,
  );

  let scale = linearScale(0, 1);
  let unit = '';
  let known = '';
  /** @type {ReturnType<typeof choice> | undefined} */
  let attribute;

  const label = () => {
    const [low, high] = ends();
    range.textContent = `${number.format(scale.value(low))} – ${number.format(scale.value(high))} ${unit}`;
  };
  /** Both ends, 0..1; the sliders may pass each other. */
  const ends = () => [Number(from.value) / STEPS, Number(to.value) / STEPS].sort((a, b) => a - b);
  for (const input of [from, to]) {
    input.addEventListener('input', () => {
      const [low, high] = ends();
      label();
      // An end at its stop is open: nothing beyond the scale is hidden by accident.
      send({ type: 'filter', min: low <= 0 ? null : scale.value(low), max: high >= 1 ? null : scale.value(high) });
    });
  }

  const showState = (/** @type {State} */ message) => {
    if (message.attributes.join() !== known) {
      known = message.attributes.join();
      attribute = choice('Colour by', message.attributes, (by) => send({ type: 'colour', by }));
      attributes.replaceChildren(attribute.content);
    }
    attribute?.show(message.by);
    shown.textContent = count.format(message.shown);
    total.textContent = `of ${count.format(message.total)}`;
    unit = message.unit;
    scale = scaleOf(message.range[0], message.range[1]);
    // Not while a slider is held: the scene's answer is older than the hand.
    if (!content.querySelector('input:active')) {
      from.value = String(STEPS * (message.min === null ? 0 : scale.fraction(message.min)));
      to.value = String(STEPS * (message.max === null ? 1 : scale.fraction(message.max)));
    }
    label();
  };

  const showPicked = (/** @type {Picked} */ { label: name, values }) => {
    if (name === null) return picked.replaceChildren();
    const rows = Object.entries(values ?? {}).flatMap(([key, value]) => [
      element('dt', {}, key),
      element('dd', {}, typeof value === 'number' ? number.format(value) : value),
    ]);
    picked.replaceChildren(element('h2', {}, name), element('dl', {}, ...rows));
  };

  return {
    content,
    receive(/** @type {State | Picked | { readonly type: 'error' }} */ message) {
      if (message.type === 'state') showState(message);
      if (message.type === 'picked') showPicked(message);
    },
  };
}

function slider(/** @type {string} */ label) {
  const attributes = { type: 'range', min: '0', max: String(STEPS), 'aria-label': label };
  const input = /** @type {HTMLInputElement} */ (element('input', attributes));
  input.value = label === 'From' ? '0' : String(STEPS);
  return input;
}

/** Values that span powers of ten are told apart by their logarithm. */
function scaleOf(/** @type {number} */ min, /** @type {number} */ max) {
  return min > 0 && max / min > 10 ? logarithmicScale(min, max) : linearScale(min, max);
}

function linearScale(/** @type {number} */ min, /** @type {number} */ max) {
  return {
    value: (/** @type {number} */ fraction) => min + (max - min) * fraction,
    fraction: (/** @type {number} */ value) => (value - min) / (max - min),
  };
}

function logarithmicScale(/** @type {number} */ min, /** @type {number} */ max) {
  const span = Math.log(max / min);
  return {
    value: (/** @type {number} */ fraction) => min * Math.exp(span * fraction),
    fraction: (/** @type {number} */ value) => Math.log(value / min) / span,
  };
}
