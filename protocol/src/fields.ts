/** Reads the elements of a decoded message array one by one; the first wrong one ends the message with a reason. */
import { RemoteViewError } from './errors.ts';

export class Fields {
  readonly #values: readonly unknown[];
  #index = 1;

  /** @param value a decoded message: an array whose first element is its type */
  constructor(value: unknown) {
    if (!Array.isArray(value)) throw wrong('it is no array');
    this.#values = value;
  }

  get type(): unknown {
    return this.#values[0];
  }

  /** The type for an error message. A peer may have put anything there, also what no `String()` can show. */
  get typeText(): string {
    return typeof this.type === 'number' ? `type ${this.type}` : `a type that is no number (${typeof this.type})`;
  }

  /** The type of a list within a message, which is a number of the list's own. */
  typeInt(minimum: number, maximum: number): number {
    const { type } = this;
    if (Number.isInteger(type) && (type as number) >= minimum && (type as number) <= maximum) return type as number;
    throw wrong(`a list in it begins with no integer in ${minimum}..${maximum}`);
  }

  get isAtEnd(): boolean {
    return this.#index === this.#values.length;
  }

  int(minimum: number, maximum: number): number {
    const value = this.#next();
    if (!Number.isInteger(value) || (value as number) < minimum || (value as number) > maximum) {
      throw this.#wrongField(`is no integer in ${minimum}..${maximum}`);
    }
    return value as number;
  }

  float(minimum: number, maximum: number): number {
    const value = this.#next();
    if (typeof value !== 'number' || !(value >= minimum && value <= maximum)) {
      throw this.#wrongField(`is no number in ${minimum}..${maximum}`);
    }
    return value;
  }

  string(maxLength: number): string {
    const value = this.#next();
    if (typeof value !== 'string' || value.length > maxLength) {
      throw this.#wrongField(`is no string of at most ${maxLength}`);
    }
    return value;
  }

  boolean(): boolean {
    const value = this.#next();
    if (typeof value !== 'boolean') throw this.#wrongField('is no boolean');
    return value;
  }

  /** One of `names`, sent as its index. */
  oneOf<T extends string>(names: readonly T[]): T {
    return names[this.int(0, names.length - 1)]!;
  }

  /** An array of at most `maxItems` integers. */
  ints(maxItems: number, minimum: number, maximum: number): number[] {
    const value = this.#next();
    if (!Array.isArray(value) || value.length > maxItems) throw this.#wrongField(`is no array of at most ${maxItems}`);
    for (const item of value) {
      if (!Number.isInteger(item) || item < minimum || item > maximum) {
        throw this.#wrongField(`holds no integers in ${minimum}..${maximum}`);
      }
    }
    return value as number[];
  }

  /** An array of at most `maxItems` arrays, each to be read like a message. */
  lists(maxItems: number): Fields[] {
    const value = this.#next();
    if (!Array.isArray(value) || value.length > maxItems) throw this.#wrongField(`is no array of at most ${maxItems}`);
    return value.map((item) => new Fields(item));
  }

  /** Anything: application data, whose shape the decoder has bounded already. */
  any(): unknown {
    return this.#next();
  }

  /** Every element was read; more than expected is as wrong as fewer. */
  end(): void {
    if (!this.isAtEnd) throw wrong(`it has ${this.#values.length} elements`);
  }

  #next(): unknown {
    if (this.#index >= this.#values.length) throw wrong(`it ends after ${this.#values.length} elements`);
    return this.#values[this.#index++];
  }

  #wrongField(problem: string): RemoteViewError {
    return wrong(`element ${this.#index - 1} ${problem}`);
  }
}

export function wrong(problem: string): RemoteViewError {
  return new RemoteViewError('malformed-message', `A message was not understood: ${problem}.`);
}
