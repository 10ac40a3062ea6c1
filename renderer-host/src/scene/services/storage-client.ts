/** The scene's end of its session's storage, which the agent keeps: calls go there and are answered in their order. */
import { isErrorCode, RemoteViewError, type Millis, type PlainValue } from '@remote-view/protocol';
import type { StorageCall, StorageReply } from '../../agent/child-messages.ts';
import { STORAGE_LIMITS } from '../../agent/session-store.ts';
import { TokenBucket } from '../../token-bucket.ts';
import type { SceneStorage } from '../sdk/services.ts';
import { assertKey, fromJsonText, toJsonText } from './json-text.ts';

const MAX_UNANSWERED = 64;
/** Bytes that may go to the agent, which has other sessions to look after. A call by itself counts for some. */
const BUDGET = { burst: 8_388_608, perSecond: 1_048_576 } as const;
const CALL_BYTES = 256;

interface Unanswered {
  resolve(reply: StorageReply): void;
  reject(error: RemoteViewError): void;
}

export class StorageClient implements SceneStorage {
  readonly #call: (call: StorageCall) => void;
  readonly #now: () => Millis;
  readonly #budget = new TokenBucket(BUDGET);
  readonly #unanswered = new Map<number, Unanswered>();
  #calls = 0;

  /** @param now milliseconds of a clock that does not jump */
  constructor(call: (call: StorageCall) => void, now: () => Millis) {
    this.#call = call;
    this.#now = now;
  }

  async get(key: string): Promise<PlainValue | undefined> {
    assertKey(key, STORAGE_LIMITS.keyChars);
    const { text } = await this.#ask({ operation: 'get', key });
    return text === undefined ? undefined : fromJsonText(text);
  }

  async set(key: string, value: PlainValue): Promise<void> {
    assertKey(key, STORAGE_LIMITS.keyChars);
    const text = toJsonText(value, STORAGE_LIMITS.bytes, `The value of '${key}'`);
    await this.#ask({ operation: 'set', key, text });
  }

  async delete(key: string): Promise<boolean> {
    assertKey(key, STORAGE_LIMITS.keyChars);
    const { text } = await this.#ask({ operation: 'delete', key });
    return text !== undefined;
  }

  async keys(): Promise<string[]> {
    const { keys = [] } = await this.#ask({ operation: 'keys', key: '' });
    return [...keys];
  }

  answered(reply: StorageReply): void {
    const waiting = this.#unanswered.get(reply.call);
    this.#unanswered.delete(reply.call);
    if (reply.code === undefined) waiting?.resolve(reply);
    else waiting?.reject(new RemoteViewError(isErrorCode(reply.code) ? reply.code : 'internal', reply.message));
  }

  close(): void {
    const waiting = [...this.#unanswered.values()];
    this.#unanswered.clear();
    for (const { reject } of waiting) reject(new RemoteViewError('session-ended', 'The scene is being stopped.'));
  }

  async #ask(call: Omit<StorageCall, 'type' | 'call'>): Promise<StorageReply> {
    if (this.#unanswered.size >= MAX_UNANSWERED) {
      throw new RemoteViewError('rate-limited', `More than ${MAX_UNANSWERED} calls to the storage wait for an answer.`);
    }
    if (!this.#budget.take(CALL_BYTES + (call.text?.length ?? 0), this.#now())) {
      throw new RemoteViewError('rate-limited', 'The scene stores more than 1 MiB a second.');
    }
    const number = ++this.#calls;
    return new Promise((resolve, reject) => {
      this.#unanswered.set(number, { resolve, reject });
      this.#call({ type: 'storage', call: number, ...call });
    });
  }
}
