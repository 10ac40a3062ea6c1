/** The parts of a custom-elements manifest that we write; the whole schema: https://github.com/webcomponents/custom-elements-manifest */

export interface Manifest {
  readonly schemaVersion: string;
  readonly modules: readonly Module[];
}

export interface Module {
  readonly kind: 'javascript-module';
  /** Relative to the package. */
  readonly path: string;
  readonly declarations: readonly Declaration[];
  readonly exports: readonly unknown[];
}

export type Declaration = ElementDeclaration | EventDeclaration;

/** A class of the `events` folder: what a listener is given. */
export interface EventDeclaration extends Described {
  readonly kind: 'class';
  readonly superclass: { readonly name: string };
  readonly members: readonly Member[];
}

export interface ElementDeclaration extends Described {
  readonly kind: 'class';
  readonly customElement: true;
  readonly tagName: string;
  readonly superclass: { readonly name: string; readonly package: string };
  readonly attributes: readonly Attribute[];
  readonly members: readonly Member[];
  readonly events: readonly ElementEvent[];
  readonly slots: readonly Described[];
  readonly cssParts: readonly Described[];
  readonly cssProperties: readonly CssProperty[];
  readonly cssStates: readonly Described[];
}

export interface Described {
  readonly name: string;
  readonly description: string;
}

export interface TypeText {
  readonly text: string;
}

export interface Attribute extends Described {
  readonly type: TypeText;
  readonly default: string;
  readonly fieldName: string;
}

export type Member = Field | Method;

export interface Field extends Described {
  readonly kind: 'field';
  readonly type: TypeText;
  readonly default?: string;
  readonly readonly?: boolean;
  readonly attribute?: string;
  readonly reflects?: boolean;
}

export interface Method extends Described {
  readonly kind: 'method';
  readonly parameters: readonly Parameter[];
  readonly return: { readonly type: TypeText; readonly description: string };
  /** What it throws, or rejects with; no field of the schema, which allows more than it names. */
  readonly throws: string;
}

export interface Parameter {
  readonly name: string;
  readonly type: TypeText;
  readonly optional?: boolean;
  readonly default?: string;
}

export interface ElementEvent extends Described {
  readonly type: TypeText;
}

export interface CssProperty extends Described {
  readonly default: string;
}

/** @throws Error where there is none, which is a fault of the analysis */
export function elementOf(manifest: Manifest): ElementDeclaration {
  for (const { declarations } of manifest.modules) {
    for (const declaration of declarations) if ('customElement' in declaration) return declaration;
  }
  throw new Error('The manifest has no custom element');
}

export function eventsOf(manifest: Manifest): readonly EventDeclaration[] {
  return manifest.modules
    .flatMap(({ declarations }) => declarations)
    .filter((declaration): declaration is EventDeclaration => !('customElement' in declaration));
}
