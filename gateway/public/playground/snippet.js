/** The code that embeds the view as it is set up, for HTML and for frameworks. */
import { choicesOf } from './manifest.js';

/**
 * @typedef {object} Setup
 * @property {string} origin of the gateway
 * @property {ReadonlyMap<string, string>} attributes what is set; '' for a boolean
 * @property {ReadonlyMap<string, string>} styles custom properties that are set
 * @property {ReadonlyMap<string, import('./manifest.js').Attribute>} known all attributes
 */

/** @type {Readonly<Record<string, (setup: Setup) => string>>} */
export const SNIPPETS = {
  HTML: (setup) =>
    [`<script type="module" src="${setup.origin}/remote-view.js"></script>`, ...styleTag(setup), tag(setup)].join('\n'),
  React: (setup) => {
    const props = [...withSource(setup)].map(([name, value]) => reactProp(name, value, setup.known.get(name)));
    const style = [...setup.styles].map(([name, value]) => `${styleName(name)}: ${JSON.stringify(value)}`);
    if (style.length > 0) props.push(`style={{ ${style.join(', ')} }}`);
    return `import { RemoteView } from '@remote-view/viewer/react';\n\n${laidOut('RemoteView', props, ' />')}`;
  },
  Vue: (setup) =>
    `<script setup>\nimport '@remote-view/viewer/define';\n</script>\n\n<template>\n${indented(tag(setup))}\n</template>` +
    stylesBelow(setup),
  Svelte: (setup) =>
    `<script>\n  import '@remote-view/viewer/define';\n</script>\n\n${tag(setup, svelteValue)}${stylesBelow(setup)}`,
};

/**
 * @param {Setup} setup
 * @param {(value: string) => string} written a value with what is around it
 */
function tag(setup, written = htmlValue) {
  const attributes = [...withSource(setup)].map(([name, value]) => (value === '' ? name : `${name}=${written(value)}`));
  return laidOut('remote-view', attributes, '></remote-view>');
}

/** @returns {Map<string, string>} */
function withSource(/** @type {Setup} */ { origin, attributes }) {
  return new Map([['src', origin], ...attributes]);
}

/**
 * On one line while it is short.
 * @param {string} name
 * @param {readonly string[]} attributes
 * @param {string} end
 */
function laidOut(name, attributes, end) {
  const line = `<${name} ${attributes.join(' ')}${end}`;
  return line.length <= 56 ? line : `<${name}\n${attributes.map((text) => `  ${text}`).join('\n')}\n${end.trim()}`;
}

/**
 * @param {string} name
 * @param {string} value
 * @param {import('./manifest.js').Attribute | undefined} known
 */
function reactProp(name, value, known) {
  const property = known?.fieldName ?? name;
  if (known?.type.text === 'boolean') return property;
  if (known?.type.text.startsWith('number') === true) return `${property}={${Number(value)}}`;
  // A switch with three positions is a boolean or null as a property.
  if (choicesOf(known?.type.text ?? '').join() === 'on,off') return `${property}={${value === 'on'}}`;
  return `${property}=${/["\\&]/u.test(value) ? `{${JSON.stringify(value)}}` : `"${value}"`}`;
}

/** @returns {string[]} */
function styleTag(/** @type {Setup} */ setup) {
  return setup.styles.size === 0 ? [] : [`<style>\n${rule(setup)}\n</style>`];
}

function stylesBelow(/** @type {Setup} */ setup) {
  return styleTag(setup)
    .map((text) => `\n\n${text}`)
    .join('');
}

function rule(/** @type {Setup} */ { styles }) {
  const lines = [...styles].map(([name, value]) => `    ${name}: ${value};`);
  return ['  remote-view {', ...lines, '  }'].join('\n');
}

function indented(/** @type {string} */ text) {
  return text.replaceAll(/^/gmu, '  ');
}

function htmlValue(/** @type {string} */ value) {
  return `"${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
}

/** Svelte takes what is in braces for an expression. */
function svelteValue(/** @type {string} */ value) {
  return /[{}]/u.test(value) ? `{${JSON.stringify(value)}}` : htmlValue(value);
}

/** React has styles by the names that scripts have for them, and custom properties by their own. */
function styleName(/** @type {string} */ name) {
  if (name.startsWith('--')) return `'${name}'`;
  return name.replaceAll(/-[a-z]/gu, (match) => match.charAt(1).toUpperCase());
}
