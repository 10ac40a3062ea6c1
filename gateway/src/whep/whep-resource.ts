/**
 * One player that speaks WHEP: the exchange's view of it is a viewer, HTTP's a resource that a request made and another one
 * deletes. What happens to it when says `resource-state.ts`.
 */
import type { Millis, SessionId } from '@remote-view/protocol';
import { hashToken, newId, sameHash } from '../sessions/token.ts';
import type { IceServers, ToViewer } from '../wire/messages.ts';
import type { ViewerEnd } from '../wire/viewer-end.ts';
import {
  JOINING,
  transition,
  type Refusal,
  type ResourceEffect,
  type ResourceEvent,
  type ResourceState,
} from './resource-state.ts';

export type Outcome =
  | { readonly answered: true; readonly sdp: string; readonly iceServers: IceServers }
  | ({ readonly answered: false } & Refusal);

export interface WhepResourceHandlers {
  /** Its token was right: the host is to get its offer. */
  offer(): void;
  /** Once, whatever came before. */
  left(): void;
}

export interface WhepOffer {
  readonly session: SessionId;
  readonly token: string;
  readonly sdp: string;
  /** For an answer, ms. */
  readonly within: Millis;
}

export class WhepResource implements ViewerEnd {
  readonly id = newId();
  readonly session: SessionId;
  /** Of its ICE session, of which there is one: it never restarts (RFC 9725 section 4.3.1). */
  readonly etag = `"${newId()}"`;
  /** Undefined where its offer names none, which the host refuses. */
  readonly iceUfrag: string | undefined;
  /** Settles with the answer to its request; never rejects. Undefined where nobody waits for it any more. */
  readonly outcome: Promise<Outcome | undefined>;
  readonly #tokenHash: string;
  readonly #handlers: WhepResourceHandlers;
  readonly #settle: (outcome: Outcome | undefined) => void;
  readonly #timer: NodeJS.Timeout;
  #state: ResourceState = JOINING;

  constructor({ session, token, sdp, within }: WhepOffer, handlers: WhepResourceHandlers) {
    this.session = session;
    this.iceUfrag = /^a=ice-ufrag:(\S{1,256})\r?$/mu.exec(sdp)?.[1];
    this.#tokenHash = hashToken(token);
    this.#handlers = handlers;
    const { promise, resolve } = Promise.withResolvers<Outcome | undefined>();
    this.outcome = promise;
    this.#settle = resolve;
    this.#timer = setTimeout(() => this.#take({ type: 'late' }), within);
  }

  get isPlaying(): boolean {
    return this.#state.name === 'playing';
  }

  /** Whether this is the token that it was made with. */
  isOf(token: string): boolean {
    return sameHash(hashToken(token), this.#tokenHash);
  }

  send(message: ToViewer): void {
    this.#take({ type: 'told', message });
  }

  close(): void {
    this.#take({ type: 'closed' });
  }

  /** Its media at the host is over: it has nothing else, and no way to ask for more. */
  mediaGone(): void {
    this.#take({ type: 'closed' });
  }

  /** The player ends it, or has not waited for its answer. */
  leave(): void {
    this.#take({ type: 'left' });
  }

  #take(event: ResourceEvent): void {
    const { state, effects } = transition(this.#state, event);
    // First, since what is done may say something again.
    this.#state = state;
    if (state.name === 'playing' || state.name === 'over') clearTimeout(this.#timer);
    for (const effect of effects) this.#do(effect);
  }

  #do(effect: ResourceEffect): void {
    switch (effect.type) {
      case 'offer':
        return this.#handlers.offer();
      case 'answer':
        return this.#settle({ answered: true, sdp: effect.sdp, iceServers: effect.iceServers });
      case 'refuse': {
        const { type: _, ...refusal } = effect;
        return this.#settle({ answered: false, ...refusal });
      }
      case 'leave':
        this.#settle(undefined);
        return this.#handlers.left();
      default:
        effect satisfies never;
    }
  }
}
