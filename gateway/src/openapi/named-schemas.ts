/**
 * The bodies that have a name, so that programs which are written from the description have a type for each; and what their fields
 * mean. The schemas themselves are those that requests are checked with. What a field means is said here and not there, because
 * pages load them.
 */
import type { TSchema } from 'typebox';
import { admin, hostLink, PublicKey, rest, SessionRules } from '@remote-view/protocol';

export const NAMED: Readonly<Record<string, TSchema>> = {
  CreateSession: rest.CreateSession,
  CreatedSession: rest.CreatedSession,
  SessionInfo: rest.SessionInfo,
  SessionList: rest.SessionList,
  SessionRules,
  Placement: rest.Placement,
  TokenWish: rest.TokenWish,
  GrantedToken: rest.GrantedToken,
  SceneInfo: rest.SceneList.properties.scenes.items,
  SceneList: rest.SceneList,
  RegionList: rest.RegionList,
  IceServer: rest.CreatedSession.properties.iceServers.items,
  HostMachine: hostLink.HostMachine,
  PublicKey,
  Operator: admin.Operator,
  Overview: admin.Overview,
  HostInfo: admin.HostInfo,
  HostList: admin.HostList,
  LatencyList: admin.LatencyList,
  DrainWish: admin.DrainWish,
  Draining: admin.Draining,
  Problem: rest.Problem,
};

const RULES = {
  control: '`shared`: everybody acts; `exclusive`: one viewer at a time, and others may ask for it.',
  controlIdleSeconds: 'Silence after which control goes to the next, while somebody asks.',
  afkAfterSeconds: 'The session ends when nobody has sent input for so long; 0: never.',
  graceSeconds: 'The session ends when nobody was connected for so long.',
  maxSeconds: 'The session ends so long after it was given its slot; 0: never.',
};

const GRANT = {
  role: '`owner` may also end the session and let others in, `controller` acts in the scene, `spectator` looks on.',
  rights: 'What the viewer may send. Default: all that the role has.',
};

export const EXAMPLES: Readonly<Record<string, object>> = {
  CreateSession: { scene: 'points', labels: ['order=4711'], maxSeconds: 3_600 } satisfies rest.CreateSession,
  TokenWish: { role: 'spectator', seconds: 3_600 } satisfies rest.TokenWish,
};

/** Of addresses, queries and headers, by name. */
export const PARAMETERS: Readonly<Record<string, string>> = {
  session: 'The id of the session.',
  resource: "The last part of the address in the answer's `Location`.",
  'idempotency-key': 'The same key with the same request means the same session, for a day.',
  state: 'Only sessions in this state.',
  label: 'Only sessions with this label; several: with all of them.',
  tenant: 'Only sessions of this tenant. For admin keys.',
  limit: 'At most so many, 1 to 1,000; default 100.',
  after: '`next` of the answer before: the list goes on there.',
  hosts: 'Not ready with fewer hosts that take sessions.',
  host: 'The name of the host.',
};

/** By the name of the schema and the field. */
export const FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CreateSession: {
    scene: 'Name of the scene.',
    version: 'Hosts that have this version of it, and no others.',
    placement: 'Which hosts the session may run on.',
    priority: 'Where all slots are taken: who is in a higher class goes first.',
    labels: '`key=value`, to find the session by.',
    metadata: "The backend's own text; given back as it is.",
    token: 'What the token in the answer grants. Default: all that an owner may.',
    ...RULES,
  },
  CreatedSession: {
    id: 'Names the session. It grants nothing.',
    token: 'Lets its bearer join this session, and no other.',
    scene: 'Name of the scene.',
    state: '`starting`, or `queued` where all slots are taken.',
    iceServers: 'For the `RTCPeerConnection` of a viewer.',
  },
  SessionInfo: {
    id: 'Names the session.',
    tenant: 'Whose key made it.',
    scene: 'Name of the scene.',
    state:
      '`queued`: waits for a slot; `starting`: its processes start; `ready`: nobody has joined; `active`; `disconnected`: nobody is connected any more; `ended`.',
    reason: 'Why it ended.',
    host: 'Where it runs.',
    priority: 'Its class in the line.',
    labels: 'What it was labelled with.',
    metadata: 'What it was made with.',
    rules: 'The rules that it was made with, defaults included.',
    viewers: 'Peer connections that are alive.',
    createdAt: 'RFC 3339.',
  },
  SessionList: { sessions: 'The newest first.', next: 'There may be more: ask again with this as `after`.' },
  SessionRules: RULES,
  Placement: {
    labels: 'What a host must be labelled with, all of it.',
    rtt: 'Round trips from the viewer to regions, ms: the nearest is preferred.',
  },
  TokenWish: {
    ...GRANT,
    subject: 'Whoever the backend says that the viewer is.',
    seconds: 'The token is good for so long.',
  },
  GrantedToken: { token: 'For a viewer.', ...GRANT, expiresAt: 'RFC 3339.' },
  SceneInfo: {
    name: 'What it is asked for by.',
    title: 'For people.',
    description: 'For people.',
    version: 'Of its sources.',
    needs: 'What a session of it takes beside a slot: MiB of GPU memory, thousandths of a core.',
  },
  SceneList: { scenes: 'By name.' },
  RegionList: { regions: 'Name, and an address in it that a page can measure the way to.' },
  IceServer: {
    urls: '`stun:`, `turn:` and `turns:` addresses.',
    username: 'For TURN; it ends by itself.',
    credential: 'For TURN; it ends by itself.',
  },
  HostMachine: { adapter: 'GPU.', software: 'It renders without a GPU.', encoder: 'Of its video.' },
  PublicKey: { kty: 'RFC 7517.', crv: 'RFC 8037.', x: 'The key.', kid: 'Its name in tokens.' },
  Operator: {
    name: 'Of the key.',
    tenant: 'Of the key.',
    scopes: 'What it is good for.',
  },
  Overview: {
    gateway: 'That answers; anew with each of its starts.',
    gateways: 'Those that hosts are linked to, and the one that answers.',
    version: 'Of the gateway that answers.',
    startedAt: 'RFC 3339.',
    hosts: 'How many, by state.',
    slots: 'Of hosts that take sessions.',
    slotsTaken: 'Of those slots.',
    running: 'Sessions with a slot, on whatever host.',
    warm: 'Sessions that could start at once.',
    queued: 'Sessions that wait for a slot; 1,000 means that many or more.',
    sessions: 'Of the hosts that are linked to this gateway, by state.',
    cpu: 'Busy shares of the cores of hosts, 0 to 1.',
    latency:
      'From an input to its picture as viewers at this gateway measured it in the last minute, ms. Missing where none did.',
    eventLoopDelay: 'Mean, of this gateway, ms.',
    rejections: 'What this gateway refused since its start, by reason, the most frequent first.',
    draining: 'This gateway is about to stop.',
  },
  HostInfo: {
    id: 'Its name.',
    gateway: 'That it is linked to.',
    incarnation: 'Of its process: anew with each start.',
    state:
      '`ready`: takes sessions; `draining`: was asked to stop; `cordoned`: an operator wants no new sessions on it; `unusable`: can take none; `lost`: its link is cut, its sessions are waited for.',
    cordoned: 'An operator wants no new sessions on it, whatever its state is.',
    endsAt: 'What still runs there then is ended; known to the gateway alone that was asked. RFC 3339.',
    capacity: 'Slots.',
    taken: 'Slots that are taken.',
    warm: 'Sessions that could start at once.',
    cpu: 'Busy share of all cores, 0 to 1.',
    freeMemory: 'Of the machine, MiB.',
    labels: 'As it was configured.',
    resources: 'What there is for all sessions together: MiB of GPU memory, thousandths of a core.',
    machine: 'What it renders and encodes with.',
    scenes: 'What it offers.',
    problem: 'Why it can take no sessions.',
  },
  HostList: { hosts: 'By name.' },
  LatencyList: { sessions: 'Those whose viewers said something in the last minute; the median of each, ms.' },
  DrainWish: { seconds: 'What still runs there after so long is ended.' },
  Draining: { endsAt: 'When what still runs there is ended. RFC 3339.' },
  Problem: {
    type: '`urn:remote-view:` and the code.',
    title: 'What the code means; always the same.',
    status: 'That of the answer.',
    detail: 'What happened this time, for people.',
    code: 'For programs; docs/protocol.md lists all of them.',
    instance: "Names the request, in the gateway's log too.",
  },
};
