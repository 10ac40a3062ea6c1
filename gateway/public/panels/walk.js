/** How to move, how far that went, and the sound of the place. */
import { element } from '../elements.js';
import { toggle } from './toggle.js';

const KEYS = [
  ['Look', 'Mouse, after a click'],
  ['Walk', 'W A S D or arrows'],
  ['Jump', 'Space'],
  ['Throw a ball', 'Click'],
  ['Leave', 'Esc'],
  ['On a touch screen', 'Left third walks, the rest looks'],
];

/**
 * @param {(message: import('@remote-view/protocol').PlainValue) => void} send
 * @param {import('@remote-view/viewer').RemoteView} view
 */
export function walkPanel(send, view) {
  const metres = element('b', {}, '0');
  const thrown = element('b', {}, '0');
  const back = element('button', { type: 'button', class: 'button' }, 'Back to the gate');
  back.addEventListener('click', () => send({ type: 'start' }));
  const ball = element('button', { type: 'button', class: 'button' }, 'Throw a ball');
  ball.addEventListener('click', () => send({ type: 'throw' }));
  const sound = toggle('Sound', (on) => {
    view.muted = !on;
  });
  sound.show(!view.muted);
  const content = element(
    'section',
    { class: 'panel', 'aria-label': 'Walk' },
    element(
      'div',
      { class: 'figures' },
      element('p', {}, metres, element('span', {}, 'metres')),
      element('p', {}, thrown, element('span', {}, 'balls thrown')),
    ),
    element('div', { class: 'buttons' }, back, ball),
    sound.content,
    element(
      'div',
      { class: 'facts' },
      element('h2', {}, 'Keys'),
      element(
        'dl',
        {},
        ...KEYS.flatMap(([what, how]) => [element('dt', {}, what ?? ''), element('dd', {}, how ?? '')]),
      ),
    ),
  );
  return {
    content,
    receive(/** @type {{ readonly type: string, readonly metres: number, readonly thrown: number }} */ message) {
      if (message.type !== 'walk') return;
      metres.textContent = String(message.metres);
      thrown.textContent = String(message.thrown);
    },
  };
}
