/** Paints the product: the page sends what was chosen, the scene says what is. */
import { element } from '../elements.js';
import { choice } from './choice.js';

const COLORS = [
  ['#e8e6e1', 'Chalk'],
  ['#26282c', 'Graphite'],
  ['#b3262e', 'Signal red'],
  ['#d98a2b', 'Amber'],
  ['#2f6f5e', 'Pine'],
  ['#2c5aa0', 'Cobalt'],
  ['#7d5ba6', 'Iris'],
];
const FINISHES = ['gloss', 'matte', 'metal', 'carbon'];

/**
 * @typedef {object} State
 * @property {'state'} type
 * @property {string} part the one that the next messages are about
 * @property {readonly string[]} parts
 * @property {string} color
 * @property {string} material
 */

/** @param {(message: import('@remote-view/protocol').PlainValue) => void} send */
export function configuratorPanel(send) {
  const content = element('section', { class: 'panel', 'aria-label': 'Configuration' });
  const parts = element('div');
  const colors = choice(
    'Colour',
    COLORS.map(([color]) => color),
    (color) => send({ type: 'paint', color }),
    swatch,
  );
  const custom = /** @type {HTMLInputElement} */ (element('input', { type: 'color', 'aria-label': 'Any colour' }));
  custom.addEventListener('input', () => send({ type: 'paint', color: custom.value }));
  colors.content.querySelector('.choice')?.append(custom);
  const finishes = choice('Finish', FINISHES, (name) => send({ type: 'material', name }));
  content.append(parts, colors.content, finishes.content);

  let known = '';
  /** @type {ReturnType<typeof choice> | undefined} */
  let part;
  return {
    content,
    receive(/** @type {State | { readonly type: 'error' }} */ message) {
      if (message.type !== 'state') return;
      if (message.parts.join() !== known) {
        known = message.parts.join();
        part = choice('Part', message.parts, (name) => send({ type: 'part', name }));
        parts.replaceChildren(part.content);
      }
      part?.show(message.part);
      colors.show(message.color);
      finishes.show(message.material);
      custom.value = message.color;
    },
  };
}

function swatch(/** @type {string} */ color) {
  const name = COLORS.find(([value]) => value === color)?.[1] ?? color;
  const button = element('button', { class: 'swatch', 'aria-label': name, title: name });
  button.style.setProperty('--color', color);
  return button;
}
