/**
 * What a host shows for the sessions that it says it runs: a gateway gave it each of them, for that tenant. Without it, a host with a
 * key of its own could use up the quota of any tenant with sessions that never were.
 *
 * A bare Ed25519 signature with the keys of viewers' tokens: a registration with a hundred of them fits in one message, which as many
 * JWTs would not. What is signed begins as no JWT does, so neither can be taken for the other.
 */
import { sign } from 'node:crypto';
import type { CryptoKey } from 'jose';
import type { TokenKeys } from './token-keys.ts';

export interface GivenSession {
  readonly session: string;
  readonly tenant: string;
  readonly host: string;
}

export class SessionProofs {
  readonly #signing: TokenKeys['signing']['privateKey'];
  /** All that sign, or did; one or two, as a rule. */
  readonly #verifying: readonly CryptoKey[];

  constructor({ signing, verifying }: TokenKeys) {
    this.#signing = signing.privateKey;
    this.#verifying = [...verifying.values()];
  }

  /** The same for the same session, always (RFC 8032 section 5.1.6). */
  prove(given: GivenSession): string {
    return sign(null, textOf(given), this.#signing).toString('base64url');
  }

  /** Off the event loop: a host has up to a hundred, and many hosts may come back at one moment. */
  async isRight(given: GivenSession, proof: string): Promise<boolean> {
    const [text, signature] = [textOf(given), Buffer.from(proof, 'base64url')];
    for (const key of this.#verifying) if (await crypto.subtle.verify('Ed25519', key, signature, text)) return true;
    return false;
  }
}

/** A space is in none of the names. */
function textOf({ session, tenant, host }: GivenSession): Buffer<ArrayBuffer> {
  return Buffer.from(`remote-view session ${session} ${tenant} ${host}`);
}
