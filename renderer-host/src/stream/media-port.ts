/**
 * The UDP port that all viewers of a session share, held from the session's start to the end of its process.
 *
 * libjuice opens a shared port with the first connection and closes it with the last. Another program could have it in between,
 * and a connection that finds its port taken aborts the process. A listener of its own keeps it open.
 */
import { RemoteViewError } from '@remote-view/protocol';
import nodeDataChannel, { type IceUdpMuxListener } from 'node-datachannel';

/** A listener that is collected lets go of its port. */
const held = new Set<IceUdpMuxListener>();

/** @throws RemoteViewError `stream-failed` where another program has it */
export function holdPort(port: number, bindAddress: string | undefined): void {
  try {
    held.add(new nodeDataChannel.IceUdpMuxListener(port, bindAddress));
  } catch (cause) {
    throw new RemoteViewError('stream-failed', `UDP port ${port} cannot be had: another program has it.`, { cause });
  }
}
