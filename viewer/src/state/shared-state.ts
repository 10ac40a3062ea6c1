/**
 * The page's copy of what the scene shares. It comes as differences, and is changed once a patch is complete. Holds as
 * many keys as a scene may have; a patch that makes more of them is refused as a whole.
 */
import {
  RemoteViewError,
  STATE_LIMITS,
  type PlainValue,
  type StateEntry,
  type StatePatch,
} from '@remote-view/protocol';

export type SceneStateValues = Readonly<Record<string, PlainValue>>;

export class SharedState {
  #values: ReadonlyMap<string, PlainValue> = new Map();
  #shown: SceneStateValues = Object.freeze({});
  /** Parts of a patch that others follow. */
  #parts: { whole: boolean; readonly entries: Map<string, PlainValue | undefined> } | null = null;

  /** As of now; another object after a change. */
  get values(): SceneStateValues {
    return this.#shown;
  }

  /**
   * @returns the keys that changed; none where parts are missing or nothing is new
   * @throws RemoteViewError `malformed-message` for more keys than there may be
   */
  receive({ whole, more, entries }: StatePatch): string[] {
    if (this.#parts === null || whole) this.#parts = { whole, entries: new Map() };
    for (const [key, value] of entries) this.#parts.entries.set(key, value);
    // As many may go as come.
    if (this.#parts.entries.size > 2 * STATE_LIMITS.keys) this.#refuse();
    if (more) return [];
    const { whole: isWhole, entries: all } = this.#parts;
    this.#parts = null;
    return this.#apply(isWhole, [...all]);
  }

  /** There is no scene any more. @returns the keys that were there */
  clear(): string[] {
    this.#parts = null;
    return this.#apply(true, []);
  }

  #apply(whole: boolean, entries: readonly StateEntry[]): string[] {
    const before = this.#values;
    const after = new Map(whole ? [] : before);
    for (const [key, value] of entries) {
      if (value === undefined) after.delete(key);
      else after.set(key, value);
    }
    if (after.size > STATE_LIMITS.keys) this.#refuse();
    const keys = new Set([...before.keys(), ...after.keys()]);
    const changed = [...keys].filter((key) => !isSame(before.get(key), after.get(key)));
    if (changed.length === 0) return changed;
    this.#values = after;
    // Not by assignment: a key may be called `__proto__`.
    this.#shown = Object.freeze(Object.fromEntries(after));
    return changed;
  }

  #refuse(): never {
    this.#parts = null;
    throw new RemoteViewError('malformed-message', 'The scene shares more keys than it may.');
  }
}

/** The scene sends values in one form: what is the same has the same text. */
function isSame(one: PlainValue | undefined, other: PlainValue | undefined): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
