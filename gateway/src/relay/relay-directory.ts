/**
 * Which two sockets carry one viewer's relayed media, and who may still come: a viewer and a host each got a ticket.
 *
 * A ticket is good once and for a few seconds. A viewer has one relay, a new one takes its place; a session has as many
 * as {@link MAX_RELAYS}, whoever asks for more ends the oldest. Pure.
 */
import type { Millis, SessionId, ViewerId } from '@remote-view/protocol';
import type { RelayTickets } from './relay-tickets.ts';

export interface RelayRequest {
  readonly session: SessionId;
  readonly viewer: ViewerId;
  readonly tickets: RelayTickets;
}

interface Relay<End> extends RelayRequest {
  readonly openedAt: Millis;
  readonly ends: End[];
}

/** A relay is two sockets; a token that leaked cannot be used to open them without end. */
const MAX_RELAYS = 32;

export class RelayDirectory<End> {
  readonly #attachWithin: Millis;
  /** Oldest first. */
  readonly #relays = new Set<Relay<End>>();
  readonly #tickets = new Map<string, Relay<End>>();
  readonly #attached = new Map<End, Relay<End>>();

  constructor(attachWithin: Millis) {
    this.#attachWithin = attachWithin;
  }

  /** Relays that carry something, or are about to. */
  get size(): number {
    return this.#relays.size;
  }

  /** @returns ends of relays that this one replaces, to be closed */
  open(request: RelayRequest, now: Millis): End[] {
    const inSession = [...this.#relays].filter(({ session }) => session === request.session);
    const replaced = inSession.filter(({ viewer }) => viewer === request.viewer);
    if (inSession.length - replaced.length >= MAX_RELAYS) replaced.push(inSession[0]!);
    const ends = replaced.flatMap((relay) => this.#remove(relay));
    const relay: Relay<End> = { ...request, openedAt: now, ends: [] };
    this.#relays.add(relay);
    for (const ticket of ticketsOf(relay)) this.#tickets.set(ticket, relay);
    return ends;
  }

  /** @returns the ends that are there now, this one last; undefined for a ticket that is not good */
  attach(ticket: string, end: End, now: Millis): readonly End[] | undefined {
    const relay = this.#tickets.get(ticket);
    if (relay === undefined || now - relay.openedAt > this.#attachWithin) return undefined;
    this.#tickets.delete(ticket);
    this.#attached.set(end, relay);
    relay.ends.push(end);
    return relay.ends;
  }

  /** An end is gone, and its relay with it. @returns the other end, where there is one */
  detach(end: End): End | undefined {
    const relay = this.#attached.get(end);
    return relay && this.#remove(relay).find((other) => other !== end);
  }

  /** @returns ends to which nobody came, to be closed */
  tick(now: Millis): End[] {
    const late = [...this.#relays].filter(
      ({ ends, openedAt }) => ends.length < 2 && now - openedAt > this.#attachWithin,
    );
    return late.flatMap((relay) => this.#remove(relay));
  }

  #remove(relay: Relay<End>): End[] {
    this.#relays.delete(relay);
    for (const ticket of ticketsOf(relay)) this.#tickets.delete(ticket);
    for (const end of relay.ends) this.#attached.delete(end);
    return relay.ends;
  }
}

function ticketsOf({ tickets }: RelayRequest): readonly string[] {
  return [tickets.viewer, tickets.host];
}
