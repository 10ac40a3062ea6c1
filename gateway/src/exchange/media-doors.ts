/**
 * Where other gateways take media sockets that came to this one. Each says so when it is asked over the store, and nobody else's
 * word counts: no peer can make this gateway dial anything.
 *
 * Bound: `MAX_KNOWN`; beyond it the one that was asked longest ago is forgotten, and asked again.
 */
import type { Millis } from '@remote-view/protocol';
import type { GatewayId } from '../cluster/cluster-store.ts';
import { hashToken, newToken, sameHash } from '../sessions/token.ts';
import type { GatewayMessage } from './gateway-messages.ts';
import { Questions } from './questions.ts';

/** What a gateway tells the others of itself, and it alone. */
export interface MediaDoor {
  /** Scheme, host and port. */
  readonly url: string;
  /** Whoever shows it is a gateway: all viewers behind one have its address, and are counted there. */
  readonly pass: string;
}

/** Carries the pass. Whoever sends one, right or wrong, is not sent on to a third gateway: a URL that is wrong makes no loop. */
export const PASS_HEADER = 'remote-view-pass';

/** Also of gateways that are gone by now. */
const MAX_KNOWN = 1_000;

export interface MediaDoorsOptions {
  /** How the others reach this gateway; undefined: they do not. */
  readonly url: string | undefined;
  readonly send: (to: GatewayId, message: GatewayMessage) => Promise<boolean>;
  readonly now: () => Millis;
}

export class MediaDoors {
  readonly #own: MediaDoor | undefined;
  readonly #send: MediaDoorsOptions['send'];
  readonly #now: () => Millis;
  readonly #questions = new Questions<MediaDoor>();
  /** For the life of the gateway: one that starts anew has another id. */
  readonly #known = new Map<GatewayId, Promise<MediaDoor | undefined>>();

  constructor({ url, send, now }: MediaDoorsOptions) {
    this.#own = url === undefined ? undefined : { url, pass: newToken() };
    this.#send = send;
    this.#now = now;
  }

  /** @returns undefined where that gateway is not there, or cannot be reached */
  async of(gateway: GatewayId): Promise<MediaDoor | undefined> {
    const known = this.#known.get(gateway);
    if (known !== undefined) return known;
    const asked = this.#ask(gateway);
    this.#known.set(gateway, asked);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
    const door = await asked;
    if (door === undefined && this.#known.get(gateway) === asked) this.#known.delete(gateway);
    return door;
  }

  asked(from: GatewayId, request: string): void {
    const door = this.#own === undefined ? {} : { door: this.#own };
    void this.#send(from, { type: 'here', request, ...door });
  }

  told(request: string, door: MediaDoor | undefined): void {
    // What nobody can dial is no door.
    this.#questions.answered(request, URL.canParse(door?.url ?? '') ? door : undefined);
  }

  /** Whether this is what another gateway shows. */
  isPass(shown: unknown): boolean {
    return (
      this.#own !== undefined && typeof shown === 'string' && sameHash(hashToken(shown), hashToken(this.#own.pass))
    );
  }

  tick(now: Millis): void {
    this.#questions.tick(now);
  }

  close(): void {
    this.#questions.close();
  }

  async #ask(gateway: GatewayId): Promise<MediaDoor | undefined> {
    const { request, answer } = this.#questions.ask(this.#now());
    if (!(await this.#send(gateway, { type: 'where', request }))) this.#questions.answered(request, undefined);
    return answer;
  }
}
