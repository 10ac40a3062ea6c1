/**
 * So many a minute for each of many: tenants, addresses. All of a minute's share may come at once.
 *
 * What is kept of each is one number, the time at which its share is whole again (the generic cell rate algorithm of ATM
 * Forum TM 4.0, as a virtual schedule), and only while it is not. Bound: `MAX_TRACKED`; beyond it the one that was heard of
 * longest ago starts anew. Each gateway counts for itself: behind several of them, so many times as much may pass.
 */
import { isIPv6 } from 'node:net';
import type { Millis } from '@remote-view/protocol';

const MAX_TRACKED = 20_000;
const MINUTE: Millis = 60_000;

export class RateLimits {
  /** By key, the newest last. */
  readonly #wholeAt = new Map<string, Millis>();
  readonly #maxTracked: number;

  constructor(maxTracked = MAX_TRACKED) {
    this.#maxTracked = maxTracked;
  }

  get tracked(): number {
    return this.#wholeAt.size;
  }

  /** @returns how long to wait, ms; 0: it may pass now, and is not counted by asking */
  wait(key: string, perMinute: number, now: Millis): Millis {
    const each = MINUTE / perMinute;
    const whole = this.#wholeAt.get(key) ?? now;
    // A minute's share less the one that is asked for.
    return Math.max(0, whole - now - (MINUTE - each));
  }

  /** Counts one, where it may pass. @returns how long to wait, ms; 0: it passes */
  take(key: string, perMinute: number, now: Millis): Millis {
    const wait = this.wait(key, perMinute, now);
    if (wait > 0) return wait;
    const whole = Math.max(this.#wholeAt.get(key) ?? now, now) + MINUTE / perMinute;
    this.#wholeAt.delete(key);
    this.#wholeAt.set(key, whole);
    this.#forget(now);
    return 0;
  }

  #forget(now: Millis): void {
    for (const [key, whole] of this.#wholeAt) {
      if (whole > now && this.#wholeAt.size <= this.#maxTracked) return;
      this.#wholeAt.delete(key);
    }
  }
}

/**
 * What an address counts as: an IPv6 one is its /64, which is what one subscriber has, and could send from all of it
 * (RFC 6177). An IPv4 one that IPv6 carries is itself.
 */
export function subscriberOf(address: string): string {
  const [plain = ''] = address.split('%', 1);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::', 2);
  const front = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  // A dotted end stands for two groups.
  const width = (groups: readonly string[]): number => groups.length + (groups.at(-1)?.includes('.') === true ? 1 : 0);
  const zeros = tail === undefined ? 0 : 8 - width(front) - width(behind);
  const groups = [...front, ...Array.from({ length: zeros }, () => '0'), ...behind];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
