/**
 * Arrival groups: packets that left within 5 ms count as one, because a queue's growth shows between bursts and not
 * inside one (draft-ietf-rmcat-gcc-02, 5.2). Each new group tells how the spacing of the two before it changed.
 */
import type { Millis } from '@remote-view/protocol';

/** The spacing of two groups, by their last packets. */
export interface GroupSpacing {
  readonly sent: Millis;
  readonly received: Millis;
  /** Of the later group, on the receiver's clock. */
  readonly receivedAt: Millis;
}

interface Group {
  readonly firstSentAt: Millis;
  readonly firstReceivedAt: Millis;
  lastSentAt: Millis;
  lastReceivedAt: Millis;
  /** When the sender heard of it. */
  heardAt: Millis;
}

const GROUP_SPAN: Millis = 5;
/** Packets closer than this that caught up with each other on the way were held back together, as Wi-Fi does. */
const BURST_GAP: Millis = 5;
const MAX_BURST_SPAN: Millis = 100;
/** Of the receiver's clock against ours: more is no delay, it was set. */
const MAX_CLOCK_JUMP: Millis = 3_000;
const MAX_REORDERED = 3;

export class PacketGroups {
  #previous: Group | undefined;
  #current: Group | undefined;
  #reordered = 0;

  reset(): void {
    this.#previous = undefined;
    this.#current = undefined;
    this.#reordered = 0;
  }

  /** In order of arrival. @returns the spacing of two groups where this packet begins a third */
  add(sentAt: Millis, receivedAt: Millis, now: Millis): GroupSpacing | undefined {
    const current = this.#current;
    if (current === undefined) {
      this.#current = groupOf(sentAt, receivedAt, now);
      return undefined;
    }
    if (sentAt < current.firstSentAt) return undefined;
    if (!beginsGroup(current, sentAt, receivedAt)) {
      current.lastSentAt = Math.max(current.lastSentAt, sentAt);
      current.lastReceivedAt = receivedAt;
      current.heardAt = now;
      return undefined;
    }
    const previous = this.#previous;
    const spacing = previous && spacingOf(previous, current);
    if (spacing !== undefined && previous !== undefined && !this.#believable(spacing, current, previous)) {
      return undefined;
    }
    this.#previous = current;
    this.#current = groupOf(sentAt, receivedAt, now);
    return spacing;
  }

  #believable(spacing: GroupSpacing, current: Group, previous: Group): boolean {
    if (spacing.received - (current.heardAt - previous.heardAt) >= MAX_CLOCK_JUMP) {
      this.reset();
      return false;
    }
    if (spacing.received >= 0) {
      this.#reordered = 0;
      return true;
    }
    this.#reordered += 1;
    if (this.#reordered >= MAX_REORDERED) this.reset();
    return false;
  }
}

function groupOf(sentAt: Millis, receivedAt: Millis, heardAt: Millis): Group {
  return { firstSentAt: sentAt, lastSentAt: sentAt, firstReceivedAt: receivedAt, lastReceivedAt: receivedAt, heardAt };
}

function spacingOf(earlier: Group, later: Group): GroupSpacing {
  return {
    sent: later.lastSentAt - earlier.lastSentAt,
    received: later.lastReceivedAt - earlier.lastReceivedAt,
    receivedAt: later.lastReceivedAt,
  };
}

function beginsGroup(current: Group, sentAt: Millis, receivedAt: Millis): boolean {
  return !isOfBurst(current, sentAt, receivedAt) && sentAt - current.firstSentAt > GROUP_SPAN;
}

function isOfBurst(current: Group, sentAt: Millis, receivedAt: Millis): boolean {
  const sent = sentAt - current.lastSentAt;
  if (sent === 0) return true;
  const received = receivedAt - current.lastReceivedAt;
  return received < sent && received <= BURST_GAP && receivedAt - current.firstReceivedAt < MAX_BURST_SPAN;
}
