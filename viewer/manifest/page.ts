/** docs/element.md, from the manifest. */
import {
  elementOf,
  eventsOf,
  type Described,
  type ElementDeclaration,
  type EventDeclaration,
  type Field,
  type Manifest,
  type Method,
} from './manifest.ts';

export function elementPage(manifest: Manifest): string {
  const element = elementOf(manifest);
  const sections = [
    `# \`<${element.tagName}>\``,
    'Made by `npm run docs:element` from the sources of the element. How to use it is in [embedding.md](embedding.md).',
    element.description,
    ...attributes(element),
    ...properties(element),
    ...methods(element),
    ...events(element, eventsOf(manifest)),
    ...section('Slots', 'Slot', element.slots),
    ...section('CSS parts', 'Part', element.cssParts, 'Used as `remote-view::part(name)`.'),
    ...customProperties(element),
    ...section('States', 'State', element.cssStates, 'Used as `remote-view:state(name)`.'),
  ];
  return `${sections.join('\n\n')}\n`;
}

function attributes({ attributes: all }: ElementDeclaration): string[] {
  const rows = all.map(({ name, fieldName, type, default: value, description }) => [
    code(name),
    code(fieldName),
    code(type.text),
    code(value),
    description,
  ]);
  const text = 'Each is a property as well, which takes the same values unless its own description says otherwise.';
  return ['## Attributes', text, table(['Attribute', 'Property', 'Type', 'Default', 'Description'], rows)];
}

function properties({ members }: ElementDeclaration): string[] {
  const rows = members
    .filter((member): member is Field => member.kind === 'field' && member.attribute === undefined)
    .map(({ name, type, readonly, description }) => [
      code(name),
      code(type.text),
      readonly === true ? description : `${description} Can be set.`,
    ]);
  return [
    '## Properties',
    'Read-only, unless they say that they can be set.',
    table(['Property', 'Type', 'Description'], rows),
  ];
}

function methods({ members }: ElementDeclaration): string[] {
  const all = members.filter((member): member is Method => member.kind === 'method');
  return ['## Methods', ...all.flatMap(method)];
}

function method({ name, parameters, return: result, description, throws }: Method): string[] {
  const list = parameters.map((parameter) => {
    const mark = parameter.optional === true && parameter.default === undefined ? '?' : '';
    const value = parameter.default === undefined ? '' : ` = ${parameter.default}`;
    return `${parameter.name}${mark}: ${parameter.type.text}${value}`;
  });
  const more = [
    ...(result.description === '' ? [] : [`Returns ${result.description}.`]),
    ...(throws === '' ? [] : [`${result.type.text.startsWith('Promise') ? 'Rejects with' : 'Throws'} ${throws}.`]),
  ];
  return [`### \`${name}(${list.join(', ')}): ${result.type.text}\``, [description, ...more].join(' ')];
}

function events({ events: all }: ElementDeclaration, classes: readonly EventDeclaration[]): string[] {
  const rows = all.map(({ name, type, description }) => {
    const fields = classes.find((declaration) => declaration.name === type.text)?.members ?? [];
    const list = fields.map((field) => {
      const text = field.kind === 'field' ? `${field.name}: ${field.type.text}` : field.name;
      return field.description === '' ? code(text) : `${code(text)} (${withoutStop(field.description)})`;
    });
    return [code(name), code(type.text), description, list.join(', ')];
  });
  const text =
    'They do not bubble. A listener of the element has the type of the class; `on…` handlers exist in frameworks only.';
  return ['## Events', text, table(['Event', 'Class', 'Description', 'It has'], rows)];
}

function customProperties({ cssProperties }: ElementDeclaration): string[] {
  const rows = cssProperties.map(({ name, default: value, description }) => [code(name), code(value), description]);
  return ['## CSS custom properties', table(['Property', 'Default', 'Description'], rows)];
}

function section(title: string, heading: string, all: readonly Described[], text?: string): string[] {
  const rows = all.map(({ name, description }) => [code(name), description]);
  return [`## ${title}`, ...(text === undefined ? [] : [text]), table([heading, 'Description'], rows)];
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, headings.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

function withoutStop(text: string): string {
  return text.replace(/\.$/u, '');
}
