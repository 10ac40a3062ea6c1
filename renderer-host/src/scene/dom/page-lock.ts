/** The pointer lock of one document: runs its transitions, keeps the promises of `requestPointerLock`, fires its events. */
import type { LockRequest } from '@remote-view/protocol';
import { FREE, transition, type LockEvent, type LockState } from './pointer-lock.ts';

/** Calls of `requestPointerLock` that wait for one answer; one more is refused at once. */
const MAX_WAITING = 64;

interface Waiting {
  resolve(): void;
  reject(error: DOMException): void;
}

export class PageLock {
  readonly #fire: (type: 'pointerlockchange' | 'pointerlockerror') => void;
  #state: LockState = FREE;
  readonly #waiting: Waiting[] = [];
  /** Sends to the page of one viewer; without it nobody is there who could lock. */
  tell: ((request: LockRequest, viewer: number) => void) | undefined;
  /** The viewer whose button or key was the newest. */
  gesture: number | undefined;

  constructor(fire: (type: 'pointerlockchange' | 'pointerlockerror') => void) {
    this.#fire = fire;
  }

  get locked(): boolean {
    return this.#state.name === 'locked';
  }

  /** Not `async`: that would be another promise around this one, whose refusal nobody looks at either. */
  request(unadjusted: boolean): PromiseLike<void> {
    const answered = new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    // A browser does not mind a refusal that nobody looks at; here it would end the process.
    answered.catch(() => undefined);
    if (this.#waiting.length > MAX_WAITING) this.#reject('too many requests wait', this.#waiting.splice(-1));
    else if (this.tell === undefined) this.#reject('no page shows this canvas', this.#waiting.splice(-1));
    else this.step({ type: 'request', viewer: this.gesture, unadjusted });
    return answered;
  }

  step(event: LockEvent): void {
    const { state, effects } = transition(this.#state, event);
    this.#state = state;
    for (const effect of effects) {
      switch (effect.type) {
        case 'tell':
          this.tell?.(effect.request, effect.viewer);
          break;
        case 'changed':
          this.#fire('pointerlockchange');
          break;
        case 'granted':
          for (const { resolve } of this.#waiting.splice(0)) resolve();
          break;
        case 'refused':
          this.#reject(effect.reason, this.#waiting.splice(-1));
          break;
        case 'failed':
          this.#reject(effect.reason, this.#waiting.splice(0));
          break;
        default:
          effect satisfies never;
      }
    }
  }

  /** This viewer is gone, or the focus of its element: its input is no gesture any more. */
  gone(viewer: number): void {
    if (this.gesture === viewer) this.gesture = undefined;
    this.step({ type: 'gone', viewer });
  }

  #reject(reason: string, waiting: readonly Waiting[]): void {
    const error = new DOMException(`The pointer lock was refused: ${reason}.`, 'NotAllowedError');
    this.#fire('pointerlockerror');
    for (const { reject } of waiting) reject(error);
  }
}
