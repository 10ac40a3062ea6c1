/** The page of one scene: the view, large, and a panel that talks to the scene by messages. */
import { configuratorPanel } from './panels/configurator.js';
import { atlasPanel } from './panels/atlas.js';
import { gamePanel } from './panels/game.js';
import { modelPanel } from './panels/model.js';
import { pointsPanel } from './panels/points.js';
import { walkPanel } from './panels/walk.js';
import { embedSnippet, enableCopying, fetchScenes } from './elements.js';

const PANELS = {
  atlas: atlasPanel,
  configurator: configuratorPanel,
  game: gamePanel,
  model: modelPanel,
  points: pointsPanel,
  walk: walkPanel,
};

const name = new URLSearchParams(location.search).get('name') ?? '';
const view = /** @type {import('@remote-view/viewer').RemoteView} */ (document.getElementById('view'));
const stats = /** @type {HTMLInputElement} */ (document.getElementById('stats'));
const title = /** @type {HTMLElement} */ (document.getElementById('title'));
const description = /** @type {HTMLElement} */ (document.getElementById('description'));
const panel = /** @type {HTMLElement} */ (document.getElementById('panel'));

if (name === '') location.replace('./');

stats.addEventListener('change', () => view.toggleAttribute('stats', stats.checked));
/** @type {HTMLElement} */ (document.getElementById('embed')).textContent = embedSnippet(name);
enableCopying();

const makePanel = Object.hasOwn(PANELS, name) ? PANELS[/** @type {keyof typeof PANELS} */ (name)] : undefined;
if (makePanel !== undefined) {
  const { content, receive } = makePanel((message) => view.send(message), view);
  panel.append(content);
  view.addEventListener('message', ({ data }) => {
    if (data !== null && typeof data === 'object' && !Array.isArray(data)) receive(data);
  });
  // What the scene said before this page listened was for nobody: ask again whenever the picture is there.
  view.addEventListener('statechange', ({ state }) => state === 'live' && view.send({ type: 'state' }));
}

view.setAttribute('label', name);
view.setAttribute('scene', name);

function describe(/** @type {string} */ heading, /** @type {string} */ text) {
  title.textContent = heading;
  description.textContent = text;
  document.title = `${heading} · Remote View`;
  view.setAttribute('label', heading);
}

try {
  const scene = (await fetchScenes()).find((candidate) => candidate.name === name);
  describe(scene?.title ?? name, scene?.description ?? '');
} catch {
  // The view itself says what is wrong with the gateway.
  describe(name, '');
}
