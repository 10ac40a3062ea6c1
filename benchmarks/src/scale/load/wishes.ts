/** What a process of the load generator is asked to do, and what it reports. Times are ms; of arrivals by the wall clock. */
import type { Millis } from '@remote-view/protocol';
import type { Tally } from './tally.ts';

interface ToGateways {
  readonly urls: readonly string[];
  readonly atOnce: number;
}

/** Clients with sockets go to the next address when one is lost. */
interface Dialling extends ToGateways {
  /** They begin at each in turn; default: all at the first. */
  readonly dealt?: boolean;
}

export interface Wishes {
  /** Registers so many more hosts. */
  readonly hosts: {
    readonly wish: Dialling & {
      readonly key: string;
      readonly prefix: string;
      readonly count: number;
      readonly slots: number;
    };
    readonly report: { readonly registered: number };
  };
  /** What runs on each host, and what gateways said to them. */
  readonly 'look-at-hosts': {
    readonly wish: object;
    readonly report: { readonly sessions: readonly number[]; readonly told: Tally };
  };
  /** Makes sessions, and keeps them for `join`. */
  readonly create: {
    readonly wish: ToGateways & { readonly key: string; readonly count: number };
    /** `made` by what they were answered with: the state of the session, or the code of the problem. */
    readonly report: { readonly made: Tally; readonly seconds: number; readonly took: readonly Millis[] };
  };
  /** Ends all sessions that were made. */
  readonly 'end-all': {
    readonly wish: ToGateways;
    readonly report: { readonly ended: Tally; readonly seconds: number };
  };
  /** So many more viewers join the sessions that were made, in turn. */
  readonly join: {
    readonly wish: Dialling & { readonly count: number };
    readonly report: { readonly joined: number; readonly failed: Tally; readonly seconds: number };
  };
  /** Viewers send offers, in turn, and wait for the answers. */
  readonly offer: {
    readonly wish: { readonly count: number; readonly atOnce: number };
    readonly report: { readonly took: readonly Millis[]; readonly unanswered: number; readonly seconds: number };
  };
  /** Waits until all clients have a gateway again that they had lost since `since`. */
  readonly return: {
    readonly wish: { readonly since: Millis; readonly within: Millis };
    /** `after`: ms since `since`, of those that are back. `failed`: attempts that came to nothing, by reason. */
    readonly report: { readonly after: readonly Millis[]; readonly away: number; readonly failed: Tally };
  };
  /** All viewers offer until they are answered. */
  readonly reach: {
    readonly wish: { readonly since: Millis; readonly within: Millis };
    readonly report: { readonly after: readonly Millis[]; readonly away: number };
  };
  /** What anybody may ask for. */
  readonly get: {
    readonly wish: ToGateways & { readonly path: string; readonly count: number };
    readonly report: { readonly took: readonly Millis[]; readonly seconds: number };
  };
  /** From now on the store can be asked without a gateway; undefined: one in memory. */
  readonly 'open-store': { readonly wish: { readonly redisUrl: string | undefined }; readonly report: object };
  /** Gives out slots through the store. */
  readonly allocate: {
    readonly wish: { readonly count: number; readonly atOnce: number };
    readonly report: { readonly results: Tally; readonly seconds: number; readonly took: readonly Millis[] };
  };
  /** Has the store decide one thing so often, one after the other. */
  readonly decide: {
    readonly wish: { readonly decision: Decision; readonly count: number; readonly slots: number };
    readonly report: object;
  };
}

/** In an order in which each finds what it needs. */
export const DECISIONS = ['register', 'allocate', 'update', 'session', 'report', 'beat', 'hosts', 'end'] as const;
export type Decision = (typeof DECISIONS)[number];

export type WishName = keyof Wishes;

export type Asked = {
  readonly [Name in WishName]: { readonly id: number; readonly name: Name; readonly wish: Wishes[Name]['wish'] };
}[WishName];

export type Answered =
  | { readonly id: number; readonly report: Wishes[WishName]['report'] }
  | { readonly id: number; readonly error: string };
