/** What ws allows by default (100 MiB messages, compression, thousands of fragments), cut to what we speak. */
import { signaling } from '@remote-view/protocol';

export const MESSAGE_LIMITS = {
  maxPayload: signaling.SIGNALING_LIMITS.maxPayload,
  perMessageDeflate: false,
  maxFragments: 16,
  maxBufferedChunks: 1_024,
} as const;
