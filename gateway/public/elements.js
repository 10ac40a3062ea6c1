/** Small helpers that both pages and the panels share. */

/**
 * Makes an element.
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** The two lines that embed a scene of this gateway. */
export function embedSnippet(/** @type {string} */ scene) {
  const { origin } = location;
  return (
    `<script type="module" src="${origin}/remote-view.js"></script>\n` +
    `<remote-view src="${origin}" scene="${scene}"></remote-view>`
  );
}

/** Makes every `data-copy` button copy the text of the element that it names. */
export function enableCopying() {
  for (const button of document.querySelectorAll('[data-copy]')) {
    const show = (/** @type {string} */ text) => {
      button.textContent = text;
    };
    button.addEventListener('click', () => {
      const source = document.getElementById(button.getAttribute('data-copy') ?? '');
      if (source === null) return;
      void copy(source).then((copied) => show(copied ? 'Copied' : 'Selected: press Ctrl+C'));
      setTimeout(() => show('Copy'), 1_800);
    });
  }
}

async function copy(/** @type {HTMLElement} */ source) {
  try {
    await navigator.clipboard.writeText(source.textContent ?? '');
    return true;
  } catch {
    // Only secure contexts may write to the clipboard; a page on http://host:8080 can at least select the text.
    getSelection()?.selectAllChildren(source);
    return false;
  }
}

/** @typedef {{ readonly name: string, readonly title: string, readonly description: string }} Scene */

/**
 * The scenes that the connected hosts offer.
 * @returns {Promise<readonly Scene[]>}
 */
export async function fetchScenes() {
  const response = await fetch('v1/scenes');
  if (!response.ok) throw new Error(`The gateway answered with status ${response.status}.`);
  const body = /** @type {{ scenes: readonly Scene[] }} */ (await response.json());
  return body.scenes;
}
