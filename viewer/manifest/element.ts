/**
 * Makes the manifest: what the sources say, joined to what the element is at run time. Attributes are those that Lit
 * observes, whatever the doc comments say; a comment that says otherwise is found by `./validate.ts`.
 */
import type { Analysis, RawClass, RawMember, RawNamed } from './analyze.ts';
import type {
  Attribute,
  CssProperty,
  Declaration,
  Described,
  ElementDeclaration,
  ElementEvent,
  Field,
  Manifest,
  Member,
  Method,
} from './manifest.ts';

/** A reactive property as Lit has it at run time. */
export interface RuntimeProperty {
  /** False: it has no attribute. */
  readonly attribute: string | false;
  readonly reflects: boolean;
}

export interface ElementInput {
  readonly analysis: Analysis;
  readonly properties: ReadonlyMap<string, RuntimeProperty>;
  /** All style sheets, for the defaults of custom properties. */
  readonly styles: string;
}

/** Members that are not for pages: those of every element, and what Lit has. */
const NOT_FOR_PAGES = /^(?:addEventListener|removeEventListener|connectedCallback|disconnectedCallback)$/u;

export function makeManifest(input: ElementInput): Manifest {
  return {
    schemaVersion: '2.1.0',
    modules: input.analysis.modules
      .map(({ path, declarations, exports }) => ({
        kind: 'javascript-module' as const,
        path: published(path),
        declarations: declarations.flatMap((raw) => declarationOf(raw, input)),
        exports: publishedExports(exports),
      }))
      .filter((module) => module.declarations.length > 0 || module.exports.length > 0),
  };
}

function declarationOf(raw: RawClass, input: ElementInput): Declaration[] {
  if (raw.kind !== 'class') return [];
  if (raw.customElement === true) return [elementOf(raw, input)];
  const members = pageMembers(raw).flatMap((member) => (member.kind === 'field' ? [fieldOf(member)] : []));
  if (raw.superclass?.name !== 'Event') return [];
  return [{ kind: 'class', ...described(raw), superclass: { name: 'Event' }, members }];
}

function elementOf(raw: RawClass, { analysis, properties, styles }: ElementInput): ElementDeclaration {
  const attributeTexts = new Map((raw.attributes ?? []).map((attribute) => [attribute.name, attribute]));
  const fields = new Map(pageMembers(raw).map((member) => [member.name, member]));
  const attributes = [...properties].flatMap(([name, property]): Attribute[] => {
    if (property.attribute === false) return [];
    const text = attributeTexts.get(property.attribute);
    const field = fields.get(name);
    return [
      {
        ...described(text ?? { name: property.attribute }),
        type: { text: oneLine((text?.type ?? field?.type)?.text ?? '').replaceAll(/\s*\|\s*/gu, ' | ') },
        default: field?.default ?? '',
        fieldName: name,
      },
    ];
  });
  const members = pageMembers(raw).map((member): Member => {
    if (member.kind === 'method') return methodOf(member, analysis);
    const property = properties.get(member.name);
    if (property === undefined || property.attribute === false) return fieldOf(member);
    const text = attributeTexts.get(property.attribute);
    return {
      ...fieldOf({ ...member, description: member.description ?? text?.description ?? '' }),
      attribute: property.attribute,
      ...(property.reflects ? { reflects: true } : {}),
    };
  });
  return {
    kind: 'class',
    customElement: true,
    ...described(raw),
    tagName: raw.tagName ?? '',
    superclass: { name: 'LitElement', package: 'lit' },
    attributes,
    members,
    events: eventsOf(raw, analysis),
    slots: (raw.slots ?? []).map(described),
    cssParts: (raw.cssParts ?? []).map(described),
    cssProperties: (raw.cssProperties ?? []).map((property): CssProperty => {
      return { ...described(property), default: cssDefault(styles, property.name) };
    }),
    cssStates: (raw.cssStates ?? []).map(described),
  };
}

/** The analyzer also takes `new Event('…')` and the first argument of our own events for names; only `@fires` counts. */
function eventsOf(raw: RawClass, { eventTypes }: Analysis): ElementEvent[] {
  const described = (raw.events ?? []).filter(({ description }) => description !== undefined);
  const texts = new Map(described.map(({ name, description }) => [name ?? '', oneLine(description ?? '')]));
  // Its own first, as they stand in the map of events.
  return [...new Set([...eventTypes.keys(), ...texts.keys()])].map((name) => ({
    name,
    type: { text: eventTypes.get(name) ?? 'Event' },
    description: texts.get(name) ?? '',
  }));
}

function pageMembers(raw: RawClass): RawMember[] {
  const shown = (raw.members ?? []).filter(
    ({ name, privacy, static: isStatic }) =>
      isStatic !== true && (privacy ?? 'public') === 'public' && !NOT_FOR_PAGES.test(name),
  );
  // An accessor's two halves, and overloads, are one member.
  return shown.filter(({ name }, index) => shown.findIndex((member) => member.name === name) === index);
}

function fieldOf(member: RawMember): Field {
  return {
    kind: 'field',
    ...described(member),
    type: { text: oneLine(member.type?.text ?? '') },
    ...(member.default === undefined || member.readonly === true ? {} : { default: oneLine(member.default) }),
    ...(member.readonly === true ? { readonly: true } : {}),
  };
}

function methodOf(member: RawMember, { methods }: Analysis): Method {
  const facts = methods.get(member.name);
  return {
    kind: 'method',
    ...described(member),
    parameters: (member.parameters ?? []).map(({ name, type, optional, default: value }) => ({
      name,
      type: { text: oneLine(type?.text ?? '') },
      ...(optional === true || value !== undefined ? { optional: true } : {}),
      ...(value === undefined ? {} : { default: value }),
    })),
    return: { type: { text: oneLine(facts?.returns ?? '') }, description: oneLine(facts?.returnText ?? '') },
    throws: oneLine(facts?.throws ?? ''),
  };
}

function described({ name, description }: RawNamed): Described {
  return { name, description: oneLine(description ?? '') };
}

function oneLine(text: string): string {
  return text
    .replaceAll(/\{@link (\w+)\}/gu, '`$1`')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

/** What stands behind the comma of `var(--name, …)`, up to its own bracket. */
function cssDefault(styles: string, name: string): string {
  const start = styles.indexOf(`var(${name},`);
  if (start < 0) return '';
  const from = start + `var(${name},`.length;
  let depth = 1;
  for (let at = from; at < styles.length; at++) {
    if (styles[at] === '(') depth++;
    if (styles[at] === ')') depth--;
    if (depth === 0) return oneLine(styles.slice(from, at));
  }
  return '';
}

/** Where `tsc` puts a source, which is what the package has. */
function published(path: string): string {
  return path.replace(/^\/?src\//u, 'dist/src/').replace(/\.ts$/u, '.js');
}

function publishedExports(exports: readonly unknown[]): readonly unknown[] {
  return JSON.parse(
    JSON.stringify(exports, (key, value: unknown) =>
      key === 'module' && typeof value === 'string' ? published(value) : value,
    ),
  ) as readonly unknown[];
}
