import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeLinkHeader, LINK_LIMITS } from './framing.ts';
import { LinkSocket } from './link-socket.ts';
import { FromStream, type FromStream as FromStreamMessage } from './messages.ts';
import { socketPair } from './testing/socket-pair.ts';

interface Received {
  readonly message: FromStreamMessage;
  readonly body: string;
}

const open: Socket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

/** One link that receives, and the raw socket that it hears. */
async function receivingLink() {
  const [near, far] = await socketPair();
  open.push(near, far);
  const received: Received[] = [];
  const reasons: string[] = [];
  const closed = Promise.withResolvers<string>();
  let wake = (): void => {};
  const link = new LinkSocket<typeof FromStream, FromStreamMessage>(near, FromStream, {
    message: (message, body) => {
      received.push({ message, body: Buffer.from(body).toString() });
      wake();
    },
    closed: (reason) => {
      reasons.push(reason);
      closed.resolve(reason);
    },
  });
  const receivedCount = async (count: number): Promise<readonly Received[]> => {
    while (received.length < count) await new Promise<void>((resolve) => (wake = resolve));
    return received;
  };
  return { link, far, received, receivedCount, reasons, closed: closed.promise };
}

describe('LinkSocket', () => {
  it('carries messages and their bodies in order', async () => {
    const { far, receivedCount } = await receivingLink();
    const sender = new LinkSocket<typeof FromStream, FromStreamMessage>(far, FromStream, {
      message: () => {},
      closed: () => {},
    });
    const input: FromStreamMessage = { type: 'input', viewer: 1, channel: 'motion', receivedAt: 1.5 };
    expect(sender.send(input, Buffer.from('body'))).toBe(true);
    expect(sender.send({ type: 'key-frame' })).toBe(true);
    expect(await receivedCount(2)).toEqual([
      { message: input, body: 'body' },
      { message: { type: 'key-frame' }, body: '' },
    ]);
  });

  it.each([
    ['is no JSON', Buffer.from('{{{{')],
    ['is a message that nobody knows', Buffer.from('{"type":"start"}')],
    ['has a field too many', Buffer.from('{"type":"key-frame","x":1}')],
    ['is empty', Buffer.alloc(0)],
  ])('closes with a reason when a header %s', async (_name, header) => {
    const { far, closed, received } = await receivingLink();
    const prefix = Buffer.alloc(8);
    prefix.writeUInt32LE(header.length, 0);
    far.write(Buffer.concat([prefix, header]));
    expect(await closed).toMatch(/not understood/u);
    expect(received).toEqual([]);
  });

  it('closes with a reason when a message is larger than allowed', async () => {
    const { far, closed } = await receivingLink();
    far.write(encodeLinkHeader({ type: 'key-frame' }, LINK_LIMITS.bodyBytes + 1));
    expect(await closed).toMatch(/larger than allowed/u);
  });

  it('hears nothing that follows what closed it, though it came in the same chunk', async () => {
    const { far, closed, received } = await receivingLink();
    far.write(Buffer.concat([encodeLinkHeader({ type: 'nonsense' }, 0), encodeLinkHeader({ type: 'key-frame' }, 0)]));
    await closed;
    expect(received).toEqual([]);
  });

  it('tells that the other end is gone, once, and sends nothing then', async () => {
    const { link, far, closed, reasons } = await receivingLink();
    far.destroy();
    expect(await closed).toBe('closed by the other end');
    expect(link.send({ type: 'key-frame' })).toBe(false);
    link.close();
    expect(reasons).toHaveLength(1);
  });

  it('tells its own close once', async () => {
    const { link, reasons } = await receivingLink();
    link.close();
    link.close();
    expect(reasons).toEqual(['closed']);
  });

  it('lets no more wait than a second of video when the other end does not read', async () => {
    const { link, far } = await receivingLink();
    far.pause();
    const body = new Uint8Array(1024 * 1024);
    let sent = 0;
    while (sent < 100 && link.send({ type: 'key-frame' }, body)) sent++;
    expect(sent).toBeGreaterThanOrEqual(8);
    expect(sent).toBeLessThanOrEqual(10);
  });

  it('closes when its own handler throws, and the process lives on', async () => {
    const [near, far] = await socketPair();
    open.push(near, far);
    const closed = new Promise<string>((resolve) => {
      const link = new LinkSocket(near, FromStream, {
        message: () => {
          throw new Error('the scene is broken');
        },
        closed: resolve,
      });
      expect(link).toBeDefined();
    });
    far.write(encodeLinkHeader({ type: 'key-frame' }, 0));
    expect(await closed).toBe('the scene is broken');
  });
});
