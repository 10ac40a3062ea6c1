import { describe, expect, it } from 'vitest';
import { callbackViolations } from './native-callbacks.ts';

const text = "import type { PeerConnection } from 'node-datachannel';\n\npeer.onStateChange(() => {});";

describe('callbackViolations', () => {
  it('finds a callback registered directly', () => {
    expect(callbackViolations([{ path: 'renderer-host/src/stream/peer.ts', text }])).toEqual([
      {
        path: 'renderer-host/src/stream/peer.ts',
        line: 3,
        problem:
          'registers onStateChange on its own: a throw in it ends the process, ' +
          'use renderer-host/src/stream/safe-callbacks.ts',
      },
    ]);
  });

  it('allows it in the one file, in tests, and for methods of our own', () => {
    expect(
      callbackViolations([
        { path: 'renderer-host/src/stream/safe-callbacks.ts', text },
        { path: 'renderer-host/src/stream/peer.test.ts', text },
        { path: 'renderer-host/src/agent/pool.ts', text: 'pool.onMessage(() => {});' },
        { path: 'renderer-host/src/stream/feedback.ts', text: text.replace('onStateChange', 'onNack') },
      ]),
    ).toEqual([]);
  });

  it('can be told another file', () => {
    const rule = { allowedIn: 'a.ts', addon: 'node-datachannel' };
    expect(callbackViolations([{ path: 'a.ts', text }], rule)).toEqual([]);
    expect(callbackViolations([{ path: 'renderer-host/src/stream/safe-callbacks.ts', text }], rule)).toHaveLength(1);
  });
});
