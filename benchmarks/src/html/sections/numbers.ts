/**
 * The numbers of a result whose schema is not known here. Walks whatever is there and finds three shapes: something with a
 * `p50` is a distribution, a short list of objects is a table, a number is a number. Everything is bounded: the file may be
 * anyone's.
 */
import { distribution } from '../../stats/distribution.ts';

export interface Numbers {
  readonly distributions: readonly { readonly name: string; readonly cells: readonly (number | undefined)[] }[];
  readonly lists: readonly {
    readonly name: string;
    readonly columns: readonly string[];
    readonly rows: readonly Cell[][];
  }[];
  readonly values: readonly { readonly name: string; readonly value: string | number | boolean }[];
  /** Lowest, middle and highest of repetitions. */
  readonly spreads: readonly { readonly name: string; readonly cells: readonly (number | undefined)[] }[];
  /** True where the file holds more than is shown. */
  readonly cut: boolean;
}

type Fields = Readonly<Record<string, unknown>>;
type Cell = string | number | boolean | undefined;

/** What the members of lists hold besides what their rows show: often more than all else. */
export interface NumbersWithMembers extends Numbers {
  readonly members: Numbers;
}

export const SPREAD_COLUMNS = ['lowest', 'middle', 'highest'] as const;
export const DISTRIBUTION_COLUMNS = ['count', 'p50', 'p95', 'p99', 'max', 'mean'] as const;

const MAX_DEPTH = 6;
const MAX_ENTRIES = 300;
/** A longer list is samples, of which nobody reads the rows. */
const MAX_ROWS = 30;
/** Of a list, each read like a thing of its own; a longer one is only a table. */
const MAX_MEMBERS = 8;
const MAX_COLUMNS = 12;
const MAX_TEXT = 120;

/** @param skipped names of fields at the top that are shown elsewhere */
export function numbersOf(data: unknown, skipped: ReadonlySet<string> = new Set()): NumbersWithMembers {
  const members = new Collector();
  const found = new Collector(members);
  if (isObject(data)) {
    for (const [key, value] of Object.entries(data)) if (!skipped.has(key)) found.add(key, value, 1);
  }
  const { distributions, spreads, lists, values, cut } = found;
  return { distributions, spreads, lists, values, cut, members };
}

class Collector implements Numbers {
  readonly distributions: Numbers['distributions'][number][] = [];
  readonly lists: Numbers['lists'][number][] = [];
  readonly values: Numbers['values'][number][] = [];
  readonly spreads: Numbers['spreads'][number][] = [];
  /** Where members of lists go; undefined: here. */
  readonly #members: Collector | undefined;
  cut = false;

  constructor(members?: Collector) {
    this.#members = members;
  }

  add(name: string, value: unknown, depth: number): void {
    const entries = entriesOf(this);
    if (entries >= MAX_ENTRIES || depth > MAX_DEPTH) this.cut = true;
    else if (isScalar(value)) this.values.push({ name, value: shortened(value) });
    else if (Array.isArray(value)) this.#addList(name, value, depth);
    else if (isDistribution(value)) {
      this.distributions.push({ name, cells: DISTRIBUTION_COLUMNS.map((column) => numberOf(value[column])) });
    } else if (isSpread(value)) {
      this.spreads.push({ name, cells: SPREAD_COLUMNS.map((column) => numberOf(value[column])) });
    } else if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) this.add(`${name} · ${key}`, inner, depth + 1);
    }
  }

  #addList(name: string, list: readonly unknown[], depth: number): void {
    const numbers = list.filter((value) => numberOf(value) !== undefined) as number[];
    if (numbers.length > 0 && numbers.length === list.length) {
      const values = distribution(numbers);
      this.distributions.push({ name, cells: DISTRIBUTION_COLUMNS.map((column) => values[column]) });
      return;
    }
    const objects = list.filter(isObject);
    const flat = objects.map(flatRow);
    const columns = [...new Set(flat.flatMap((row) => [...row.keys()]))];
    if (columns.length > MAX_COLUMNS) this.cut = true;
    const shown = columns.slice(0, MAX_COLUMNS);
    if (objects.length > MAX_ROWS) {
      for (const column of shown) {
        const values = flat.flatMap((row) => numberOf(row.get(column)) ?? []);
        if (values.length > 0) this.add(`${name} · ${column}`, values, depth + 1);
      }
      return;
    }
    if (shown.length > 0)
      this.lists.push({ name, columns: shown, rows: flat.map((row) => shown.map((column) => row.get(column))) });
    if (objects.length <= MAX_MEMBERS) this.#addMembers(name, objects, depth);
    else if (objects.some((object) => Object.values(object).some(isDeep))) this.cut = true;
  }

  /** What of the members no row holds. */
  #addMembers(name: string, objects: readonly Fields[], depth: number): void {
    for (const [index, object] of objects.entries()) {
      const called = object['name'] ?? object['scene'];
      const member = typeof called === 'string' ? shortened(called) : String(index + 1);
      for (const [key, inner] of Object.entries(object))
        if (isDeep(inner)) (this.#members ?? this).add(`${name} · ${String(member)} · ${key}`, inner, depth + 1);
    }
  }
}

export function entriesOf({ distributions, spreads, lists, values }: Numbers): number {
  return distributions.length + spreads.length + lists.length + values.length;
}

function flatRow(object: Fields): Map<string, Cell> {
  const row = new Map<string, Cell>();
  for (const [key, value] of Object.entries(object)) {
    if (isScalar(value)) row.set(key, shortened(value));
    else if (isDistribution(value)) {
      row.set(`${key} p50`, numberOf(value['p50']));
      row.set(`${key} p95`, numberOf(value['p95']));
    } else if (isObject(value) && !isDeep(value)) {
      for (const [inner, cell] of Object.entries(value))
        if (isScalar(cell)) row.set(`${key} ${inner}`, shortened(cell));
    }
  }
  return row;
}

/** A row of a table cannot hold it. */
function isDeep(value: unknown): boolean {
  if (Array.isArray(value)) return true;
  return (
    isObject(value) &&
    !isDistribution(value) &&
    Object.values(value).some((inner) => isObject(inner) || Array.isArray(inner))
  );
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDistribution(value: unknown): value is Fields {
  return isObject(value) && numberOf(value['p50']) !== undefined;
}

function isSpread(value: unknown): value is Fields {
  return isObject(value) && SPREAD_COLUMNS.every((column) => numberOf(value[column]) !== undefined);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'boolean' || numberOf(value) !== undefined;
}

function shortened(value: string | number | boolean): string | number | boolean {
  return typeof value === 'string' && value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
