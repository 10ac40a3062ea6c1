/**
 * What a session keeps while its scene processes come and go: the scene's storage and its newest snapshot.
 *
 * The scene is user code: storage and snapshot are bounded here, whatever the scene's process has checked. A snapshot may
 * be what a scene breaks on; then each new process would break on it again. So one that two processes in a row were lost
 * on, before either gave a snapshot of its own, is dropped.
 */
import { RemoteViewError, type Millis } from '@remote-view/protocol';
import { TokenBucket } from '../token-bucket.ts';
import type { StorageCall, StorageReply } from './child-messages.ts';

export const STORAGE_LIMITS = {
  /** All keys and values as JSON, bytes of UTF-8. */
  bytes: 1_048_576,
  keys: 1_024,
  keyChars: 200,
} as const;

/** A snapshot as JSON, bytes of UTF-8. */
export const SNAPSHOT_BYTES = 1_048_576;

/** Characters that a scene process may send. Our side of it stays far below (`scene/services/`). */
const TRAFFIC = { burst: 33_554_432, perSecond: 4_194_304 } as const;
/** Processes that may be lost on one snapshot. */
const MAX_LOSSES = 2;

export class SessionStore {
  readonly #values = new Map<string, string>();
  readonly #quota: number;
  readonly #traffic = new TokenBucket(TRAFFIC);
  #bytes = 0;
  #snapshot: string | undefined;
  /** Scene processes lost since they were given the present snapshot. */
  #losses = 0;
  /** The process that runs was given it. */
  #restored = false;

  constructor(quota: number = STORAGE_LIMITS.bytes) {
    this.#quota = quota;
  }

  /** @returns false for a scene process that sends more than the host can look at */
  mayTake(text: string | undefined, now: Millis): boolean {
    return this.#traffic.take(text?.length ?? 0, now);
  }

  /** What the next scene process is started with, JSON of the newest snapshot; that it is given it is noted. */
  restore(): { readonly restored?: string } {
    this.#restored = this.#snapshot !== undefined;
    return this.#snapshot === undefined ? {} : { restored: this.#snapshot };
  }

  /** @returns false for one that is larger than it may be: the one before stays */
  keepSnapshot(text: string): boolean {
    if (Buffer.byteLength(text) > SNAPSHOT_BYTES) return false;
    this.#snapshot = text;
    this.#losses = 0;
    this.#restored = false;
    return true;
  }

  /** The scene process failed. @returns whether its snapshot was given up */
  sceneLost(): boolean {
    if (!this.#restored) return false;
    this.#restored = false;
    if (++this.#losses < MAX_LOSSES) return false;
    this.#snapshot = undefined;
    this.#losses = 0;
    return true;
  }

  answer(call: StorageCall): StorageReply {
    const reply = { type: 'stored', call: call.call } as const;
    try {
      return { ...reply, ...this.#perform(call) };
    } catch (thrown) {
      const { code, message } = RemoteViewError.from(thrown);
      return { ...reply, code, message };
    }
  }

  #perform({ operation, key, text = '' }: StorageCall): Partial<StorageReply> {
    switch (operation) {
      case 'get':
        return found(this.#values.get(key));
      case 'set':
        this.#set(key, text);
        return {};
      case 'delete': {
        const before = this.#values.get(key);
        if (before !== undefined) this.#bytes -= Buffer.byteLength(key) + Buffer.byteLength(before);
        this.#values.delete(key);
        return found(before === undefined ? undefined : '');
      }
      case 'keys':
        return { keys: [...this.#values.keys()] };
      default:
        return operation satisfies never;
    }
  }

  #set(key: string, text: string): void {
    const before = this.#values.get(key);
    const replaced = before === undefined ? 0 : Buffer.byteLength(key) + Buffer.byteLength(before);
    const bytes = this.#bytes - replaced + Buffer.byteLength(key) + Buffer.byteLength(text);
    if (bytes > this.#quota || (before === undefined && this.#values.size >= STORAGE_LIMITS.keys)) {
      throw new RemoteViewError('message-too-large', "The session's storage is full.", {
        context: { bytes, maxBytes: this.#quota, maxKeys: STORAGE_LIMITS.keys },
      });
    }
    this.#bytes = bytes;
    this.#values.set(key, text);
  }
}

function found(text: string | undefined): Partial<StorageReply> {
  return text === undefined ? {} : { text };
}
