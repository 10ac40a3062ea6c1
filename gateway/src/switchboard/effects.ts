/** What the switchboard wants done. It decides and never does: sockets, logs, clocks and the store belong to its shell. */
import type { ErrorCode, HostId, SessionId, ViewerId } from '@remote-view/protocol';
import type { SessionEntry } from '../cluster/cluster-store.ts';
import type { LinkId } from '../hosts/linked-hosts.ts';
import type { RelayRequest } from '../relay/relay-directory.ts';
import type { ToHost, ToViewer } from '../wire/messages.ts';
import type { Rejection } from '../wire/rejections.ts';

export interface LogEffect {
  readonly type: 'log';
  readonly level: 'info' | 'warn';
  readonly text: string;
  readonly fields: { readonly sessionId?: string; readonly hostId?: string; readonly code?: ErrorCode };
}

export type Effect =
  | { readonly type: 'tell-viewer'; readonly viewer: ViewerId; readonly message: ToViewer }
  | { readonly type: 'close-viewer'; readonly viewer: ViewerId; readonly closeCode: number }
  /** What it had of the session at the host is over; its socket, where it has one, is not. */
  | { readonly type: 'media-gone'; readonly viewer: ViewerId }
  /** Its session is at another gateway now. */
  | { readonly type: 'follow'; readonly viewer: ViewerId; readonly session: SessionId }
  | { readonly type: 'tell-host'; readonly link: LinkId; readonly message: ToHost }
  | { readonly type: 'close-host'; readonly link: LinkId; readonly closeCode: number }
  /** A relay that both ends were given tickets for. */
  | { readonly type: 'open-relay'; readonly relay: RelayRequest }
  /** The store is to know how a session goes. */
  | {
      readonly type: 'record';
      readonly session: SessionId;
      readonly host: HostId;
      readonly change: Partial<Pick<SessionEntry, 'state' | 'viewers'>>;
    }
  /** The store is to give its slot back. */
  | {
      readonly type: 'record-end';
      readonly session: SessionId;
      readonly host: HostId;
      readonly reason: NonNullable<SessionEntry['reason']>;
    }
  /** What a session looks like, for whoever asked; a JPEG in base64. */
  | { readonly type: 'thumbnail'; readonly request: string; readonly jpeg: string | undefined }
  | { readonly type: 'reject'; readonly reason: Rejection }
  | LogEffect;
