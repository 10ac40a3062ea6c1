import type { DataChannel, Track } from 'node-datachannel';

/**
 * Sends one message or packet; false where it was not sent, or waits in the channel's buffer.
 *
 * libdatachannel throws where the other end closes at the same moment, whatever `isOpen()` said before. Unless caught
 * here, one viewer who leaves would end the loop that sends to all.
 */
export function sendBytes(channel: DataChannel | Track, bytes: Uint8Array): boolean {
  try {
    return channel.sendMessageBinary(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch {
    return false;
  }
}
