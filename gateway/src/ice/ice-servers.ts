/**
 * STUN and TURN servers as a viewer is told of them, with credentials of its session.
 *
 * A TURN server sends packets wherever its users say, so it asks who they are; a password that all viewers share would be
 * everybody's after one page load. These are made here instead and kept nowhere: the user name says until when it is good, the
 * password is its HMAC under a secret that the TURN server knows too (draft-uberti-behave-turn-rest-00, coturn's
 * `use-auth-secret`). The user name holds session and viewer, so the TURN server's log can be read beside ours, and its quota of
 * allocations counts for one viewer.
 *
 * They are for viewers only: hosts never have a TURN server (`docs/networking.md`).
 */
import { createHmac } from 'node:crypto';
import type { SessionId, ViewerId } from '@remote-view/protocol';
import type { IceServers } from '../wire/messages.ts';

export interface IceSettings {
  /** `stun:host:port` (RFC 7064). */
  readonly stunUrls: readonly string[];
  /** `turn:host:port?transport=udp`, `turns:host:443?transport=tcp` (RFC 7065). */
  readonly turnUrls: readonly string[];
  /** Shared with the TURN servers; undefined where there are none. */
  readonly turnSecret: string | undefined;
  /** Credentials are good for so long. What was allocated with them lasts for as long as it is refreshed. */
  readonly turnTtlSeconds: number;
}

export class IceServersOf {
  readonly #settings: IceSettings;

  constructor(settings: IceSettings) {
    this.#settings = settings;
  }

  /**
   * What a viewer of `session` may use; each call has credentials that are fresh.
   * @param nowSeconds since 1970, by the wall clock: the TURN server compares it with its own
   * @param viewer where it is known already who that is
   */
  forSession(session: SessionId, nowSeconds: number, viewer?: ViewerId): IceServers {
    const { stunUrls, turnUrls, turnSecret, turnTtlSeconds } = this.#settings;
    const servers: IceServers = stunUrls.length === 0 ? [] : [{ urls: [...stunUrls] }];
    if (turnSecret === undefined) return servers;
    const user = viewer === undefined ? session : `${session}/${viewer}`;
    const username = `${Math.floor(nowSeconds) + turnTtlSeconds}:${user}`;
    return [...servers, { urls: [...turnUrls], username, credential: turnPassword(turnSecret, username) }];
  }
}

/** The password that belongs to a user name. The draft has SHA-1, and as an HMAC it is not broken. */
export function turnPassword(secret: string, username: string): string {
  return createHmac('sha1', secret).update(username).digest('base64');
}
