/** The landing page: a card for every scene, and what to do while there is none. */
import { cardArt } from './card-art.js';
import { element, embedSnippet, enableCopying, fetchScenes } from './elements.js';

/** ms */
const LOOK_AGAIN_AFTER = 2_000;

const list = /** @type {HTMLElement} */ (document.getElementById('scenes'));
const notice = /** @type {HTMLElement} */ (document.getElementById('notice'));
const embed = /** @type {HTMLElement} */ (document.getElementById('embed'));

function card(/** @type {import('./elements.js').Scene} */ { name, title, description }) {
  const link = element('a', { href: `scene.html?name=${encodeURIComponent(name)}` });
  link.append(
    cardArt(name),
    element('h2', {}, title),
    element('p', {}, description),
    element('span', { class: 'open', 'aria-hidden': 'true' }, 'Open'),
  );
  return element('li', {}, link);
}

function say(/** @type {string} */ text) {
  notice.textContent = text;
  notice.hidden = text === '';
}

async function look() {
  try {
    const scenes = await fetchScenes();
    list.replaceChildren(...scenes.map(card));
    list.setAttribute('aria-busy', 'false');
    embed.textContent = embedSnippet(scenes[0]?.name ?? 'my-scene');
    if (scenes.length > 0) return say('');
    say('No renderer host is connected yet. Scenes appear here as soon as one is.');
  } catch {
    say('The gateway does not answer. Trying again…');
  }
  setTimeout(look, LOOK_AGAIN_AFTER);
}

embed.textContent = embedSnippet('my-scene');
enableCopying();
await look();
