/**
 * Who is in the session, who of them may act, and whether anybody still uses it. This is the one place on the host that decides
 * what of a viewer reaches the scene.
 */
import type {
  AfkNotice,
  ControlInfo,
  ControlRequest,
  Here,
  Millis,
  SessionRules,
  ViewerData,
} from '@remote-view/protocol';
import { TokenBucket } from '../../token-bucket.ts';
import { AfkWatch } from '../afk/afk-watch.ts';
import { SignsOfUse } from '../afk/signs-of-use.ts';
import { EMPTY_DESK, stateOf, transition, type Desk, type DeskEvent, type Who } from './control-desk.ts';

export type Role = 'controller' | 'spectator';

export interface AttendanceHandlers {
  tell(viewer: number, data: ControlInfo | AfkNotice): void;
  /** To the scene. Who is not spoken of is a controller. */
  role(viewer: number, role: Role): void;
  /** Nobody has used the session for too long. */
  abandoned(): void;
}

interface Attendant {
  readonly who: Who;
  /** It may or can look on and no more: it is never at the desk, and that it is there keeps nothing going. */
  readonly onlooker: boolean;
  /** It hears what it is told. */
  listening: boolean;
  role: Role;
  /** What it knows of the control. */
  told: string;
  /** Each request for control is told to everybody. */
  readonly requests: TokenBucket;
  readonly signs: SignsOfUse;
}

/** Of one connection; what is more is refused, and nobody else hears of it. */
const REQUESTS = { burst: 10, perSecond: 1 };
/** What of a viewer that looks on reaches the scene: how it shows the picture, and how its user wants to see things. */
const FOR_EVERYBODY: ReadonlySet<ViewerData['type']> = new Set(['resize', 'preferences', 'ping']);

export class Attendance {
  readonly #handlers: AttendanceHandlers;
  readonly #viewers = new Map<number, Attendant>();
  readonly #afk: AfkWatch;
  readonly #idleAfter: Millis;
  /** Undefined where everybody acts. */
  #desk: Desk | undefined;
  #endsAt: Millis | undefined;

  constructor({ control, controlIdleSeconds, afkAfterSeconds }: SessionRules, handlers: AttendanceHandlers) {
    this.#handlers = handlers;
    this.#afk = new AfkWatch(afkAfterSeconds * 1_000);
    this.#idleAfter = controlIdleSeconds * 1_000;
    this.#desk = control === 'exclusive' ? EMPTY_DESK : undefined;
  }

  /**
   * @param who the same for every connection of one viewer
   * @param onlooker its token lets it look on and no more, or it can say nothing
   */
  joined(viewer: number, who: Who, onlooker: boolean, now: Millis): void {
    const own = { requests: new TokenBucket(REQUESTS), signs: new SignsOfUse() };
    const role = onlooker ? 'spectator' : 'controller';
    this.#viewers.set(viewer, { who, onlooker, listening: false, role, told: '', ...own });
    this.#afk.begin(now);
    if (onlooker) this.#handlers.role(viewer, role);
    else this.#step({ type: 'joined', who }, now);
  }

  left(viewer: number, now: Millis): void {
    const gone = this.#viewers.get(viewer);
    this.#viewers.delete(viewer);
    if (gone === undefined || gone.onlooker) return;
    const others = [...this.#viewers.values()];
    if (others.some(({ who, onlooker }) => who === gone.who && !onlooker)) return;
    this.#step({ type: 'left', who: gone.who }, now);
  }

  /** The viewer hears what it is told from now on. */
  listens(viewer: number, now: Millis): void {
    const attendant = this.#viewers.get(viewer);
    if (attendant === undefined) return;
    attendant.listening = true;
    this.#tellControl(viewer, attendant);
    if (this.#endsAt !== undefined) this.#tellAfk(viewer, now);
  }

  /** Whether this may reach the scene. */
  admits(viewer: number, data: ViewerData, now: Millis): boolean {
    const attendant = this.#viewers.get(viewer);
    if (attendant === undefined) return false;
    const isUse = !attendant.onlooker && attendant.signs.take(data);
    if (isUse) this.#used(now);
    if (FOR_EVERYBODY.has(data.type)) return true;
    if (attendant.role !== 'controller') return false;
    if (isUse) this.#step({ type: 'acted', who: attendant.who }, now);
    return true;
  }

  mayAct(viewer: number): boolean {
    return this.#viewers.get(viewer)?.role === 'controller';
  }

  /** What a viewer says for us alone. */
  take(viewer: number, data: ControlRequest | Here, now: Millis): void {
    const attendant = this.#viewers.get(viewer);
    if (attendant === undefined) return;
    if (!attendant.onlooker) this.#used(now);
    if (data.type === 'here') return;
    if (attendant.onlooker) return this.#tellControl(viewer, attendant, data.action === 'request');
    const before = this.#desk;
    // Who gives control up or withdraws cannot do so again before it asks.
    const isHeard = data.action === 'release' || attendant.requests.take(1, now);
    if (isHeard) this.#step({ type: data.action, who: attendant.who }, now);
    // Whoever asks gets an answer, also where nothing changes.
    if (this.#desk === before) this.#tellControl(viewer, attendant, data.action === 'request');
  }

  /** A scene that knows nothing of its viewers yet. */
  introduce(): void {
    for (const [viewer, { role }] of this.#viewers) if (role === 'spectator') this.#handlers.role(viewer, role);
  }

  everySecond(now: Millis): void {
    this.#step({ type: 'time' }, now);
    const afk = this.#afk.state(now);
    if (afk.name === 'over') return this.#handlers.abandoned();
    const endsAt = afk.name === 'warned' ? afk.endsAt : undefined;
    if (endsAt === this.#endsAt) return;
    this.#endsAt = endsAt;
    for (const viewer of this.#viewers.keys()) this.#tellAfk(viewer, now);
  }

  #used(now: Millis): void {
    this.#afk.used(now);
    if (this.#endsAt === undefined) return;
    this.#endsAt = undefined;
    for (const viewer of this.#viewers.keys()) this.#tellAfk(viewer, now);
  }

  #step(event: DeskEvent, now: Millis): void {
    if (this.#desk === undefined) return;
    const before = this.#desk;
    this.#desk = transition(before, event, now, this.#idleAfter);
    // Another connection of a viewer that is there changes nothing at the desk, and has to be told all the same.
    if (event.type === 'acted' || (this.#desk === before && event.type !== 'joined')) return;
    for (const [viewer, attendant] of this.#viewers) {
      const holds = !attendant.onlooker && stateOf(this.#desk, attendant.who) === 'granted';
      const role = holds ? 'controller' : 'spectator';
      if (role !== attendant.role) this.#handlers.role(viewer, role);
      attendant.role = role;
      this.#tellControl(viewer, attendant);
    }
  }

  #tellControl(viewer: number, attendant: Attendant, answers = false): void {
    if (!attendant.listening) return;
    const state = this.#stateOf(attendant);
    const requests = this.#desk?.asking.length ?? 0;
    const told = `${state} ${requests}`;
    // That everybody acts goes without saying.
    if (!answers && (told === attendant.told || state === 'shared')) return;
    attendant.told = told;
    this.#handlers.tell(viewer, { type: 'control', state, requests, refused: answers && state === 'none' });
  }

  #stateOf({ who, onlooker }: Attendant): ControlInfo['state'] {
    if (onlooker) return 'none';
    return this.#desk === undefined ? 'shared' : stateOf(this.#desk, who);
  }

  #tellAfk(viewer: number, now: Millis): void {
    if (this.#viewers.get(viewer)?.listening !== true) return;
    const endsInSeconds = this.#endsAt === undefined ? null : (this.#endsAt - now) / 1_000;
    this.#handlers.tell(viewer, { type: 'afk', endsInSeconds });
  }
}
