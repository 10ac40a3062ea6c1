/** What may happen in a cluster, in any order, to tell stores by that should do the same. */
import fc from 'fast-check';
import { rest, type HostId, type SessionId } from '@remote-view/protocol';
import { hostEntry, newSession, report, type TestCluster } from './contract/stage.ts';
import type { ClusterStore, HostEntry, NewSession } from './cluster-store.ts';

/** One thing that happens, with all that it takes. */
export type Happening = (world: World) => Promise<unknown>;

/** A cluster with two gateways, each of which beats for the hosts that it registered. */
export class World {
  readonly clock: TestCluster['clock'];
  readonly gateways: readonly [ClusterStore, ClusterStore];
  readonly linked: readonly [Map<HostId, HostEntry>, Map<HostId, HostEntry>] = [new Map(), new Map()];
  /** Sessions that were asked for. */
  asked = 0;

  constructor({ clock, join }: TestCluster) {
    this.clock = clock;
    this.gateways = [join('a'), join('b')];
  }

  async open(): Promise<this> {
    for (const gateway of this.gateways) await gateway.open(() => {});
    return this;
  }

  async seen(): Promise<unknown> {
    const [one, other] = this.gateways;
    const { sessions } = await other.sessions({ limit: 1_000 });
    return { hosts: await one.hosts(), sessions, waiting: await one.waiting() };
  }
}

const anyOf = <const T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const gateway = anyOf<0 | 1>(0, 1);
const host = anyOf('h1', 'h2', 'h3', 'h4').map((id) => id as HostId);
/** How many were asked for since. */
const session = fc.nat(12);
const named = ({ asked }: World, back: number): SessionId => `s${Math.max(0, asked - back)}` as SessionId;
const incarnation = anyOf('i1', 'i1', 'i1', 'i2', 'i3');
const regions = ['eu', 'us', 'ap'] as const;
const hostLabels = fc
  .tuple(anyOf(...regions), fc.boolean())
  .map(([region, gpu]) => [`region=${region}`, ...(gpu ? ['gpu=l4'] : [])]);
const labels = anyOf([], [], ['gpu=l4'], ['region=eu'], ['gpu=l4', 'region=us']).map((all) => [...all]);
const priority = anyOf(...rest.PRIORITIES);
const rtt = fc.array(fc.record({ region: anyOf(...regions), ms: anyOf(10, 20, 20.1, 50, 58, 60, 61, 100, 200) }), {
  minLength: 1,
  maxLength: 3,
});

const scene = fc.record(
  {
    name: anyOf('cube', 'cube', 'atlas'),
    title: fc.constant('T'),
    description: fc.constant(''),
    version: anyOf('1', '2'),
    needs: fc.record({ gpuMemory: anyOf(0, 100, 300), cpu: anyOf(0, 500) }, { requiredKeys: [] }),
  },
  { requiredKeys: ['name', 'title', 'description'] },
);

const anyHost: fc.Arbitrary<Partial<HostEntry>> = fc.record(
  {
    incarnation,
    capacity: fc.integer({ min: 1, max: 3 }),
    scenes: fc.array(scene, { maxLength: 3 }),
    labels: hostLabels,
    resources: fc.record({ gpuMemory: anyOf(100, 400), cpu: anyOf(500, 2_000) }, { requiredKeys: [] }),
    problem: fc.constant({ code: 'no-gpu-adapter', message: 'No driver.' } as const),
  },
  { requiredKeys: ['incarnation', 'capacity'] },
);
// Hosts that anything can run on are what most of it needs.
const usableHost = fc.record({
  incarnation: fc.constant('i1'),
  capacity: fc.integer({ min: 1, max: 3 }),
  labels: hostLabels,
});

const anySession: fc.Arbitrary<Partial<NewSession>> = fc.record(
  {
    scene: anyOf('cube', 'cube', 'cube', 'atlas'),
    version: anyOf('1', '2'),
    tenant: anyOf('t', 'u'),
    priority,
    placement: fc.record({ labels, rtt }, { requiredKeys: [] }),
  },
  { requiredKeys: ['scene', 'tenant', 'priority'] },
);

const registers = (what: fc.Arbitrary<Partial<HostEntry>>): fc.Arbitrary<Happening> =>
  fc
    .tuple(gateway, host, what, fc.subarray(['s1', 's2', 's5', 's9', 'x1', 'x2'], { maxLength: 2 }), fc.boolean())
    .map(([at, id, more, running, isProven]) => async ({ gateways, linked }) => {
      const entry = hostEntry(id, 1, { ...more, gateway: gateways[at].gateway });
      linked[at].set(id, entry);
      return gateways[at].registerHost(
        entry,
        running.map((each) => newSession(each)),
        new Set(isProven ? [] : running.slice(0, 1).map((each) => each as SessionId)),
      );
    });

const rarely = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });

const allocates = fc
  .tuple(
    gateway,
    anySession,
    rarely(anyOf('k1', 'k2')),
    anyOf('d1', 'd1', 'd2'),
    rarely(anyOf(3, 5)),
    rarely(anyOf(0, 1, 2)),
  )
  .map(([at, more, key, digest, quota, places]): Happening => async (world) => {
    const idempotency = key === null ? {} : { idempotency: { key, digest } };
    const limits = { ...(quota === null ? {} : { quota }), ...(places === null ? {} : { places }) };
    const asked = newSession(named(world, -1), more);
    world.asked += 1;
    return world.gateways[at].allocate(asked, { ...idempotency, ...limits });
  });

async function beat({ gateways, linked }: World, at: 0 | 1): Promise<unknown> {
  const { placed, fenced, forgotten } = await gateways[at].beat([...linked[at].values()]);
  for (const id of [...fenced, ...forgotten]) linked[at].delete(id);
  return { placed: placed.map(({ id, host: on }) => `${id} on ${on}`).sort(), fenced, forgotten };
}

const beats = gateway.map(
  (at): Happening =>
    (world) =>
      beat(world, at),
);

/** Time in which everybody is there. */
const passes = anyOf(1, 1_000, 2_000, 2_500, 2_501, 5_000).map((time): Happening => async (world) => {
  world.clock.now += time;
  return [await beat(world, 0), await beat(world, 1)];
});

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 2, arbitrary: registers(anyHost) },
  { weight: 2, arbitrary: registers(usableHost) },
  { weight: 16, arbitrary: allocates },
  { weight: 2, arbitrary: beats },
  { weight: 8, arbitrary: passes },
  {
    weight: 8,
    arbitrary: fc.tuple(gateway, session).map(
      ([at, id]): Happening =>
        async (world) =>
          world.gateways[at].end(named(world, id), { code: 'session-ended', message: 'Over.' }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(gateway, session, host, anyOf('starting', 'active', 'ended'), fc.nat(3)).map(
      ([at, id, on, state, viewers]): Happening =>
        async (world) =>
          world.gateways[at].update(named(world, id), on, { state, viewers }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(gateway, fc.uniqueArray(session, { maxLength: 6 })).map(
      ([at, ids]): Happening =>
        async (world) =>
          // How long it takes is estimated by what each store still knows of hosts that are gone.
          [...(await world.gateways[at].waitFor(ids.map((back) => named(world, back))))].map(([id, news]) =>
            news.state === 'left' ? id : [id, news.position],
          ),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(gateway, host, incarnation, fc.nat(2), fc.boolean()).map(
      ([at, id, process, warm, draining]): Happening =>
        async ({ gateways }) =>
          gateways[at].reportHost(id, process, report({ warm, draining })),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(gateway, host, incarnation).map(
      ([at, id, process]): Happening =>
        async ({ gateways }) =>
          gateways[at].unlinkHost(id, process),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(gateway, host, fc.boolean()).map(
      ([at, id, cordoned]): Happening =>
        async ({ gateways }) =>
          gateways[at].cordonHost(id, cordoned),
    ),
  },
  {
    weight: 1,
    arbitrary: anyOf(9_999, 10_000, 16_000, 25_000, 301_000).map((time): Happening => async (world) => {
      world.clock.now += time;
    }),
  },
);

/** Begins with some hosts: without any, little can happen. */
export const histories = fc
  .tuple(
    fc.array(registers(usableHost), { minLength: 2, maxLength: 5 }),
    fc.array(happening, { maxLength: 80, size: 'max' }),
  )
  .map(([hosts, others]) => [...hosts, ...others]);
