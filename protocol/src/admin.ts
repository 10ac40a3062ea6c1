/** Bodies of what operators ask a gateway: its hosts, how it is, and what to do with a host. */
import { Type } from './type.ts';
import type { Static } from 'typebox';
import { HostMachine } from './host-link.ts';
import { SESSION_STATES } from './rest.ts';
import { ErrorCodeSchema, Id, Labels, Resources, SceneInfo, Tenant, Text } from './schema-parts.ts';

const closed = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });
const Share = Type.Number({ minimum: 0, maximum: 1 });
/** RFC 3339. */
const Time = Type.String({ maxLength: 40 });

/**
 * - `ready`: takes sessions. - `draining`: was asked to stop. - `cordoned`: an operator wants no new sessions on it.
 * - `unusable`: says itself that it can take none. - `lost`: its link is cut, its sessions are waited for.
 */
export const HOST_STATES = ['ready', 'draining', 'cordoned', 'unusable', 'lost'] as const;
export type HostState = (typeof HOST_STATES)[number];

/** One of {@link HostList}. */
export const HostInfo = Type.Object(
  {
    id: Id,
    /** That it is linked to. */
    gateway: Id,
    /** Of its process. */
    incarnation: Id,
    state: Type.Unsafe<HostState>({ type: 'string', enum: [...HOST_STATES] }),
    cordoned: Type.Boolean(),
    /** What still runs there then is ended. Missing: nothing is. */
    endsAt: Type.Optional(Time),
    capacity: Count,
    taken: Count,
    /** Sessions that could start at once. */
    warm: Count,
    /** Busy share of all cores. */
    cpu: Share,
    /** Of the machine, MiB. */
    freeMemory: Count,
    labels: Labels,
    resources: Type.Optional(Resources),
    machine: HostMachine,
    scenes: Type.Array(SceneInfo),
    problem: Type.Optional(Type.Object({ code: ErrorCodeSchema, message: Text }, closed)),
  },
  closed,
);
export type HostInfo = Static<typeof HostInfo>;

/** Answer of `GET /v1/admin/hosts`, by name. */
export const HostList = Type.Object({ hosts: Type.Array(HostInfo) }, closed);
export type HostList = Static<typeof HostList>;

/** What the operations on a host name. */
export const HostPath = Type.Object({ host: Id }, closed);

/** Body of `POST /v1/admin/hosts/:host/drain`. */
export const DrainWish = Type.Object(
  {
    /** What still runs there after so long is ended. */
    seconds: Type.Integer({ minimum: 0, maximum: 86_400 }),
  },
  closed,
);
export type DrainWish = Static<typeof DrainWish>;

/** Answer of `POST /v1/admin/hosts/:host/drain`. */
export const Draining = Type.Object({ endsAt: Time }, closed);
export type Draining = Static<typeof Draining>;

/** Answer of `GET /v1/admin/me`: whose key it is, and what it is good for. */
export const Operator = Type.Object({ name: Type.String(), tenant: Tenant, scopes: Type.Array(Type.String()) }, closed);
export type Operator = Static<typeof Operator>;

/** Most that {@link LatencyList} has: those that were heard of last. */
export const MAX_LATENCIES = 1_000;

/** Answer of `GET /v1/admin/latencies`. */
export const LatencyList = Type.Object(
  {
    sessions: Type.Array(Type.Object({ id: Id, /** Median, ms. */ p50: Type.Number({ minimum: 0 }) }, closed), {
      maxItems: MAX_LATENCIES,
    }),
  },
  closed,
);
export type LatencyList = Static<typeof LatencyList>;

const counts = <Name extends string>(names: readonly Name[]) =>
  Type.Object(Object.fromEntries(names.map((name) => [name, Count])) as Record<Name, typeof Count>, closed);

/**
 * Answer of `GET /v1/admin/overview`. Hosts, slots and the line are those of all gateways; the rest is what the gateway that
 * answers knows of itself.
 */
export const Overview = Type.Object(
  {
    gateway: Id,
    /** Gateways that hosts are linked to, and the one that answers. */
    gateways: Count,
    version: Type.String(),
    startedAt: Time,
    hosts: counts(HOST_STATES),
    /** Of hosts that take sessions. */
    slots: Count,
    slotsTaken: Count,
    /** Sessions with a slot, on whatever host. */
    running: Count,
    warm: Count,
    /** Sessions that wait for a slot; more than a thousand are said to be a thousand. */
    queued: Count,
    /** Of the hosts that are linked to this gateway. */
    sessions: counts(SESSION_STATES),
    /** Busy shares of the cores of hosts. */
    cpu: Type.Object({ mean: Share, max: Share }, closed),
    /** From an input to its picture as viewers measured it in the last minute, ms; upper bounds. Missing: nobody did. */
    latency: Type.Optional(Type.Object({ p50: Type.Number(), p95: Type.Number(), samples: Count }, closed)),
    /** Mean delay of the event loop, ms. */
    eventLoopDelay: Type.Number({ minimum: 0 }),
    /** What was refused from outside since the start, by reason. */
    rejections: Type.Array(Type.Object({ reason: Type.String(), count: Count }, closed)),
    /** It is about to stop. */
    draining: Type.Boolean(),
  },
  closed,
);
export type Overview = Static<typeof Overview>;
