/**
 * A WHEP player in a session, from its request on (draft-ietf-wish-whep): a viewer without a socket. What the gateway would tell a
 * socket becomes the one answer to the request, and later on the end of the resource; there is nothing in between.
 *
 * Pure.
 */
import { ERRORS, type ErrorCode } from '@remote-view/protocol';
import type { IceServers, ToViewer } from '../wire/messages.ts';

export type ResourceState =
  /** Its token is being looked at. */
  | { readonly name: 'joining' }
  /** Its offer is at the host. */
  | { readonly name: 'offering'; readonly iceServers: IceServers }
  /** It was answered. */
  | { readonly name: 'playing' }
  | { readonly name: 'over' };

export type ResourceEvent =
  /** What a socket would be told. */
  | { readonly type: 'told'; readonly message: ToViewer }
  /** A socket would be closed, or its media is over. */
  | { readonly type: 'closed' }
  /** An answer has been waited for long enough. */
  | { readonly type: 'late' }
  /** The player ends it, or has not waited for its answer. */
  | { readonly type: 'left' };

/** Why there is no answer. `retryAfter`: when it may be worth another try, seconds. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryAfter?: number;
}

export type ResourceEffect =
  | { readonly type: 'offer' }
  | { readonly type: 'answer'; readonly sdp: string; readonly iceServers: IceServers }
  | ({ readonly type: 'refuse' } & Refusal)
  /** It is no viewer of the session any more, and its media ends. */
  | { readonly type: 'leave' };

export interface Step {
  readonly state: ResourceState;
  readonly effects: readonly ResourceEffect[];
}

/** The one offer that a resource makes. */
export const PEER = 'whep';
export const JOINING: ResourceState = { name: 'joining' };
const OVER: ResourceState = { name: 'over' };

export function transition(state: ResourceState, event: ResourceEvent): Step {
  switch (state.name) {
    case 'joining':
    case 'offering':
      return beforeAnswer(state, event);
    case 'playing':
      return isEnd(event) ? { state: OVER, effects: [{ type: 'leave' }] } : { state, effects: [] };
    case 'over':
      return { state, effects: [] };
    default:
      return state satisfies never;
  }
}

/** A stream process that was replaced knows nothing of this player, which has no way to hear of it. */
function isEnd(event: ResourceEvent): boolean {
  if (event.type === 'told') return event.message.type === 'ended' || event.message.type === 'renegotiate';
  return event.type === 'closed' || event.type === 'left';
}

function beforeAnswer(state: Extract<ResourceState, { name: 'joining' | 'offering' }>, event: ResourceEvent): Step {
  switch (event.type) {
    case 'told':
      return told(state, event.message);
    case 'closed':
      return refuse('unavailable');
    case 'late':
      return refuse('unavailable', 'The renderer host did not answer in time. Try again.');
    case 'left':
      return { state: OVER, effects: [{ type: 'leave' }] };
    default:
      return event satisfies never;
  }
}

function told(state: Extract<ResourceState, { name: 'joining' | 'offering' }>, message: ToViewer): Step {
  switch (message.type) {
    case 'joined':
      return state.name === 'joining' ? joined(message) : { state, effects: [] };
    case 'answer': {
      if (state.name === 'joining' || message.peer !== PEER) return { state, effects: [] };
      const { sdp } = message;
      return { state: { name: 'playing' }, effects: [{ type: 'answer', sdp, iceServers: state.iceServers }] };
    }
    case 'error':
    case 'ended':
    case 'renegotiate':
      return refuse(message.code, message.message);
    // Of the queue, which it is not in, and of the relay, which it has not asked for.
    case 'queued':
    case 'admitted':
    case 'relay':
      return { state, effects: [] };
    default:
      return message satisfies never;
  }
}

/** Nobody holds a request open for minutes: who has to wait for a slot asks again, and so keeps its session in the line. */
function joined({ iceServers, queue }: Extract<ToViewer, { type: 'joined' }>): Step {
  if (queue === undefined) return { state: { name: 'offering', iceServers }, effects: [{ type: 'offer' }] };
  const text = `The session waits for a renderer host, as number ${queue.position} in the line. Try again.`;
  return refuse('no-capacity', text, Math.min(LONGEST_RETRY, Math.max(SHORTEST_RETRY, queue.etaSeconds ?? 0)));
}

/** s; less than a session keeps its place in the line while nobody is connected for it. */
const LONGEST_RETRY = 20;
const SHORTEST_RETRY = 3;

function refuse(code: ErrorCode, message: string = ERRORS[code].text, retryAfter?: number): Step {
  const refusal = { type: 'refuse', code, message, ...(retryAfter === undefined ? {} : { retryAfter }) } as const;
  return { state: OVER, effects: [refusal, { type: 'leave' }] };
}
