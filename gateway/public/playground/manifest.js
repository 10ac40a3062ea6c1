/** What the element says about itself: the part of its custom-elements manifest that the playground shows. */

/**
 * @typedef {{ readonly name: string, readonly description: string }} Described
 * @typedef {Described & { readonly type: { readonly text: string }, readonly default: string, readonly fieldName: string }} Attribute
 * @typedef {Described & { readonly default: string }} CssProperty
 * @typedef {{ readonly name: string, readonly optional?: boolean }} Parameter
 * @typedef {Described & {
 *   readonly kind: 'field' | 'method',
 *   readonly attribute?: string,
 *   readonly readonly?: boolean,
 *   readonly parameters?: readonly Parameter[],
 * }} Member
 * @typedef {Described & { readonly type: { readonly text: string } }} ElementEvent
 */

/**
 * @typedef {object} Description
 * @property {readonly Attribute[]} attributes
 * @property {readonly Member[]} members
 * @property {readonly ElementEvent[]} events
 * @property {readonly CssProperty[]} cssProperties
 * @property {ReadonlyMap<string, readonly string[]>} fields what an event has, by its class
 */

/** @returns {Promise<Description>} */
export async function fetchDescription() {
  const response = await fetch('custom-elements.json');
  if (!response.ok) throw new Error('The gateway has no description of the element: npm run build:viewer makes it.');
  const { modules } =
    /** @type {{ modules: { declarations: (Description & Member & { customElement?: boolean })[] }[] }} */ (
      await response.json()
    );
  const declarations = modules.flatMap((module) => module.declarations);
  const view = declarations.find(({ customElement }) => customElement === true);
  if (view === undefined) throw new Error('The description of the element has no element.');
  const fields = new Map(declarations.map(({ name, members }) => [name, members.map((member) => member.name)]));
  return { ...view, fields };
}

/**
 * The values of a type such as `"auto" | "sharp"`; empty for any other type.
 * @param {string} type
 * @returns {readonly string[]}
 */
export function choicesOf(type) {
  const parts = type.split('|').map((part) => part.trim());
  return parts.every((part) => /^(["']).*\1$/u.test(part)) ? parts.map((part) => part.slice(1, -1)) : [];
}
