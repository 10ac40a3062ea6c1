/**
 * Finds where the description of the element and its sources part: what is public and has no description, what is
 * described and is not there, what is there and nobody described.
 */
import type { Analysis, Sources } from './analyze.ts';
import { elementOf, eventsOf, type Described, type ElementDeclaration, type Manifest } from './manifest.ts';

const TYPE_NAME = /\b[A-Z]\w+/gu;

/** @returns one sentence for each problem */
export function findProblems(manifest: Manifest, analysis: Analysis, sources: Sources): string[] {
  const element = elementOf(manifest);
  const text = Object.values(sources).join('\n');
  return [
    ...undescribed(element),
    ...untyped(element),
    ...wrongAttributes(element, analysis),
    ...differences('slot', element.slots, found(text, /<slot name="([\w-]+)"/gu), text),
    ...differences('part', element.cssParts, partsIn(text)),
    ...differences('custom property', element.cssProperties, found(text, /var\((--remote-view-[\w-]+)/gu)),
    ...differences('state', element.cssStates, found(text, /\bstates\.add\('([\w-]+)'\)/gu), text),
    ...eventProblems(element, analysis, text),
    ...unexported(manifest, sources),
  ];
}

function undescribed(element: ElementDeclaration): string[] {
  const { attributes, members, events, slots, cssParts, cssProperties, cssStates } = element;
  const kinds: Readonly<Record<string, readonly Described[]>> = {
    attribute: attributes,
    member: members,
    event: events,
    slot: slots,
    part: cssParts,
    'custom property': cssProperties,
    state: cssStates,
  };
  const problems = Object.entries(kinds).flatMap(([kind, all]) =>
    all
      .filter(({ description }) => description === '')
      .map(({ name }) => `The ${kind} \`${name}\` has no description.`),
  );
  return element.description === '' ? ['The element has no description.', ...problems] : problems;
}

function untyped({ attributes, members }: ElementDeclaration): string[] {
  const fields = members.flatMap((member) => (member.kind === 'field' ? [member] : []));
  const methods = members.flatMap((member) => (member.kind === 'method' ? [member] : []));
  const parameters = methods.flatMap(({ name, parameters: all }) =>
    all.map((parameter) => ({ ...parameter, name: `${name}(${parameter.name})` })),
  );
  const results = methods.map(({ name, return: result }) => ({ name: `${name}()`, type: result.type }));
  return [...attributes, ...fields, ...parameters, ...results]
    .filter(({ type }) => type.text === '')
    .map(({ name }) => `\`${name}\` has no type.`);
}

function wrongAttributes({ attributes }: ElementDeclaration, { modules }: Analysis): string[] {
  const raw = modules.flatMap(({ declarations }) => declarations).find(({ customElement }) => customElement === true);
  return (raw?.attributes ?? [])
    .filter(({ name }) => !attributes.some((attribute) => attribute.name === name))
    .map(({ name }) => `\`@attr ${name}\` is no attribute of the element.`);
}

/** @param text where names come from lists and variables as well: what is described has to be in quotes there */
function differences(
  kind: string,
  described: readonly Described[],
  used: ReadonlySet<string>,
  text: string = '',
): string[] {
  const names = new Set(described.map(({ name }) => name));
  const there = (name: string): boolean => used.has(name) || text.includes(`'${name}'`);
  return [
    ...[...used].filter((name) => !names.has(name)).map((name) => `The ${kind} \`${name}\` is described nowhere.`),
    ...[...names].filter((name) => !there(name)).map((name) => `The ${kind} \`${name}\` is described and not there.`),
  ];
}

function partsIn(text: string): ReadonlySet<string> {
  const attributes = [...found(text, /\spart="([\w -]+)"/gu)].flatMap((names) => names.split(' '));
  return new Set([...attributes, ...found(text, /\bpart\.add\('([\w-]+)'\)/gu)]);
}

function eventProblems({ events }: ElementDeclaration, { eventTypes }: Analysis, text: string): string[] {
  return events
    .filter(({ name }) => !eventTypes.has(name) && !text.includes(`'${name}'`))
    .map(({ name }) => `\`@fires ${name}\` is neither in the map of events nor made anywhere.`);
}

/** Who can be given a value can name its type. What the public sources neither import nor declare is the platform's. */
function unexported(manifest: Manifest, sources: Sources): string[] {
  const { members, events } = elementOf(manifest);
  const all = [...members, ...eventsOf(manifest).flatMap((event) => event.members)];
  const types = all.flatMap((member) =>
    member.kind === 'field'
      ? [member.type.text]
      : [member.return.type.text, ...member.parameters.map(({ type }) => type.text)],
  );
  const names = new Set(
    [...types, ...events.map(({ type }) => type.text)].flatMap((type) => type.match(TYPE_NAME) ?? []),
  );
  const code = Object.entries(sources)
    .filter(([path]) => /\/(?:remote-view|events\/.*)\.ts$/u.test(path))
    .map(([, text]) => text)
    .join('\n');
  const isOurs = (name: string): boolean =>
    new RegExp(`^import [^;]*\\b${name}\\b|^export (?:class|interface|type) ${name}\\b`, 'mu').test(code);
  const isExported = (name: string): boolean => new RegExp(`\\b${name}\\b`, 'u').test(sources['src/index.ts'] ?? '');
  return [...names]
    .filter((name) => isOurs(name) && !isExported(name))
    .map((name) => `The type \`${name}\` is public, and src/index.ts does not export it.`);
}

function found(text: string, pattern: RegExp): ReadonlySet<string> {
  return new Set(Array.from(text.matchAll(pattern), (match) => match[1]!));
}
