/** What the element said, newest first. An event that comes again and again becomes one line with a count. */
import { element } from '../elements.js';

const MAX_LINES = 80;
/** So many in a row are lines of their own. */
const MAX_REPEATED = 3;
const MAX_TEXT = 400;

export class EventLog {
  /** @readonly */
  #list;
  /** @type {{ name: string, line: HTMLElement, times: number } | null} */
  #newest = null;
  /** @readonly */
  #started = performance.now();

  constructor(/** @type {HTMLElement} */ list) {
    this.#list = list;
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  add(name, text) {
    const times = this.#newest?.name === name ? this.#newest.times + 1 : 1;
    const line = element(
      'li',
      {},
      element('time', {}, `${((performance.now() - this.#started) / 1_000).toFixed(1)} s`),
      element('b', {}, times > MAX_REPEATED ? `${name} ×${times}` : name),
      element('span', {}, text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text),
    );
    if (times > MAX_REPEATED) this.#newest?.line.replaceWith(line);
    else this.#list.prepend(line);
    this.#newest = { name, line, times };
    while (this.#list.children.length > MAX_LINES) this.#list.lastElementChild?.remove();
  }

  clear() {
    this.#list.replaceChildren();
    this.#newest = null;
  }
}

/**
 * The fields of an event, or what a method returned, on one line.
 * Numbers are cut to what a person reads.
 * @param {unknown} value
 * @returns {string}
 */
export function inWords(value) {
  if (value === undefined) return '';
  if (value instanceof File) return value.name;
  if (value instanceof Blob) return `${value.type}, ${value.size} bytes`;
  if (value instanceof Error) return value.message;
  try {
    return JSON.stringify(value, (_key, /** @type {unknown} */ part) =>
      typeof part === 'number' ? Number(part.toFixed(2)) : part,
    );
  } catch (error) {
    return inWords(error);
  }
}
