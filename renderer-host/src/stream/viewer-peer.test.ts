import { encodeViewerData, RIGHTS, type Right } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { EVERY_MESSAGE } from '../access/testing/every-message.ts';
import { OWNER } from '../access/testing/grants.ts';
import { FileBudget } from './files/file-budget.ts';
import { ViewerPeer } from './viewer-peer.ts';
import type { ViewerPathHandlers } from './viewer-path.ts';

/** A viewer on a path that a test speaks for. */
function setUp(rights: readonly Right[], shapesPicture = true) {
  const said: string[] = [];
  let path: ViewerPathHandlers | undefined;
  const peer = new ViewerPeer(
    {
      ...{ number: 1, grant: { ...OWNER, rights }, usefulBitrate: 4e6, fileBudget: new FileBudget() },
      openPath: (handlers) => {
        path = handlers;
        const nothing = (): void => {};
        return {
          ...{
            listens: true,
            speaks: true,
            target: 3e6,
            ready: () => true,
            sendFrame: nothing,
            sendSound: nothing,
            send: nothing,
          },
          ...{ frameAck: nothing, setUseful: nothing, report: nothing, close: nothing },
        };
      },
    },
    {
      ...{ connected: () => {}, eventsOpen: () => {}, shapesPicture: () => shapesPicture, presence: () => {} },
      ...{ file: () => true, keyFrame: () => {}, rateChanged: () => {}, closed: () => {}, fault: () => {} },
      input: (_channel, { type }) => said.push(type),
      spoken: ({ payload }) => said.push(`spoke ${payload.length} bytes`),
    },
  );
  return { peer, path: path!, said };
}

const packet = { sequenceNumber: 1, timestamp: 960, payload: new Uint8Array(3) };

describe('a viewer', () => {
  it('is heard with the right to speak, and not before anything is decoded without', () => {
    const allowed = setUp(RIGHTS);
    allowed.path.spoken(packet);
    expect(allowed.said).toEqual(['spoke 3 bytes']);
    const mute = setUp(RIGHTS.filter((right) => right !== 'microphone'));
    mute.path.spoken(packet);
    mute.path.message('events', encodeViewerData(EVERY_MESSAGE.key));
    expect(mute.said).toEqual(['key']);
    expect(mute.peer.forbidden).toBe(1);
  });

  it('has its wishes of the picture heeded only where the picture goes by it', () => {
    for (const [shapes, target, preference] of [
      [true, 100_000, 'sharp'],
      [false, 3e6, 'auto'],
    ] as const) {
      const { peer, path } = setUp([], shapes);
      path.message('events', encodeViewerData(EVERY_MESSAGE.quality));
      expect([peer.target, peer.preference]).toEqual([target, preference]);
    }
  });
});
