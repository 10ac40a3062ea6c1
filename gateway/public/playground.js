/** The playground: every attribute of the element as a control, what it says as a log, and the code for it. */
import { choice } from './panels/choice.js';
import { element, enableCopying, fetchScenes } from './elements.js';
import { attributeRow, choiceRow, stylePropertyRow } from './playground/controls.js';
import { EventLog, inWords } from './playground/event-log.js';
import { fetchDescription } from './playground/manifest.js';
import { SNIPPETS } from './playground/snippet.js';

/** ms */
const LOOK_EVERY = 500;

const view = /** @type {import('@remote-view/viewer').RemoteView} */ (document.getElementById('view'));
const code = byId('code');
const log = new EventLog(byId('log'));
/** @type {Map<string, string>} */
const attributes = new Map();
/** @type {Map<string, string>} */
const styles = new Map();
let language = 'HTML';

function byId(/** @type {string} */ id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/**
 * @param {Map<string, string>} map
 * @param {string} name
 * @param {string | null} value
 */
function set(map, name, value) {
  if (value === null) map.delete(name);
  else map.set(name, value);
}

async function describedPage() {
  const description = await fetchDescription();
  const known = new Map(description.attributes.map((attribute) => [attribute.name, attribute]));

  const write = () => {
    code.textContent = SNIPPETS[language]?.({ origin: location.origin, attributes, styles, known }) ?? '';
  };
  const setAttribute = (/** @type {string} */ name, /** @type {string | null} */ value) => {
    set(attributes, name, value);
    if (value === null) view.removeAttribute(name);
    else view.setAttribute(name, value);
    write();
  };

  const languages = choice('Code', Object.keys(SNIPPETS), (value) => {
    language = value;
    languages.show(value);
    write();
  });
  languages.show(language);
  byId('languages').append(languages.content);

  const scenes = await fetchScenes();
  const first = scenes[0]?.name ?? null;
  for (const attribute of description.attributes) {
    const { name } = attribute;
    const change = (/** @type {string | null} */ value) => setAttribute(name, value);
    const { description: text } = attribute;
    byId('attributes').append(
      name === 'scene'
        ? choiceRow({ name, description: text, choices: scenes.map((scene) => scene.name), initial: '' }, change, first)
        : attributeRow(attribute, change, null),
    );
  }
  const setStyle = (/** @type {string} */ name, /** @type {string | null} */ value) => {
    set(styles, name, value);
    if (value === null) view.style.removeProperty(name);
    else view.style.setProperty(name, value);
    write();
  };
  const scheme = { name: 'color-scheme', description: 'Light or dark, as the page.', choices: ['light', 'dark'] };
  byId('styles').append(
    choiceRow({ ...scheme, initial: '' }, (value) => setStyle(scheme.name, value), null),
    ...description.cssProperties.map((property) =>
      stylePropertyRow(property, (value) => setStyle(property.name, value)),
    ),
  );
  showMethods(description);
  watchProperties(description);
  for (const { name, type } of description.events) {
    const fields = description.fields.get(type.text) ?? [];
    view.addEventListener(name, (event) => {
      const values = Object.entries(/** @type {Record<string, unknown>} */ (/** @type {unknown} */ (event)));
      log.add(
        name,
        fields.length === 0 ? '' : inWords(Object.fromEntries(values.filter(([key]) => fields.includes(key)))),
      );
    });
  }
  if (first === null) byId('notice').hidden = false;
  else setAttribute('scene', first);
  write();
}

/** Those that can be called as they are; `send` has a field for what it sends. */
function showMethods(/** @type {import('./playground/manifest.js').Description} */ { members }) {
  const methods = members.filter(
    ({ kind, parameters }) => kind === 'method' && !parameters?.some((one) => !one.optional),
  );
  for (const { name, description } of methods) {
    const button = element('button', { type: 'button', class: 'button', title: description }, `${name}()`);
    button.addEventListener('click', () => void call(name, []));
    byId('methods').append(button);
  }
  byId('send').addEventListener('submit', (event) => {
    event.preventDefault();
    const { value } = /** @type {HTMLInputElement} */ (byId('payload'));
    try {
      void call('send', [JSON.parse(value)]);
    } catch (error) {
      log.add('send()', inWords(error));
    }
  });
}

/**
 * @param {string} name
 * @param {unknown[]} given
 */
async function call(name, given) {
  const methods = /** @type {Record<string, (...given: unknown[]) => unknown>} */ (/** @type {unknown} */ (view));
  try {
    log.add(`${name}()`, inWords(await methods[name]?.(...given)));
  } catch (error) {
    log.add(`${name}()`, inWords(error));
  }
}

/** What has no attribute can only be looked at. */
function watchProperties(/** @type {import('./playground/manifest.js').Description} */ { members }) {
  const list = byId('properties');
  const values = members
    .filter(({ kind, readonly }) => kind === 'field' && readonly === true)
    .map(({ name, description }) => {
      const value = element('dd');
      list.append(element('dt', { title: description }, name), value);
      return { name, value };
    });
  const look = () => {
    const properties = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (view));
    for (const { name, value } of values) value.textContent = inWords(properties[name]);
  };
  look();
  setInterval(look, LOOK_EVERY);
}

byId('clear').addEventListener('click', () => log.clear());
enableCopying();
try {
  await describedPage();
} catch (error) {
  byId('notice').textContent = inWords(error);
  byId('notice').hidden = false;
}
