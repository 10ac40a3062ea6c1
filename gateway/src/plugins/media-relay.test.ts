import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mediaRelay, signaling } from '@remote-view/protocol';
import { Harness, type Client } from '../testing/harness.ts';
import { MediaEnd, ticketsFor, type Tickets } from '../testing/media-end.ts';

describe('relayed media', () => {
  let harness: Harness;
  let host: Client;
  let viewer: Client;

  async function tickets(peer = 'p1'): Promise<Tickets> {
    return ticketsFor(viewer, host, peer);
  }

  async function relay(): Promise<{ readonly viewerEnd: MediaEnd; readonly hostEnd: MediaEnd }> {
    const given = await tickets();
    const viewerEnd = await MediaEnd.attached(harness, given.viewer);
    const hostEnd = await MediaEnd.attached(harness, given.host);
    for (const end of [viewerEnd, hostEnd]) expect(await end.told()).toEqual({ type: 'open' });
    return { viewerEnd, hostEnd };
  }

  async function start(stalledAfter = 10_000): Promise<void> {
    harness = await Harness.start({ timing: { relayStalledAfter: stalledAfter } });
    host = await harness.host();
    viewer = await harness.joined(await harness.createSession());
    expect(await host.next()).toMatchObject({ type: 'start' });
  }

  beforeEach(() => start());
  afterEach(() => harness.stop());

  it('is given to a viewer and to its host by tickets of their own', async () => {
    const given = await tickets();
    expect(given.viewer).not.toBe(given.host);
  });

  it('crosses as it is, both ways and in order', async () => {
    const { viewerEnd, hostEnd } = await relay();
    for (let index = 0; index < 50; index++) hostEnd.socket.send(Buffer.alloc(60_000, index));
    for (let index = 0; index < 50; index++) {
      const bytes = await viewerEnd.next();
      expect([bytes.length, bytes[0]]).toEqual([60_000, index]);
    }
    viewerEnd.socket.send(Buffer.from('input'));
    expect((await hostEnd.next()).toString()).toBe('input');
  });

  it('is not given where the host is gone', async () => {
    await host.close();
    viewer.send({ type: 'relay', peer: 'p1' });
    expect(await viewer.next()).toMatchObject({ type: 'error', peer: 'p1', code: 'host-lost' });
  });

  it.each([
    ['that nobody gave', () => 'a-ticket-of-my-own-making'],
    ['a second time', (given: { viewer: unknown }) => given.viewer],
  ])('is refused to a ticket %s', async (_what, pick) => {
    const given = await tickets();
    await MediaEnd.attached(harness, given.viewer);
    const stranger = await MediaEnd.attached(harness, pick(given));
    expect(await stranger.told()).toMatchObject({ type: 'error', code: 'bad-token' });
    expect(await stranger.closed).toBe(signaling.CLOSE.refused);
    expect(harness.app.exchange.rejections.count('bad-ticket')).toBe(1);
  });

  it('ends for one end with the other', async () => {
    const { viewerEnd, hostEnd } = await relay();
    viewerEnd.socket.close(1000);
    expect(await hostEnd.closed).toBe(mediaRelay.CLOSE.otherEndGone);
    expect(hostEnd.received).toEqual([]);
  });

  it('ends when its viewer asks for another one', async () => {
    const { viewerEnd, hostEnd } = await relay();
    await tickets('p2');
    expect(await viewerEnd.closed).toBe(mediaRelay.CLOSE.otherEndGone);
    expect(await hostEnd.closed).toBe(mediaRelay.CLOSE.otherEndGone);
  });

  it('outlives the viewer’s signaling', async () => {
    const { viewerEnd, hostEnd } = await relay();
    await viewer.close();
    hostEnd.socket.send(Buffer.from('a frame'));
    expect((await viewerEnd.next()).toString()).toBe('a frame');
  });

  it.each([
    ['bytes before the other end is there', Buffer.from('early')],
    ['text behind its ticket', 'more'],
  ])('is closed to who sends %s', async (_what, message) => {
    const end = await MediaEnd.attached(harness, (await tickets()).viewer);
    end.socket.send(message);
    expect(await end.told()).toMatchObject({ type: 'error', code: 'malformed-message' });
    expect(await end.closed).toBe(signaling.CLOSE.protocolError);
  });

  it('holds up who sends to an end that does not read, and goes on when it does', async () => {
    const { viewerEnd, hostEnd } = await relay();
    viewerEnd.socket.pause();
    const total = 400;
    for (let index = 0; index < total; index++) hostEnd.socket.send(Buffer.alloc(60_000, index % 251));
    // The sender's own system cannot take it all: the gateway reads no more.
    await viewer.settled();
    expect(hostEnd.socket.bufferedAmount).toBeGreaterThan(0);
    viewerEnd.socket.resume();
    for (let index = 0; index < total; index++) expect((await viewerEnd.next())[0]).toBe(index % 251);
  });

  it('closes an end that does not read for long, and the other with it', async () => {
    await harness.stop();
    await start(200);
    const { viewerEnd, hostEnd } = await relay();
    viewerEnd.socket.pause();
    for (let index = 0; index < 400; index++) hostEnd.socket.send(Buffer.alloc(60_000));
    expect(await hostEnd.closed).toBe(mediaRelay.CLOSE.otherEndGone);
  });
});
