/**
 * What a scene shares with its pages, and which of it they have not been told. Bounded by `STATE_LIMITS`: a change that
 * would be beyond them is refused as a whole. What changes several times between two patches is told once.
 */
import { LIMITS, STATE_LIMITS, type PlainValue, type StateEntry, type StatePatch } from '@remote-view/protocol';
import { assertKey, fromJsonText, tooLarge, toJsonText } from './json-text.ts';

interface Held {
  /** JSON. */
  readonly text: string;
  readonly value: PlainValue;
  /** Of key and value, UTF-8. */
  readonly bytes: number;
}

/** One message less its envelope. */
const PART_BYTES = LIMITS.eventsBytes - 1_024;
/** What MessagePack puts before a text, twice. */
const OVERHEAD = 10;

export class StateLedger {
  readonly #held = new Map<string, Held>();
  readonly #untold = new Set<string>();
  #bytes = 0;

  get keys(): readonly string[] {
    return [...this.#held.keys()];
  }

  get hasNews(): boolean {
    return this.#untold.size > 0;
  }

  get(key: string): PlainValue | undefined {
    return this.#held.get(key)?.value;
  }

  /** @throws RemoteViewError `malformed-message`, `message-too-large` */
  set(key: string, value: PlainValue): void {
    assertKey(key, STATE_LIMITS.keyChars);
    const text = toJsonText(value, STATE_LIMITS.valueBytes, `The value of '${key}'`);
    const before = this.#held.get(key);
    if (before?.text === text) return;
    const bytes = Buffer.byteLength(key) + Buffer.byteLength(text);
    const total = this.#bytes - (before?.bytes ?? 0) + bytes;
    const keys = this.#held.size + (before === undefined ? 1 : 0);
    if (keys > STATE_LIMITS.keys) throw tooLarge('The scene shares too many keys.', { maxKeys: STATE_LIMITS.keys });
    if (total > STATE_LIMITS.totalBytes) {
      throw tooLarge('The scene shares too much.', { bytes: total, maxBytes: STATE_LIMITS.totalBytes });
    }
    this.#bytes = total;
    this.#held.set(key, { text, value: fromJsonText(text), bytes });
    this.#untold.add(key);
  }

  delete(key: string): boolean {
    const before = this.#held.get(key);
    if (before === undefined) return false;
    this.#bytes -= before.bytes;
    this.#held.delete(key);
    this.#untold.add(key);
    return true;
  }

  /** What changed since the last call of this or of {@link whole}; empty where nothing did. */
  patch(): StatePatch[] {
    const keys = [...this.#untold];
    this.#untold.clear();
    return keys.length === 0 ? [] : this.#parts(keys, false);
  }

  /** All of it, for who knows nothing. */
  whole(): StatePatch[] {
    this.#untold.clear();
    return this.#parts([...this.#held.keys()], true);
  }

  #parts(keys: readonly string[], whole: boolean): StatePatch[] {
    const parts: StateEntry[][] = [[]];
    let room = PART_BYTES;
    for (const key of keys) {
      const held = this.#held.get(key);
      const bytes = (held?.bytes ?? Buffer.byteLength(key)) + OVERHEAD;
      if (bytes > room) {
        parts.push([]);
        room = PART_BYTES;
      }
      room -= bytes;
      parts.at(-1)?.push([key, held?.value]);
    }
    const last = parts.length - 1;
    return parts.map((entries, part) => ({ type: 'state', whole: whole && part === 0, more: part < last, entries }));
  }
}
