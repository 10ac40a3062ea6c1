/**
 * Who has control of a session that one viewer at a time may act in, as data and one pure function.
 *
 * Invariant: at most one viewer has it, and nobody waits for what nobody has. Who is alone in the session when it becomes
 * free has it without asking; among several it stays free until somebody asks, so that no one acts without meaning to.
 * Who has control and is silent while others ask loses it.
 *
 * Bound: {@link MAX_ASKING} viewers wait; one more is refused.
 */
import type { ControlState, Millis } from '@remote-view/protocol';

/** A viewer through all of its connections. */
export type Who = string;

export interface Desk {
  /** In the order in which they came. */
  readonly present: readonly Who[];
  readonly holder: Who | null;
  /** When the holder acted last, or got control. */
  readonly actedAt: Millis;
  /** Who waits for it, who asked first first. */
  readonly asking: readonly Who[];
  /** Since when anybody does. */
  readonly askedAt: Millis;
}

export type DeskEvent =
  | { readonly type: 'joined' | 'left' | 'request' | 'release' | 'acted'; readonly who: Who }
  | { readonly type: 'time' };

export const EMPTY_DESK: Desk = { present: [], holder: null, actedAt: 0, asking: [], askedAt: 0 };

const MAX_ASKING = 16;

/**
 * Returns the desk after `event`; the very same object where nothing changes.
 * @param idleAfter of silence, while somebody asks, after which control goes to the next
 */
export function transition(desk: Desk, event: DeskEvent, now: Millis, idleAfter: Millis): Desk {
  switch (event.type) {
    case 'joined':
      if (desk.present.includes(event.who)) return desk;
      return passOn({ ...desk, present: [...desk.present, event.who] }, now, true);
    case 'left':
      if (!desk.present.includes(event.who)) return desk;
      return passOn(
        without({ ...desk, present: desk.present.filter((who) => who !== event.who) }, event.who),
        now,
        true,
      );
    case 'request':
      return request(desk, event.who, now);
    case 'release':
      if (desk.holder !== event.who && !desk.asking.includes(event.who)) return desk;
      return passOn(without(desk, event.who), now, false);
    case 'acted':
      return desk.holder === event.who ? { ...desk, actedAt: now } : desk;
    case 'time': {
      const { holder, asking, actedAt, askedAt } = desk;
      if (holder === null || asking.length === 0 || now < Math.max(actedAt, askedAt) + idleAfter) return desk;
      return passOn(without(desk, holder), now, false);
    }
    default:
      event satisfies never;
      return desk;
  }
}

export function stateOf({ holder, asking }: Desk, who: Who): ControlState {
  if (holder === who) return 'granted';
  return asking.includes(who) ? 'requested' : 'none';
}

function request(desk: Desk, who: Who, now: Millis): Desk {
  const { present, holder, asking } = desk;
  if (holder === who || !present.includes(who) || asking.includes(who) || asking.length >= MAX_ASKING) return desk;
  return passOn({ ...desk, asking: [...asking, who], askedAt: asking.length === 0 ? now : desk.askedAt }, now, false);
}

function without(desk: Desk, who: Who): Desk {
  const asking = desk.asking.filter((other) => other !== who);
  return { ...desk, asking, holder: desk.holder === who ? null : desk.holder };
}

/** Gives control that is free to who asked first, or to who is alone. */
function passOn(desk: Desk, now: Millis, evenUnasked: boolean): Desk {
  const { present, holder, asking } = desk;
  if (holder !== null) return desk;
  const [next, ...others] = asking;
  if (next !== undefined) return { ...desk, holder: next, actedAt: now, asking: others, askedAt: now };
  const [only] = present;
  return evenUnasked && only !== undefined && present.length === 1 ? { ...desk, holder: only, actedAt: now } : desk;
}
