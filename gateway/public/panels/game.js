/** Shows the score, which the scene keeps. */
import { element } from '../elements.js';

/** @param {(message: import('@remote-view/protocol').PlainValue) => void} send */
export function gamePanel(send) {
  const score = element('b', {}, '0');
  const best = element('b', {}, '0');
  const restart = element('button', { type: 'button', class: 'button' }, 'Start again');
  restart.addEventListener('click', () => send({ type: 'restart' }));
  const content = element(
    'section',
    { class: 'panel', 'aria-label': 'Score' },
    element(
      'div',
      { class: 'figures' },
      element('p', {}, score, element('span', {}, 'score')),
      element('p', {}, best, element('span', {}, 'best')),
    ),
    restart,
  );
  return {
    content,
    receive(/** @type {{ readonly type: string, readonly score: number, readonly best: number }} */ message) {
      if (message.type !== 'score') return;
      score.textContent = String(message.score);
      best.textContent = String(message.best);
    },
  };
}
