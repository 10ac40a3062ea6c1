/** What the bars stand for, and the town that was chosen. */
import { element } from '../elements.js';
import { choice } from './choice.js';

const count = new Intl.NumberFormat('en');

/**
 * @typedef {object} State
 * @property {'state'} type
 * @property {string} measure
 * @property {readonly string[]} measures
 * @property {readonly { readonly id: string, readonly name: string }[]} towns
 * @property {{ readonly id: string, readonly name: string, readonly island: string, readonly people: number, readonly rain: number, readonly founded: number } | null} picked
 */

/** @param {(message: import('@remote-view/protocol').PlainValue) => void} send */
export function atlasPanel(send) {
  const measures = element('div');
  const towns = /** @type {HTMLSelectElement} */ (element('select', { 'aria-label': 'Go to a town' }));
  towns.addEventListener('change', () => send({ type: 'town', id: towns.value === '' ? null : towns.value }));
  const picked = element('div', { class: 'picked', 'aria-live': 'polite' });
  const whole = element('button', { type: 'button', class: 'button' }, 'Whole map');
  whole.addEventListener('click', () => send({ type: 'town', id: null }));
  const content = element(
    'section',
    { class: 'panel', 'aria-label': 'Map' },
    measures,
    element('div', { class: 'field' }, element('h2', {}, 'Town'), towns),
    picked,
    whole,
    element(
      'p',
      { class: 'note' },
      'Tab from the picture into its towns, Enter to go to one, Escape to come back. A screen reader reads their names.',
    ),
  );

  /** @type {ReturnType<typeof choice> | undefined} */
  let measure;
  return {
    content,
    receive(/** @type {State | { readonly type: 'error' }} */ message) {
      if (message.type !== 'state') return;
      if (measure === undefined) {
        measure = choice('Bars show', message.measures, (name) => send({ type: 'measure', name }));
        measures.replaceChildren(measure.content);
        const sorted = [...message.towns].sort((a, b) => a.name.localeCompare(b.name));
        towns.replaceChildren(
          element('option', { value: '' }, 'All of them'),
          ...sorted.map(({ id, name }) => element('option', { value: id }, name)),
        );
      }
      measure.show(message.measure);
      towns.value = message.picked?.id ?? '';
      if (message.picked === null) return picked.replaceChildren();
      const { name, island, people, rain, founded } = message.picked;
      const rows = [
        ['island', island],
        ['people', count.format(people)],
        ['rain', `${count.format(rain)} mm`],
        ['founded', String(founded)],
      ];
      picked.replaceChildren(
        element('h2', {}, name),
        element(
          'dl',
          {},
          ...rows.flatMap(([key, value]) => [element('dt', {}, key ?? ''), element('dd', {}, value ?? '')]),
        ),
      );
    },
  };
}
