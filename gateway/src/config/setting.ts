/**
 * What a setting is: where it may be given (flag = variable = key of the configuration file), and which values it takes.
 *
 * Whatever says it, it comes down to texts, and one function reads these. So no setting can mean one thing as a flag and
 * another as a variable.
 */

/** What a value looks like in the configuration file. */
export type JsonForm = 'string' | 'number' | 'boolean' | 'strings';

export interface Setting<T> {
  /** For people: what it does. */
  readonly help: string;
  /** What stands for the value in the help; empty for a switch. */
  readonly placeholder: string;
  readonly json: JsonForm;
  /** Undefined where there is no value without one that is given. */
  readonly fallback: T;
  /** In place of the fallback's own text. */
  readonly fallbackText?: string;
  /** Without dashes. Default: the key in kebab case. */
  readonly flag?: string;
  /** Default: the key in snake case behind `REMOTE_VIEW_`. */
  readonly env?: string;
  /** Must not be shown, not even in an error. */
  readonly secret: boolean;
  /** May also be read from a file: `--x-file`, `X_FILE`, `xFile`. */
  readonly byFile: boolean;
  /** @throws WrongValue */
  readonly read: (texts: readonly string[]) => T;
}

/** Says what would be right, for a sentence that begins with the setting's name. */
export class WrongValue extends Error {}

interface Spec {
  readonly help: string;
  readonly flag?: string;
  readonly env?: string;
  readonly secret?: boolean;
  readonly byFile?: boolean;
  readonly fallbackText?: string;
}

interface ValueSpec extends Spec {
  readonly placeholder: string;
}

export function text(spec: ValueSpec & { readonly fallback: string }): Setting<string>;
export function text(spec: ValueSpec): Setting<string | undefined>;
export function text({ fallback, ...spec }: ValueSpec & { readonly fallback?: string }): Setting<string | undefined> {
  return { ...base(spec), json: 'string', fallback, read: last };
}

/** A text that must not be shown, and that may lie in a file of its own. */
export function secret(spec: ValueSpec): Setting<string | undefined> {
  return text({ ...spec, secret: true, byFile: true });
}

/** Off, unless the fallback says otherwise. */
export function onOff({ fallback = false, ...spec }: Spec & { readonly fallback?: boolean }): Setting<boolean> {
  const read = (texts: readonly string[]): boolean => {
    const word = last(texts);
    if (word !== 'true' && word !== 'false') throw new WrongValue(`must be true or false, not '${word}'`);
    return word === 'true';
  };
  return { ...base({ ...spec, placeholder: '' }), json: 'boolean', fallback, read };
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

export function whole(spec: ValueSpec & Bounds & { readonly fallback: number }): Setting<number>;
export function whole(spec: ValueSpec & Bounds): Setting<number | undefined>;
export function whole(spec: ValueSpec & Bounds & { readonly fallback?: number }): Setting<number | undefined> {
  const { fallback, min = 0, max = 999_999_999, ...rest } = spec;
  const read = (texts: readonly string[]): number => {
    const digits = last(texts);
    const value = Number(digits);
    if (/^\d{1,9}$/.test(digits) && value >= min && value <= max) return value;
    throw new WrongValue(`must be a whole number from ${min} to ${max}, not '${digits}'`);
  };
  return { ...base(rest), json: 'number', fallback, read };
}

type OneOf<T extends string> = Spec & {
  readonly values: readonly T[];
  /** Default: the values. */
  readonly placeholder?: string;
  readonly fallback?: T;
};

export function oneOf<T extends string>(spec: OneOf<T> & { readonly fallback: T }): Setting<T>;
export function oneOf<T extends string>(spec: OneOf<T>): Setting<T | undefined>;
export function oneOf<T extends string>({ values, fallback, ...spec }: OneOf<T>): Setting<T | undefined> {
  const read = (texts: readonly string[]): T => {
    const word = last(texts);
    const found = values.find((value) => value === word);
    if (found === undefined) throw new WrongValue(`must be one of ${values.join(', ')}, not '${word}'`);
    return found;
  };
  return { ...base({ placeholder: values.join('|'), ...spec }), json: 'string', fallback, read };
}

/** Given several times as a flag, with commas as a variable, as an array in the file. */
export function list(spec: ValueSpec): Setting<readonly string[]> {
  const read = (texts: readonly string[]): readonly string[] =>
    texts
      .flatMap((one) => one.split(/[,\n]/))
      .map((one) => one.trim())
      .filter((one) => one !== '');
  return { ...base(spec), json: 'strings', fallback: [], read };
}

function base({ secret: isSecret = false, byFile = false, ...spec }: ValueSpec) {
  return { ...spec, secret: isSecret, byFile };
}

/** Who says a thing twice means the second. */
function last(texts: readonly string[]): string {
  return texts.at(-1) ?? '';
}
