/**
 * What was asked of a host or of another gateway, and who waits for the answer: somebody here, or another gateway. Who knows a
 * question's id was asked it, and may answer.
 */
import { randomBytes } from 'node:crypto';
import type { Millis } from '@remote-view/protocol';

/** An answer takes a few milliseconds. */
const WITHIN: Millis = 2_000;
/** At a time; beyond it there is no answer. */
const MAX_WAITING = 256;

interface Waiting<Answer> {
  readonly until: Millis;
  readonly take: (answer: Answer | undefined) => void;
}

export class Questions<Answer> {
  readonly #waiting = new Map<string, Waiting<Answer>>();

  /** @returns `answer`: undefined where there is none in time */
  ask(now: Millis): { readonly request: string; readonly answer: Promise<Answer | undefined> } {
    const request = randomBytes(12).toString('base64url');
    const answer = new Promise<Answer | undefined>((resolve) => this.pass(request, now, resolve));
    return { request, answer };
  }

  /** Another gateway asks. A question that is asked already stays with whoever waits for it. */
  pass(request: string, now: Millis, take: (answer: Answer | undefined) => void): void {
    if (this.#waiting.size >= MAX_WAITING || this.#waiting.has(request)) take(undefined);
    else this.#waiting.set(request, { until: now + WITHIN, take });
  }

  answered(request: string, answer: Answer | undefined): void {
    const waiting = this.#waiting.get(request);
    this.#waiting.delete(request);
    waiting?.take(answer);
  }

  tick(now: Millis): void {
    for (const [request, { until }] of this.#waiting) if (now >= until) this.answered(request, undefined);
  }

  close(): void {
    for (const request of [...this.#waiting.keys()]) this.answered(request, undefined);
  }
}
