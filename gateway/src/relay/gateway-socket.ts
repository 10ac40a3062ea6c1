/** A socket to another gateway. What it carries is what somebody else says, so that a reason of our own has no place on it. */
import type { RemoteViewError } from '@remote-view/protocol';
import { PeerSocket } from '../wire/peer-socket.ts';

export class GatewaySocket extends PeerSocket {
  override refuse(_error: RemoteViewError, closeCode: number): void {
    this.close(closeCode);
  }
}
