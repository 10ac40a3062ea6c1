/**
 * What the exchange needs of a viewer: a socket (`peer-socket.ts`), or a player that speaks HTTP alone (`whep/whep-resource.ts`).
 */
import type { ToViewer } from './messages.ts';

export interface ViewerEnd {
  send(message: ToViewer): void;
  /** @param closeCode why, as a WebSocket is told (`signaling.CLOSE`) */
  close(closeCode: number): void;
  /** What it had of the session at the host is over. Who has a socket is not told: it may ask for more. */
  mediaGone?(): void;
}
