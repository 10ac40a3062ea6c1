/** What the switchboard wants done. It decides and never does: sockets, logs and clocks belong to its shell. */
import type { ErrorCode, ViewerId } from '@remote-view/protocol';
import type { LinkId } from '../hosts/host-directory.ts';
import type { RelayRequest } from '../relay/relay-directory.ts';
import type { ToHost, ToViewer } from '../wire/messages.ts';

/** Why something from outside was not acted upon; each is counted. */
export type Rejection =
  | 'malformed'
  | 'too-large'
  | 'rate-limited'
  | 'silent'
  | 'unanswered-pings'
  | 'too-slow'
  | 'unsupported-version'
  | 'no-subprotocol'
  | 'origin'
  | 'bad-key'
  | 'unknown-session'
  | 'bad-token'
  | 'bad-ticket'
  | 'too-many-viewers'
  | 'fenced-host'
  | 'foreign-session'
  | 'foreign-viewer'
  | 'stale-session'
  | 'stale-viewer'
  | 'internal';

export interface LogEffect {
  readonly type: 'log';
  readonly level: 'info' | 'warn';
  readonly text: string;
  readonly fields: { readonly sessionId?: string; readonly hostId?: string; readonly code?: ErrorCode };
}

export type Effect =
  | { readonly type: 'tell-viewer'; readonly viewer: ViewerId; readonly message: ToViewer }
  | { readonly type: 'close-viewer'; readonly viewer: ViewerId; readonly closeCode: number }
  | { readonly type: 'tell-host'; readonly link: LinkId; readonly message: ToHost }
  /** A relay that both ends were given tickets for. */
  | { readonly type: 'open-relay'; readonly relay: RelayRequest }
  | { readonly type: 'close-host'; readonly link: LinkId; readonly closeCode: number }
  | { readonly type: 'reject'; readonly reason: Rejection }
  | LogEffect;
