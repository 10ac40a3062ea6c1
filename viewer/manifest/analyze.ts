/**
 * Reads the sources of the element as text: what its class, its doc comment and its events say. What the element is at
 * run time is joined to it by `./element.ts`.
 */
import { create, ts, type AnalyzePhaseParams, type Plugin } from '@custom-elements-manifest/analyzer';

/** By path, relative to the package. */
export type Sources = Readonly<Record<string, string>>;

/** A class as the analyzer leaves it: whatever nobody wrote is missing. */
export interface RawClass {
  readonly kind: string;
  readonly name: string;
  readonly description?: string;
  readonly superclass?: { readonly name: string };
  readonly customElement?: boolean;
  readonly tagName?: string;
  readonly attributes?: readonly RawNamed[];
  readonly members?: readonly RawMember[];
  readonly events?: readonly Partial<RawNamed>[];
  readonly slots?: readonly RawNamed[];
  readonly cssParts?: readonly RawNamed[];
  readonly cssProperties?: readonly RawNamed[];
  readonly cssStates?: readonly RawNamed[];
}

export interface RawNamed {
  readonly name: string;
  readonly description?: string;
  readonly type?: { readonly text: string };
}

export interface RawMember extends RawNamed {
  readonly kind: 'field' | 'method';
  readonly privacy?: 'public' | 'protected' | 'private';
  readonly static?: boolean;
  readonly readonly?: boolean;
  readonly default?: string;
  readonly parameters?: readonly (RawNamed & { readonly optional?: boolean; readonly default?: string })[];
}

/** What the analyzer leaves out. */
export interface MethodFacts {
  readonly returns: string;
  readonly returnText: string;
  readonly throws: string;
}

export interface Analysis {
  readonly modules: readonly {
    readonly path: string;
    readonly declarations: readonly RawClass[];
    readonly exports: readonly unknown[];
  }[];
  /** Of the element, by name. */
  readonly methods: ReadonlyMap<string, MethodFacts>;
  /** Class of each event that is the element's own, by the event's name. */
  readonly eventTypes: ReadonlyMap<string, string>;
}

type Node = AnalyzePhaseParams['node'];

const ELEMENT = 'RemoteView';
const EVENT_MAP = 'RemoteViewOwnEventMap';

export function analyze(sources: Sources): Analysis {
  const methods = new Map<string, MethodFacts>();
  const eventTypes = new Map<string, string>();
  const facts: Plugin = {
    name: 'facts',
    analyzePhase: ({ node }) => {
      for (const [name, method] of methodsOf(node)) methods.set(name, method);
      for (const [name, type] of eventTypesOf(node)) eventTypes.set(name, type);
    },
  };
  const modules = Object.entries(sources).map(([path, text]) =>
    ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true),
  );
  const { modules: raw } = create({ modules, plugins: [facts] }) as Pick<Analysis, 'modules'>;
  return { modules: raw, methods, eventTypes };
}

function methodsOf(node: Node): readonly (readonly [string, MethodFacts])[] {
  if (!ts.isClassDeclaration(node) || node.name?.text !== ELEMENT) return [];
  return node.members.filter(ts.isMethodDeclaration).map((method) => {
    const facts = {
      returns: method.type?.getText() ?? '',
      returnText: tagText(method, 'returns'),
      throws: tagText(method, 'throws'),
    };
    return [method.name.getText(), facts];
  });
}

function eventTypesOf(node: Node): readonly (readonly [string, string])[] {
  if (!ts.isInterfaceDeclaration(node) || node.name.text !== EVENT_MAP) return [];
  return node.members
    .filter(ts.isPropertySignature)
    .map((member) => [member.name.getText(), member.type?.getText() ?? '']);
}

/** TypeScript takes the first word behind `@throws` for a type or a name; here it is text as the rest. */
function tagText(node: Node, name: string): string {
  const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === name);
  if (tag === undefined) return '';
  const lines = tag.getText().replace(/^@\w+/u, '').split('\n');
  const text = lines.map((line) => line.replace(/^\s*\*(?!\/)/u, '').replace(/\*\/$/u, ''));
  return text.join(' ').replaceAll(/\s+/gu, ' ').trim();
}
